'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'

type Patch = Record<string, string | null | undefined>

/** The address with some parameters changed; null, undefined and '' remove one. */
function addressWith(pathname: string, params: string, patch: Patch): string {
  const next = new URLSearchParams(params)
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined || value === '') next.delete(key)
    else next.set(key, value)
  }
  const query = next.toString()
  return query === '' ? pathname : `${pathname}?${query}`
}

/**
 * Filters and the open drawer live in the address. Changes go through the History API, so the
 * page stays and only its queries change; the server reads the same parameters on a fresh load.
 */
export function useUrlParams() {
  const pathname = usePathname()
  const params = useSearchParams()
  const query = params.toString()
  const href = useCallback((patch: Patch) => addressWith(pathname, query, patch), [pathname, query])
  const replace = useCallback((patch: Patch) => window.history.replaceState(null, '', href(patch)), [href])
  const push = useCallback((patch: Patch) => window.history.pushState(null, '', href(patch)), [href])
  return useMemo(() => ({ params, href, replace, push }), [params, href, replace, push])
}
