import { describe, expect, it } from 'vitest'
import { parsePeopleList } from './parse-people-list.ts'

const parse = (text: string) => parsePeopleList(text, true)

describe('a table', () => {
  it.each([',', ';', '\t'])('separated by %j, with quotes and a head row in any order', (separator) => {
    const groups = separator === ';' ? '"Sales;EMEA|Ops"' : 'Sales|Ops'
    const text = [
      ['Groups', 'User Name', 'First name', 'Last name', 'Status'].join(separator),
      [groups, 'Ada@acme.test', '"Ada ""A."""', 'Lovelace', 'ACTIVE'].join(separator),
      ['', 'bert@acme.test', '', '', 'suspended'].join(separator),
      '',
    ].join('\r\n')
    const { people, groups: found } = parse(`\uFEFF${text}`)
    expect(people).toMatchObject([
      {
        userName: 'Ada@acme.test',
        givenName: 'Ada "A."',
        familyName: 'Lovelace',
        displayName: 'Ada "A." Lovelace',
        active: true,
      },
      {
        userName: 'bert@acme.test',
        email: 'bert@acme.test',
        givenName: null,
        displayName: 'bert@acme.test',
        active: false,
      },
    ])
    expect(found.map(({ name }) => name)).toEqual(separator === ';' ? ['Sales', 'EMEA', 'Ops'] : ['Sales', 'Ops'])
    expect([...(found[0]?.members ?? [])]).toEqual(['ada@acme.test'])
  })

  it('names of groups compare without regard to case', () => {
    const { groups } = parse('email,groups\na@x.test,Sales\nb@x.test,SALES')
    expect(groups).toEqual([{ name: 'Sales', members: new Set(['a@x.test', 'b@x.test']) }])
  })
})

describe('JSON', () => {
  it('is a list, or an object with the list people; groups are names or references with a display', () => {
    const ada = { userName: 'ada', active: 'true', groups: ['Sales', { value: '1', display: 'Ops' }] }
    for (const value of [[ada], { people: [ada] }]) {
      expect(parse(JSON.stringify(value))).toMatchObject({
        people: [{ userName: 'ada', email: null, active: true }],
        groups: [{ name: 'Sales' }, { name: 'Ops' }],
        removesOthers: true,
      })
    }
  })
})

it.each([
  ['userName\n', 'names nobody'],
  ['first,last\nA,B', 'first row has to name the columns'],
  ['email,groups\n"a@x.test,Sales', 'never closed'],
  ['email\na@x.test\nA@X.TEST', 'Person 2 of the list has a userName that stands in it before'],
  ['givenName,email\nAda,', 'Person 1 of the list has neither userName nor email'],
  ['email,active\na@x.test,perhaps', 'active has to be true or false'],
  ['[{"userName": {}}]', 'userName has to be text'],
  ['[{"userName": "a", "groups": [1]}]', 'groups have to be names'],
  ['[1]', 'list of objects'],
  ['{"userName": "a"', 'looks like JSON and is none'],
  [`userName\n${Array.from({ length: 10_001 }, (_, n) => `p${n}`).join('\n')}`, 'at most 10000'],
  [`userName,groups\n${Array.from({ length: 1_001 }, (_, n) => `p${n},g${n}`).join('\n')}`, 'at most 1000'],
])('a list that cannot be read is refused and says where: %.40j', (text, message) => {
  expect(() => parse(text)).toThrow(message)
})
