import { newId } from '#server/platform/new-id.ts'

const OWNER = { name: 'Nadia', email: 'nadia@customer.test' }

/** Of the procedures of the vendor's operators and product: what each is called with (router.db.test.ts). */
export const VENDOR_INPUTS: Record<string, (id: string) => unknown> = {
  'applications.get': (id) => ({ id }),
  'applications.create': () => ({ name: 'App', type: 'public', redirectUris: ['https://app.example/callback'] }),
  'applications.update': (id) => ({ id, name: 'Renamed' }),
  'applications.rotateSecret': (id) => ({ id, overlapHours: 24 }),
  'applications.revokeSecret': (id) => ({ id, secretId: id }),
  'webhooks.get': (id) => ({ id }),
  'webhooks.create': () => ({ url: 'https://hooks.example/in', eventTypes: ['user.deleted'] }),
  'webhooks.update': (id) => ({ id, description: `Description ${newId()}` }),
  'webhooks.setEnabled': (id) => ({ id, enabled: false }),
  'webhooks.rotateSecret': (id) => ({ id }),
  'webhooks.delete': (id) => ({ id, url: 'https://hooks.example/theirs' }),
  'webhooks.sendTest': (id) => ({ id }),
  'webhooks.deliveries': (id) => ({ endpointId: id }),
  'webhooks.delivery': (id) => ({ id }),
  'webhooks.reveal': (id) => ({ id }),
  'webhooks.replay': (id) => ({ endpointId: id, what: { kind: 'dead' } }),
  'operatorTenants.list': () => ({}),
  'operatorTenants.get': (id) => ({ id }),
  'operatorTenants.create': () => ({ name: 'Customer', slug: `t-${newId().slice(-12)}`, owner: OWNER }),
  'operatorTenants.inviteOwner': (id) => ({ tenantId: id, owner: OWNER }),
  'operatorSetupLinks.list': (id) => ({ tenantId: id }),
  'operatorSetupLinks.create': (id) => ({ tenantId: id, label: 'Their IT', expiresInDays: 1 }),
  'operatorSetupLinks.revoke': (id) => ({ tenantId: id, id }),
  'operators.invite': () => ({ name: 'Mei', email: `${newId()}@vendor.test` }),
  'operators.end': (id) => ({ id }),
}
