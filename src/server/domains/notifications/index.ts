export { notifyOwners } from './notify-owners.ts'
export { sendOwnerNotice } from './send-owner-notice.ts'
