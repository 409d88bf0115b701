import { describe, expect, it } from 'vitest'
import { auditFilterFrom } from './filter-params.ts'

const now = new Date('2026-11-22T19:03:50Z')
const filterOf = (query: string) => auditFilterFrom(new URLSearchParams(query), now)

describe('the audit filter of an address', () => {
  it('is empty without parameters', () => {
    expect(filterOf('')).toEqual({})
  })

  it('takes every filter that the log knows', () => {
    expect(
      filterOf('actor=user&action=role.*&target=group&outcome=denied&source=scim&from=2026-11-01T00:00:00Z'),
    ).toEqual({
      actor: 'user',
      action: 'role.*',
      target: 'group',
      outcome: 'denied',
      source: 'scim',
      from: '2026-11-01T00:00:00Z',
    })
  })

  it('counts a range back from the full minute, before any start of its own', () => {
    expect(filterOf('range=24h&from=2020-01-01T00:00:00Z')).toEqual({ from: '2026-11-21T19:03:00.000Z' })
  })

  it.each(['outcome=maybe', 'source=fax', 'from=yesterday', 'range=1y', 'action=DROP TABLE', 'actor='])(
    'leaves out what is no filter: %s',
    (query) => {
      expect(filterOf(query)).toEqual({})
    },
  )
})
