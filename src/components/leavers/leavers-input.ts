/** The search of the list, from the URL. */
export function leaversInputFrom(params: { get(name: string): string | null }): { search?: string } {
  const search = params.get('search')?.trim().slice(0, 200)
  return search ? { search } : {}
}
