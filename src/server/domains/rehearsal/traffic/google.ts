import { type Dialect, ENTERPRISE, findBy, nameOf, patch, present, USER } from './dialect.ts'

/** Google's automatic provisioning: attributes from /Schemas, people suspended apart from being deleted, no groups. */
export const google: Dialect = {
  client: 'google',
  opening: [
    { method: 'GET', path: '/ServiceProviderConfig' },
    { method: 'GET', path: '/Schemas' },
    { method: 'GET', path: '/Users?startIndex=1&count=1' },
  ],
  findPerson: ({ userName }) => findBy('Users', 'userName', userName),
  createPerson: (person) => ({
    method: 'POST',
    path: '/Users',
    body: {
      schemas: [USER, ENTERPRISE],
      userName: person.userName,
      ...present({
        externalId: person.externalId,
        name: nameOf(person),
        emails: person.email && [{ value: person.email, type: 'work', primary: true }],
        title: person.title,
        [ENTERPRISE]: person.department && { department: person.department },
      }),
      displayName: person.displayName,
      active: person.active,
    },
  }),
  readsFirst: false,
  writesAlways: false,
  updatePerson: (id, _person, differences) =>
    patch(
      `/Users/${id}`,
      differences.map(({ path, value }) => ({ op: 'replace', path, value })),
    ),
  removePerson: (id) => patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]),
  removesDisabled: false,
  groups: null,
}
