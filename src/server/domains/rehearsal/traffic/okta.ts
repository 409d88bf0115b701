import { type Dialect, ENTERPRISE, findBy, GROUP, inParts, nameOf, patch, present, USER, written } from './dialect.ts'

const PAGED = '&startIndex=1&count=100'

/** What both of Okta's ways share: connection test, look-ups and creates. A create carries a password. */
const shared = {
  client: 'okta',
  opening: [
    { method: 'GET', path: '/ServiceProviderConfig' },
    { method: 'GET', path: '/Users?startIndex=1&count=2' },
    { method: 'GET', path: '/Groups?startIndex=1&count=100' },
  ],
  findPerson: ({ userName }) => findBy('Users', 'userName', userName, PAGED),
  createPerson: (person) => ({
    method: 'POST',
    path: '/Users',
    body: {
      schemas: [USER],
      userName: person.userName,
      ...present({
        name: nameOf(person),
        emails: person.email && [{ primary: true, value: person.email, type: 'work' }],
        title: person.title,
        externalId: person.externalId,
        [ENTERPRISE]: person.department && { department: person.department },
      }),
      displayName: person.displayName,
      locale: 'en-US',
      groups: [],
      password: 'never-kept',
      active: person.active,
    },
  }),
  removesDisabled: false,
} satisfies Partial<Dialect>

/** An integration from Okta's catalogue: PATCH without a path, and for groups one that carries id and name. */
export const okta: Dialect = {
  ...shared,
  readsFirst: false,
  writesAlways: false,
  updatePerson: (id, _person, differences, stored) =>
    differences.every(({ path }) => path === 'active')
      ? patch(`/Users/${id}`, [{ op: 'replace', value: { active: differences[0]?.value } }])
      : { method: 'PUT', path: `/Users/${id}`, body: written(stored, differences) },
  removePerson: (id) => patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
  groups: {
    find: (name) => findBy('Groups', 'displayName', name, PAGED),
    create: (displayName) => ({
      method: 'POST',
      path: '/Groups',
      body: { schemas: [GROUP], displayName, members: [] },
    }),
    readsFirst: false,
    change: ({ id, name, add, remove }) => [
      ...inParts(add).map((part) =>
        patch(`/Groups/${id}`, [
          { op: 'replace', value: { id, displayName: name } },
          { op: 'add', path: 'members', value: part.map((value) => ({ value })) },
        ]),
      ),
      ...inParts(remove).map((part) =>
        patch(
          `/Groups/${id}`,
          part.map((member) => ({ op: 'remove', path: `members[value eq "${member}"]` })),
        ),
      ),
    ],
    delete: (id) => ({ method: 'DELETE', path: `/Groups/${id}` }),
  },
}

/** An integration made in Okta's app wizard: GET, change, and everything written back by PUT. */
export const oktaWizard: Dialect = {
  ...shared,
  readsFirst: true,
  writesAlways: true,
  updatePerson: (id, _person, differences, stored) => ({
    method: 'PUT',
    path: `/Users/${id}`,
    body: written(stored, differences),
  }),
  removePerson: (id, stored) => ({ method: 'PUT', path: `/Users/${id}`, body: { ...stored, active: false } }),
  groups: {
    find: (name) => findBy('Groups', 'displayName', name, PAGED),
    create: (displayName, members) => ({
      method: 'POST',
      path: '/Groups',
      body: { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) },
    }),
    readsFirst: true,
    change: ({ id, name, all }, stored) => [
      {
        method: 'PUT',
        path: `/Groups/${id}`,
        body: { ...stored, displayName: name, members: all.map((value) => ({ value })) },
      },
    ],
    delete: (id) => ({ method: 'DELETE', path: `/Groups/${id}` }),
  },
}
