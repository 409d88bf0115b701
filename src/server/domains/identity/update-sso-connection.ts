import type { SsoConnectionDetails, SsoUpdateInput } from '#contracts/sso.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { acceptedCertificates } from './accepted-certificates.ts'
import {
  type ConnectionSettings,
  connectionDetails,
  connectionSettings,
  lockConnection,
} from './connection-details-store.ts'
import { fetchOpenidDiscovery, openidLogoutService } from './fetch-openid-discovery.ts'
import { fetchSamlMetadata } from './fetch-saml-metadata.ts'
import { registerWithJackson } from './jackson-adapter.ts'
import { providerMetadataXml } from './provider-metadata-xml.ts'
import { readSamlMetadata, type SamlMetadata } from './saml-metadata.ts'

type NewProvider =
  | { protocol: 'saml'; metadata: SamlMetadata; retiring: Record<string, string>; jacksonClientId: string }
  | { protocol: 'oidc'; ssoUrl: string; sloUrl: string | null; jacksonClientId: string }

/**
 * Changes a connection. It stays with its provider: people are known by what that provider calls them, so another
 * provider in its place could pass for them. The certificates that were accepted stay so for a week beside the new.
 *
 * @throws AppError `not_found`, `conflict` or `invalid_input` that says what to look at
 */
export async function updateSsoConnection(
  scope: TenantScope<'sso-connection:manage'>,
  input: SsoUpdateInput,
  now: () => Date = () => new Date(),
): Promise<SsoConnectionDetails> {
  const before = await withTenant(scope, async (tx) => {
    tx.unchanged('only whether this principal may change this connection')
    return connectionSettings(tx, input.id)
  })
  if (!before) throw notFound('connection')
  const provider = await readProvider(scope.tenantId, before, input, now())
  return withTenant(scope, async (tx) => {
    const current = await lockConnection(tx, input.id)
    if (!current) throw notFound('connection')
    const changed = await keep(tx, current, input, provider, now())
    if (changed.length === 0) {
      tx.unchanged('the connection says so already')
    } else {
      const target = { id: current.id, name: input.name ?? current.name }
      await append(tx, {
        action: 'sso.connection.update',
        targets: [{ type: 'sso_connection', ...target }],
        metadata: { protocol: current.protocol, name: target.name, changed },
      })
      await notifyOwners(tx, { notice: 'sso-connection.update', target })
    }
    return (await connectionDetails(tx, current.id)) as SsoConnectionDetails
  })
}

async function readProvider(
  tenantId: string,
  before: ConnectionSettings,
  input: SsoUpdateInput,
  now: Date,
): Promise<NewProvider | null> {
  const ofOther = before.protocol === 'saml' ? input.client : (input.metadataXml ?? input.metadataUrl)
  if (ofOther !== undefined && ofOther !== null) {
    throw new AppError({ code: 'invalid_input', message: 'This connection speaks the other protocol.' })
  }
  if (before.protocol === 'oidc') {
    if (!input.client) return null
    const { discoveryUrl, clientId, clientSecret } = input.client
    const metadata = await fetchOpenidDiscovery(discoveryUrl)
    if (metadata.issuer !== before.idpEntityId) throw anotherProvider('/client/discoveryUrl')
    const jacksonClientId = await registerWithJackson(tenantId, before.id, {
      protocol: 'oidc',
      metadata,
      clientId,
      clientSecret,
    })
    return {
      protocol: 'oidc',
      ssoUrl: metadata.authorization_endpoint,
      sloUrl: openidLogoutService(metadata)?.url ?? null,
      jacksonClientId,
    }
  }
  const fromUrl =
    input.metadataUrl && input.metadataXml === undefined ? await fetchSamlMetadata(input.metadataUrl) : null
  const xml = input.metadataXml ?? fromUrl
  if (xml === null) return null
  const metadata = readSamlMetadata(xml)
  if (metadata.entityId !== before.idpEntityId) throw anotherProvider('/metadataXml')
  const { certificates, retiring } = acceptedCertificates({
    named: metadata.certificates,
    accepted: before.idpCertificates,
    retiring: before.retiring,
    now,
  })
  const accepted = { ...metadata, certificates }
  const jacksonClientId = await registerWithJackson(tenantId, before.id, {
    protocol: 'saml',
    metadataXml: providerMetadataXml(accepted),
  })
  return { protocol: 'saml', metadata: accepted, retiring, jacksonClientId }
}

function anotherProvider(path: string): AppError {
  return new AppError({
    code: 'invalid_input',
    message:
      'This is another identity provider than the one that is connected. Add it as a connection of its own, then delete this one.',
    path,
  })
}

async function keep(
  tx: TenantTx,
  current: ConnectionSettings,
  input: SsoUpdateInput,
  provider: NewProvider | null,
  now: Date,
): Promise<string[]> {
  const changed: string[] = []
  const key = [tx.tenantId, current.id]
  const set = (columns: string, values: unknown[]) =>
    tx.query(`UPDATE sso_connections SET ${columns} WHERE tenant_id = $1 AND id = $2`, [...key, ...values])
  if (input.name !== undefined && input.name !== current.name) {
    const taken = await tx.query(
      'SELECT 1 FROM sso_connections WHERE tenant_id = $1 AND id <> $2 AND lower(name) = lower($3)',
      [...key, input.name],
    )
    if (taken.length > 0) {
      throw new AppError({
        code: 'conflict',
        message: 'A connection of this name exists. Choose another name.',
        path: '/name',
      })
    }
    await set('name = $3', [input.name])
    changed.push('name')
  }
  if (input.attributeMapping && !sameMapping(input.attributeMapping, current.attributeMapping)) {
    await set('attribute_mapping = $3', [JSON.stringify(input.attributeMapping)])
    changed.push('attributeMapping')
  }
  if (input.metadataUrl !== undefined && input.metadataUrl !== current.metadataUrl) {
    await set('metadata_url = $3, metadata_problem = NULL', [input.metadataUrl])
    changed.push('metadataUrl')
  }
  if (provider) {
    await keepProvider(set, provider, now)
    changed.push(provider.protocol === 'saml' ? 'metadata' : 'client')
  }
  // Whoever says where a provider's word comes from could have it name an Owner: an Admin's change takes that away.
  const rewired = changed.some((field) => field !== 'name')
  if (rewired && current.vouchesForOwners && !(await tx.may('role:assign-owner'))) {
    await set('vouches_for_owners = false', [])
    changed.push('vouchesForOwners')
  }
  return changed
}

/** What was proven of the connection was proven of how it was: required sign-on asks for a new sign-in. */
async function keepProvider(
  set: (columns: string, values: unknown[]) => Promise<unknown>,
  provider: NewProvider,
  now: Date,
): Promise<void> {
  await set('jackson_client_id = $3, proven_at = NULL, proven_by = NULL', [provider.jacksonClientId])
  if (provider.protocol === 'oidc') {
    await set('idp_sso_url = $3, idp_slo_url = $4', [provider.ssoUrl, provider.sloUrl])
    return
  }
  const { metadata, retiring } = provider
  await set(
    `idp_certificates = $3, idp_sso_url = $4, retiring_certificates = $5, metadata_refreshed_at = $6,
     metadata_problem = NULL, certificate_warned_days = NULL, idp_slo_url = $7, idp_slo_response_url = $8,
     idp_slo_binding = $9`,
    [
      metadata.certificates,
      metadata.ssoUrl,
      JSON.stringify(retiring),
      now,
      metadata.logout?.url ?? null,
      metadata.logout?.responseUrl ?? null,
      metadata.logout?.binding ?? null,
    ],
  )
}

function sameMapping(one: object, other: object): boolean {
  const sorted = (mapping: object) => JSON.stringify(Object.entries(mapping).sort())
  return sorted(one) === sorted(other)
}
