import { describe, expect, it } from 'vitest'
import { type PersonChange, sourceOfAttributes } from './person-provenance.ts'

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const CUSTOM = 'urn:acme:scim:schemas:extension:1.0:User'

const change = (seq: number, action: string, changed?: string[], source = 'scim'): PersonChange => ({
  seq,
  recordedAt: `2026-11-22T12:00:${String(seq).padStart(2, '0')}.000000Z`,
  action,
  source,
  metadata: changed ? { changed } : {},
})
const of = (name: string, urn: string | null = null) => ({ name, urn })
const sources = (attributes: ReturnType<typeof of>[], changes: PersonChange[]) =>
  sourceOfAttributes(attributes, changes, (seq) => `entry ${seq}`).map(
    (source) => source && [source.by, source.seq, source.certain],
  )

describe('where a value came from', () => {
  it('is the newest event that names the attribute, or the one that made the person', () => {
    const changes = [change(4, 'user.update', ['title']), change(3, 'user.update', ['name']), change(1, 'user.create')]
    expect(sources([of('title'), of('name.givenName'), of('userName')], changes)).toEqual([
      ['scim', 4, true],
      ['scim', 3, true],
      ['scim', 1, true],
    ])
  })

  it('is the take-over for everybody who signed in before the directory knew them', () => {
    const changes = [change(2, 'user.adopt'), change(1, 'user.create', undefined, 'sso')]
    expect(sources([of('userName')], changes)).toEqual([['scim', 2, true]])
    expect(sources([of('userName')], changes.slice(1))).toEqual([['sign-in', 1, true]])
  })

  it('is whoever disabled or enabled last, for active alone', () => {
    const changes = [change(5, 'user.disable', undefined, 'console'), change(1, 'user.create')]
    expect(sources([of('active'), of('title')], changes)).toEqual([
      ['console', 5, true],
      ['scim', 1, true],
    ])
  })

  it('is said to be uncertain where two schemas have the name, and where an event could not name everything', () => {
    const both = [of('department', ENTERPRISE), of('department', CUSTOM)]
    expect(sources(both, [change(2, 'user.update', ['department']), change(1, 'user.create')])).toEqual([
      ['scim', 2, false],
      ['scim', 2, false],
    ])
    const fifty = Array.from({ length: 50 }, (_, index) => `a${String(index).padStart(2, '0')}`)
    const cut = [change(2, 'user.update', fifty), change(1, 'user.create')]
    expect(sources([of('zone'), of('a49'), of('a')], cut)).toEqual([
      ['scim', 2, false],
      ['scim', 2, true],
      ['scim', 1, true],
    ])
  })

  it('is not said where the log does not have it', () => {
    expect(sources([of('title')], [])).toEqual([null])
    expect(sources([of('title')], [change(2, 'user.update', ['name'])])).toEqual([null])
  })
})
