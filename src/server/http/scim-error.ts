export const SCIM_TYPE = 'application/scim+json'

/** RFC 7644 section 3.12: `status` is a string there. */
export function scimErrorBody(status: number, detail: string): string {
  return JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail })
}
