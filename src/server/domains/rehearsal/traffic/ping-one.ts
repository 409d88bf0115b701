import { type Dialect, ENTERPRISE, findBy, GROUP, inParts, nameOf, patch, present, USER, written } from './dialect.ts'

/** PingOne pages from 0, writes people whole by PUT and deletes who is no longer assigned. */
export const pingOne: Dialect = {
  client: 'pingone',
  opening: [
    { method: 'GET', path: '/ServiceProviderConfig' },
    { method: 'GET', path: '/Users?startIndex=0&count=1' },
    { method: 'GET', path: '/Groups?startIndex=0&count=1' },
  ],
  findPerson: ({ userName }) => findBy('Users', 'userName', userName, '&startIndex=0&count=2'),
  createPerson: (person) => ({
    method: 'POST',
    path: '/Users',
    body: {
      schemas: [USER, ENTERPRISE],
      userName: person.userName,
      ...present({
        externalId: person.externalId,
        name: nameOf(person),
        emails: person.email && [{ type: 'work', value: person.email, primary: true }],
        title: person.title,
        [ENTERPRISE]: person.department && { department: person.department },
      }),
      displayName: person.displayName,
      active: person.active,
    },
  }),
  readsFirst: false,
  writesAlways: false,
  updatePerson: (id, _person, differences, stored) => ({
    method: 'PUT',
    path: `/Users/${id}`,
    body: written(stored, differences),
  }),
  removePerson: (id) => ({ method: 'DELETE', path: `/Users/${id}` }),
  removesDisabled: true,
  groups: {
    find: (name) => findBy('Groups', 'displayName', name, '&startIndex=0&count=2&excludedAttributes=members'),
    create: (displayName) => ({ method: 'POST', path: '/Groups', body: { schemas: [GROUP], displayName } }),
    readsFirst: false,
    change: ({ id, add, remove }) => [
      ...inParts(add).map((part) =>
        patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: part.map((value) => ({ value })) }]),
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
