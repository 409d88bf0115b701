import { preconditionFailed } from './scim-failure.ts'

/** Versions are weak tags (RFC 7644 section 3.14): two requests may show different parts of one version. */
export function entityTag(version: number): string {
  return `W/"${version}"`
}

/** Whether an If-Match or If-None-Match header names this version; compared weakly (RFC 9110 section 8.8.3.2). */
export function namesVersion(header: string, version: number): boolean {
  return header.split(',').some((part) => {
    const tag = part.trim()
    return tag === '*' || tag.replace(/^W\//, '') === `"${version}"`
  })
}

/** The headers of RFC 9110 section 13.1 under which a request is to be carried out. */
export type Preconditions = { ifMatch?: string | undefined; ifNoneMatch?: string | undefined }

/** @throws AppError `precondition_failed` where the client worked on another version, or wanted none to be there */
export function requireVersion({ ifMatch, ifNoneMatch }: Preconditions, version: number): void {
  if (ifMatch !== undefined && !namesVersion(ifMatch, version)) {
    throw preconditionFailed(
      `If-Match: the resource is at version ${entityTag(version)} now. Read it again and repeat the change.`,
    )
  }
  if (ifNoneMatch !== undefined && namesVersion(ifNoneMatch, version)) {
    throw preconditionFailed(`If-None-Match: the resource is there, at version ${entityTag(version)}.`)
  }
}
