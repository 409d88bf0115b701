import { describe, expect, it } from 'vitest'
import { type Activity, requestMilestones } from './request-milestones.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString()
const states = (kinds: Activity['kinds'], sendsGroups = true) =>
  requestMilestones({ firstAt: at(0), lastAt: at(9), kinds }, sendsGroups).map(({ state }) => state)

describe('how far a provider has come', () => {
  it('waits for everything before the first request', () => {
    expect(states([])).toEqual(['waiting', 'waiting', 'waiting'])
    expect(states([], false)).toHaveLength(2)
  })

  it('counts what was received, and what was only refused as refused', () => {
    const search = { kind: 'user.search', lastAt: at(1), lastStatus: 200 } as const
    expect(states([search])).toEqual(['received', 'waiting', 'waiting'])
    const conflict = { kind: 'user.create', lastAt: at(2), lastStatus: 409 } as const
    expect(states([search, conflict])).toEqual(['received', 'refused', 'waiting'])
    expect(states([search, conflict, { kind: 'user.patch', lastAt: at(1), lastStatus: 200 }])).toEqual([
      'received',
      'received',
      'waiting',
    ])
    expect(states([{ kind: 'bulk', lastAt: at(3), lastStatus: 200 }])).toEqual(['waiting', 'received', 'received'])
  })

  it('shows the newest refusal where there are several', () => {
    const kinds = [
      { kind: 'user.create', lastAt: at(2), lastStatus: 409 },
      { kind: 'user.replace', lastAt: at(5), lastStatus: 404 },
    ] as const
    const [, person] = requestMilestones({ firstAt: at(2), lastAt: at(5), kinds: [...kinds] }, false)
    expect(person).toMatchObject({ state: 'refused', at: at(5), status: 404 })
  })
})
