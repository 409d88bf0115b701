import type { ScimRequest } from '../scim-door.ts'
import { type Dialect, ENTERPRISE, findBy, GROUP, inParts, nameOf, patch, present, USER } from './dialect.ts'

const ENTRA_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
/** Written into the tenant URL by an admin, it travels with every request. */
const FLAG = 'aadOptscim062020'

const opening: readonly ScimRequest[] = [
  findBy('Users', 'userName', '9f1f0d6c-6b2b-4c0e-8f3a-2b6c0a4a7c11'),
  { method: 'GET', path: '/ServiceProviderConfig' },
  { method: 'GET', path: '/Schemas' },
  { method: 'GET', path: '/ResourceTypes' },
]

const shared = {
  client: 'entra',
  readsFirst: false,
  writesAlways: false,
  removesDisabled: false,
} satisfies Partial<Dialect>

const createPerson: Dialect['createPerson'] = (person) => ({
  method: 'POST',
  path: '/Users',
  body: {
    schemas: [USER, ENTERPRISE],
    ...present({
      externalId: person.externalId,
      title: person.title,
      name: nameOf(person),
      emails: person.email && [{ primary: true, type: 'work', value: person.email }],
      [ENTERPRISE]: person.department && { department: person.department },
    }),
    userName: person.userName,
    active: person.active,
    displayName: person.displayName,
    meta: { resourceType: 'User' },
  },
})

const createGroup = (displayName: string): ScimRequest => ({
  method: 'POST',
  path: '/Groups',
  body: { schemas: [GROUP, ENTRA_GROUP], displayName, meta: { resourceType: 'Group' } },
})

const findGroup = (name: string) => findBy('Groups', 'displayName', name, '&excludedAttributes=members')

/** Without the flag: capitalised operations, booleans as text, and members removed by a list of values. */
export const entra: Dialect = {
  ...shared,
  opening,
  findPerson: ({ userName }) => findBy('Users', 'userName', userName),
  createPerson,
  updatePerson: (id, _person, differences) =>
    patch(
      `/Users/${id}`,
      differences.map(({ path, value }) => ({
        op: 'Replace',
        path,
        value: typeof value === 'boolean' ? (value ? 'True' : 'False') : value,
      })),
    ),
  removePerson: (id) => patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
  groups: {
    find: findGroup,
    create: createGroup,
    readsFirst: false,
    change: ({ id, add, remove }) => [
      ...inParts(add).map((part) =>
        patch(`/Groups/${id}`, [{ op: 'Add', path: 'members', value: part.map((value) => ({ $ref: null, value })) }]),
      ),
      ...inParts(remove).map((part) =>
        patch(`/Groups/${id}`, [
          { op: 'Remove', path: 'members', value: part.map((value) => ({ $ref: null, value })) },
        ]),
      ),
    ],
    delete: (id) => ({ method: 'DELETE', path: `/Groups/${id}` }),
  },
}

/** With the flag: lower case, real booleans, a replace without a path whose keys are paths, and members by filter. */
export const entraCompliant: Dialect = {
  ...shared,
  opening: opening.map(flagged),
  findPerson: ({ userName }) => flagged(findBy('Users', 'userName', userName)),
  createPerson: (person) => flagged(createPerson(person)),
  updatePerson: (id, _person, differences) => {
    const dotted = differences.filter(({ path }) => !path.includes('[') && path !== 'active')
    const others = differences.filter((difference) => !dotted.includes(difference))
    return flagged(
      patch(`/Users/${id}`, [
        ...(dotted.length > 0
          ? [{ op: 'replace', value: Object.fromEntries(dotted.map(({ path, value }) => [path, value])) }]
          : []),
        ...others.map(({ path, value }) => ({ op: 'replace', path, value })),
      ]),
    )
  },
  removePerson: (id) => flagged(patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }])),
  groups: {
    find: (name) => flagged(findGroup(name)),
    create: (name) => flagged(createGroup(name)),
    readsFirst: false,
    change: ({ id, add, remove }) =>
      [
        ...inParts(add).map((part) =>
          patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: part.map((value) => ({ value })) }]),
        ),
        ...inParts(remove).map((part) =>
          patch(
            `/Groups/${id}`,
            part.map((member) => ({ op: 'remove', path: `members[value eq "${member}"]` })),
          ),
        ),
      ].map(flagged),
    delete: (id) => flagged({ method: 'DELETE', path: `/Groups/${id}` }),
  },
}

function flagged(request: ScimRequest): ScimRequest {
  return { ...request, path: `${request.path}${request.path.includes('?') ? '&' : '?'}${FLAG}` }
}
