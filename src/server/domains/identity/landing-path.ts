// Letters, digits and what our own addresses use. No second slash at the front, no backslash, no colon before the
// query, nothing encoded in the path: what a browser resolves is what is matched here.
const PATH = /^(?:\/[A-Za-z0-9_-]+)*$/
const QUERY = /^\?[A-Za-z0-9_.~%=&+:,-]*$/

/**
 * Where a person lands after signing in: a page of that tenant's console and nothing else. Whatever else is
 * asked for (`//evil`, `javascript:`, backslashes, another tenant) becomes the overview.
 */
export function landingPath(tenantSlug: string, asked: string | null): string {
  const home = `/t/${tenantSlug}`
  if (asked === null || asked.length > 1024 || !asked.startsWith(home)) return `${home}/overview`
  const rest = asked.slice(home.length)
  const mark = rest.indexOf('?')
  const path = mark < 0 ? rest : rest.slice(0, mark)
  const query = mark < 0 ? '' : rest.slice(mark)
  if (path === '' || !PATH.test(path) || (query !== '' && !QUERY.test(query))) return `${home}/overview`
  return asked
}
