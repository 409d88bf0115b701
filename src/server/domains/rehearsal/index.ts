export { rehearseTraffic } from './rehearse-traffic.ts'
export type { ScimDoor } from './scim-door.ts'
