import { isRecord, type JsonRecord, sameJson } from './scim-value.ts'

/** Names of attributes whose values differ, those of an extension each by itself; at most 50, as the audit log takes. */
export function changedAttributes(before: JsonRecord, after: JsonRecord): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].flatMap((name) => {
    if (sameJson(before[name], after[name])) return []
    if (!name.includes(':')) return [name]
    return changedAttributes(partsOf(before[name]), partsOf(after[name]))
  })
  return changed.sort().slice(0, 50)
}

function partsOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}
