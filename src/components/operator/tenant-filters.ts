export const TENANTS_PAGE_SIZE = 100

/** The search that an address stands for. */
export function tenantFilterFrom(params: URLSearchParams): { search?: string } {
  const search = params.get('q')?.trim().slice(0, 200)
  return search ? { search } : {}
}
