const registry = Symbol.for('gatehouse.per-process')

/**
 * One value a process, though the process holds two module graphs (main.ts runs as
 * TypeScript, Next bundles its own copy): pools, caches and listeners live here.
 */
export function perProcess<T>(name: string, make: () => T): T {
  const holder = globalThis as { [registry]?: Map<string, unknown> }
  holder[registry] ??= new Map()
  if (!holder[registry].has(name)) holder[registry].set(name, make())
  return holder[registry].get(name) as T
}
