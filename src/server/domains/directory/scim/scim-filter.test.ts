import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { evaluateFilter } from './evaluate-filter.ts'
import { parseFilter } from './scim-filter.ts'
import type { JsonRecord } from './scim-value.ts'
import { ENTERPRISE_SCHEMA_ID, USER_RESOURCE } from './user-schema.ts'

const ada: JsonRecord = {
  id: '0197a000-0000-7000-8000-000000000001',
  userName: 'Ada@Acme.example',
  externalId: 'Ext-1',
  active: true,
  name: { familyName: 'Lovelace', givenName: 'Ada' },
  emails: [
    { value: 'ada@acme.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  meta: { created: '2026-03-01T10:00:00.000Z', resourceType: 'User' },
  [ENTERPRISE_SCHEMA_ID]: { department: 'Engines', manager: { value: 'm-1' } },
}
const matches = (filter: string, record: JsonRecord = ada) => evaluateFilter(parseFilter(USER_RESOURCE, filter), record)
const failure = (filter: string) => {
  try {
    parseFilter(USER_RESOURCE, filter)
  } catch (error) {
    return isAppError(error, 'invalid_filter') ? error.message : error
  }
  return 'parsed'
}

describe('RFC 7644 section 3.4.2.2', () => {
  it.each([
    ['userName eq "ada@acme.EXAMPLE"', true],
    ['USERNAME EQ "ada@acme.example"', true],
    ['externalId eq "ext-1"', false],
    ['externalId eq "Ext-1"', true],
    ['userName ne "someone"', true],
    ['displayName ne "someone"', true],
    ['displayName eq null', true],
    ['userName co "@acme"', true],
    ['userName sw "ADA"', true],
    ['userName ew "example"', true],
    ['userName gt "abc"', true],
    ['userName lt "abc"', false],
    ['name.familyName sw "Love"', true],
    ['title pr', false],
    ['name pr', true],
    ['emails pr', true],
    ['active eq true', true],
    ['active eq "True"', true],
    ['meta.created ge "2026-03-01T10:00:00Z"', true],
    ['meta.created lt "2026-03-01T11:00:00+01:00"', false],
    ['emails eq "ada@home.example"', true],
    ['emails.type eq "other"', false],
    ['emails.value ne "ada@home.example"', true],
    ['emails[type eq "work" and value co "@home"]', false],
    ['emails[type eq "work" and value co "@acme"]', true],
    ['emails[primary eq true]', true],
    [`${ENTERPRISE_SCHEMA_ID}:department eq "engines"`, true],
    [`${ENTERPRISE_SCHEMA_ID}:manager.value eq "m-1"`, true],
    [`${ENTERPRISE_SCHEMA_ID}:manager eq "m-1"`, true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.givenName eq "Ada"', true],
    ['userName eq "x" or active eq true and title pr', false],
    ['(userName eq "x" or active eq true) and name pr', true],
    ['not (userName eq "x") and active eq true', true],
    ['not (title eq "x")', true],
    ['userName eq "a\\"b\\u00e9"', false],
  ])('%s is %s', (filter, expected) => {
    expect(matches(filter)).toBe(expected)
  })

  it('binds "and" tighter than "or" and "not" tighter than both', () => {
    expect(matches('active eq true or title pr and title pr')).toBe(true)
    expect(matches('not (active eq true) or active eq true')).toBe(true)
    expect(matches('not (active eq true or title pr)')).toBe(false)
  })

  it.each([
    '',
    'userName',
    'userName eq',
    'userName eq bob',
    "userName eq 'bob'",
    'userName eq "bob',
    'userName eq "b\nob"',
    'userName is "bob"',
    'userName eq "bob" and',
    'userName eq "bob" userName eq "bob"',
    '(userName eq "bob"',
    'userName eq "bob")',
    'emails[type eq "work"',
    'emails[type eq "work"]]',
    'emails[type eq "work"].nothing eq "x"',
    'emails[nothing eq "work"]',
    'emails[]',
    'name[givenName eq "x"]',
    'userName[value eq "x"]',
    'name eq "x"',
    'name.nothing eq "x"',
    'name.familyName.more eq "x"',
    'nothing eq "x"',
    'urn:example:2.0:User:department eq "x"',
    'userName eq 5',
    'userName gt null',
    'active eq "maybe"',
    'active gt true',
    'active co "tru"',
    'meta.created eq "yesterday"',
    'meta.created co "2026"',
    'not userName eq "bob"',
    'userName eq "a\\u0000b"',
    'userName eq "\\ud800"',
    'userName eq "x"; DROP TABLE users; --',
    '%00',
  ])('refuses %j as invalidFilter', (filter) => {
    expect(failure(filter)).toEqual(expect.stringMatching(/\.$/))
  })

  it('never lets a password be searched for', () => {
    expect(failure('password sw "a"')).toBe('"password" cannot be filtered by.')
    expect(matches('nickName sw "a"')).toBe(false)
  })

  it('says at which character it stopped reading', () => {
    expect(failure('userName eq bob')).toContain('character 13')
  })

  it('bounds the length, the number of comparisons and the nesting', () => {
    const term = 'title eq "x"'
    expect(failure(Array(100).fill(term).join(' or '))).toBe('parsed')
    expect(failure(Array(101).fill(term).join(' or '))).toContain('at most 100')
    expect(failure(`${'('.repeat(19)}${term}${')'.repeat(19)}`)).toBe('parsed')
    expect(failure(`${'('.repeat(20)}${term}${')'.repeat(20)}`)).toContain('20 levels')
    expect(failure(`title eq "${'x'.repeat(9000)}"`)).toContain('8192')
  })
})

describe('Entra ID', () => {
  it('filters by emails[type eq "work"].value: one address must be both', () => {
    expect(matches('emails[type eq "work"].value eq "ada@acme.example"')).toBe(true)
    expect(matches('emails[type eq "work"].value eq "ada@home.example"')).toBe(false)
  })

  it('joins eq with and on userName, externalId, displayName and id', () => {
    expect(matches('userName eq "ada@acme.example" and externalId eq "Ext-1"')).toBe(true)
    expect(matches(`id eq "${ada.id}" and displayName eq "Nobody"`)).toBe(false)
  })

  it('finds manager without its URN', () => {
    expect(matches('manager eq "m-1"')).toBe(true)
  })
})
