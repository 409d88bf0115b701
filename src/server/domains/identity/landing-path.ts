import { HOUSE_SLUG } from '#contracts/identifiers.ts'

// Letters, digits and what our own addresses use. No second slash at the front, no backslash, no colon before the
// query, nothing encoded in the path: what a browser resolves is what is matched here.
const PATH = /^(?:\/[A-Za-z0-9_-]+)*$/
const QUERY = /^\?[A-Za-z0-9_.~%=&+:,-]*$/

// Back to an application that waits: only the number of what is kept for this browser (domains/applications).
const RESUME = /^\/oauth\/resume\?request=[A-Za-z0-9_-]{43}$/

/**
 * Where a person lands after signing in: a page of that tenant's console, or on to the application that sent them. Whatever else is
 * asked for (`//evil`, `javascript:`, backslashes, another tenant) becomes {@link homePath}.
 */
export function landingPath(tenantSlug: string, asked: string | null): string {
  const home = homePath(tenantSlug)
  if (asked === null || asked.length > 1024) return home
  if (RESUME.test(asked)) return asked
  const front = frontsOf(tenantSlug).find((path) => asked.startsWith(path))
  if (front === undefined) return home
  const rest = asked.slice(front.length)
  const mark = rest.indexOf('?')
  const path = mark < 0 ? rest : rest.slice(0, mark)
  const query = mark < 0 ? '' : rest.slice(mark)
  if (path === '' || !PATH.test(path) || (query !== '' && !QUERY.test(query))) return home
  return asked
}

/** The first page of a tenant's people; of the house's, the operator console, which knows who of them is an operator. */
export function homePath(tenantSlug: string): string {
  return tenantSlug === HOUSE_SLUG ? '/operator' : `/t/${tenantSlug}/overview`
}

function frontsOf(tenantSlug: string): string[] {
  return tenantSlug === HOUSE_SLUG ? [`/t/${tenantSlug}`, '/operator'] : [`/t/${tenantSlug}`]
}
