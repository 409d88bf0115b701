import { newId } from '#server/platform/new-id.ts'

/** Of the procedures about directories and what is in them: what each is called with (router.db.test.ts). */
export const DIRECTORY_INPUTS: Record<string, (id: string) => unknown> = {
  'guardRails.get': (id) => ({ directoryId: id }),
  'guardRails.update': (id) => ({
    directoryId: id,
    settings: { enabled: true, sharePercent: 30, peopleAtLeast: 5, windowMinutes: 60 },
  }),
  'guardRails.letPass': (id) => ({ directoryId: id, people: 1, hours: 1 }),
  'guardRails.keepOut': (id) => ({ directoryId: id }),
  'guardRails.resume': (id) => ({ directoryId: id }),
  'leavers.list': () => ({}),
  'leavers.get': (id) => ({ id }),
  'leavers.download': (id) => ({ id }),
  'directories.get': (id) => ({ id }),
  'directories.create': () => ({ name: `Directory ${newId()}`, provider: 'okta' }),
  'directories.createToken': (id) => ({ directoryId: id, name: 'Okta', expiresInDays: null }),
  'provisioningLog.list': (id) => ({ directoryId: id }),
  'provisioningLog.get': (id) => ({ id }),
  'provisioningLog.activity': (id) => ({ directoryId: id }),
  'provisioningLog.reveal': (id) => ({ id }),
  'directories.rotateToken': (id) => ({ directoryId: id, tokenId: id, expiresInDays: null }),
  'directorySchemas.define': () => ({
    urn: `urn:example:${newId()}`,
    name: 'Badges',
    attributes: [{ name: 'badge', type: 'string' }],
  }),
  'directorySchemas.remove': (id) => ({ id }),
  'directories.revokeToken': (id) => ({ directoryId: id, tokenId: id }),
  'setup.directoryActivity': (id) => ({ directoryId: id }),
  'directoryBrowser.people': (id) => ({ directoryId: id }),
  'directoryBrowser.person': (id) => ({ id }),
  'directoryBrowser.revealPerson': (id) => ({ id }),
  'directoryBrowser.groups': (id) => ({ directoryId: id }),
  'directoryBrowser.group': (id) => ({ id }),
  'directoryBrowser.members': (id) => ({ groupId: id }),
  'groups.previewMapping': (id) => ({ directoryId: id, groupName: 'No such group', roleKey: 'agent' }),
  'groups.previewUnmapping': (id) => ({ id }),
}

type Things = Record<'directory' | 'person' | 'group' | 'mapping' | 'receipt' | 'provisioning', string>

/** Which thing each query is about. */
export function thingOfDirectoryQuery(things: Things): Record<string, string> {
  return {
    'directories.get': things.directory,
    'guardRails.get': things.directory,
    'leavers.get': things.receipt,
    'leavers.download': things.receipt,
    'provisioningLog.list': things.directory,
    'provisioningLog.get': things.provisioning,
    'provisioningLog.activity': things.directory,
    'directoryBrowser.people': things.directory,
    'directoryBrowser.person': things.person,
    'directoryBrowser.groups': things.directory,
    'directoryBrowser.group': things.group,
    'directoryBrowser.members': things.group,
    'groups.previewMapping': things.directory,
    'groups.previewUnmapping': things.mapping,
  }
}
