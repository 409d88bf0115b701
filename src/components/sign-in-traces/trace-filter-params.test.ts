import { describe, expect, it } from 'vitest'
import { traceFilterFrom } from './trace-filter-params.ts'

const now = new Date('2026-11-22T19:03:50Z')
const id = '019aa000-0000-7000-8000-00000000000a'
const filterOf = (query: string) => traceFilterFrom(new URLSearchParams(query), now)

describe('the filter of an address', () => {
  it('takes connection, outcome and time', () => {
    expect(filterOf(`connection=${id}&outcome=rejected&from=2026-11-01T00:00:00Z`)).toEqual({
      connection: id,
      outcome: 'rejected',
      from: '2026-11-01T00:00:00Z',
    })
    expect(filterOf('range=24h')).toEqual({ from: '2026-11-21T19:03:00.000Z' })
  })

  it.each(['connection=okta', 'outcome=maybe', 'from=yesterday', 'range=1y', 'trace=1'])(
    'leaves out what is no filter: %s',
    (query) => {
      expect(filterOf(query)).toEqual({})
    },
  )
})
