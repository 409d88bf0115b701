import { describe, expect, it } from 'vitest'
import { type DemoTenant, demoPeople } from './demo-people.ts'

describe.each<DemoTenant>(['acme', 'globex'])('the demo people of %s', (tenant) => {
  const people = demoPeople(tenant)

  it('are 200, each with an address of their own in the domain of their tenant', () => {
    expect(people).toHaveLength(200)
    expect(new Set(people.map((person) => person.userName)).size).toBe(200)
    for (const person of people) expect(person.email).toMatch(new RegExp(`^[a-z]+\\.[a-z]+@${tenant}\\.example$`))
  })

  it('are the same ones at every call', () => {
    expect(demoPeople(tenant)).toEqual(people)
  })

  it('are spread over departments and belong to a group each', () => {
    expect(new Set(people.map((person) => person.department)).size).toBe(10)
    expect(new Set(people.map((person) => person.givenName)).size).toBeGreaterThan(90)
    for (const person of people) expect(person.groups).toContain(person.department)
  })
})

it('begins with the people whom the tests and the documentation name', () => {
  expect(
    demoPeople('acme')
      .slice(0, 2)
      .map((person) => person.email),
  ).toEqual(['ada.okafor@acme.example', 'marcus.lindqvist@acme.example'])
  expect(
    demoPeople('globex')
      .slice(0, 2)
      .map((person) => person.email),
  ).toEqual(['priya.raman@globex.example', 'jonas.weber@globex.example'])
})
