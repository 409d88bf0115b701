import type { PersonalField } from '#contracts/audit.ts'
import type { FullEventRow } from './event-store.ts'

/** The committed fields of an event: shown with value and salt, hidden, or erased. */
export function personalFields(row: FullEventRow, commitments: Record<string, string>, show: boolean): PersonalField[] {
  return Object.entries(commitments).map(([path, commitment]) => {
    const index = row.personalPaths.indexOf(path)
    const value = row.personalValues[index] ?? null
    const salt = row.personalSalts[index] ?? null
    if (value === null || salt === null) return { path, commitment, state: 'erased', value: null, salt: null }
    if (!show) return { path, commitment, state: 'hidden', value: null, salt: null }
    return { path, commitment, state: 'shown', value: JSON.parse(value), salt: salt.toString('base64') }
  })
}
