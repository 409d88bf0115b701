import type { AttributeMapping } from '#contracts/received-profile.ts'
import type { SsoConnection, SsoCreateInput, SsoProvider } from '#contracts/sso.ts'
import { lockTenantLimit } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { CONNECTIONS_AT_MOST, listedConnections } from './connection-store.ts'
import {
  checkOpenidDiscovery,
  fetchOpenidDiscovery,
  type OpenidDiscovery,
  openidLogoutService,
} from './fetch-openid-discovery.ts'
import { fetchSamlMetadata } from './fetch-saml-metadata.ts'
import { registerWithJackson, removeFromJackson } from './jackson-adapter.ts'
import { providerMetadataXml } from './provider-metadata-xml.ts'
import { readSamlMetadata } from './saml-metadata.ts'

/** The seed knows its provider's configuration before the provider runs, so it may state it instead of an address. */
type CreateSsoConnectionInput =
  | SsoCreateInput
  | {
      protocol: 'oidc'
      name: string
      provider?: SsoProvider
      attributeMapping?: AttributeMapping
      metadata: OpenidDiscovery
      clientId: string
      clientSecret: string
    }

/**
 * Connects an identity provider. It is made known to Jackson first, outside any transaction; without our own
 * row nothing can use it there, and it is taken back when the row cannot be kept.
 */
export async function createSsoConnection(
  scope: TenantScope<'sso-connection:manage' | 'setup:configure'>,
  input: CreateSsoConnectionInput,
): Promise<SsoConnection> {
  // Nobody without the permission makes us call an address or fill Jackson's store.
  await withTenant(scope, async (tx) => tx.unchanged('only whether this principal may manage connections'))
  const provider = await readProvider(input)
  const id = newId()
  const jacksonClientId = await registerWithJackson(scope.tenantId, id, provider.registration).catch(
    (cause: unknown) => {
      throw new AppError({
        code: 'invalid_input',
        message: 'These settings of the identity provider cannot be used. Export its metadata again and compare.',
        detail: 'Jackson refused the connection',
        cause,
      })
    },
  )
  try {
    return await withTenant(scope, async (tx) => {
      await lockTenantLimit(tx, 'sso-connection')
      const [counted] = await tx.query<{ connections: number }>(
        `SELECT count(*) AS connections FROM sso_connections WHERE tenant_id = $1`,
        [tx.tenantId],
      )
      if ((counted?.connections ?? 0) >= CONNECTIONS_AT_MOST) {
        throw new AppError({
          code: 'too_many',
          message: `There are ${CONNECTIONS_AT_MOST} connections already. Remove one first.`,
        })
      }
      const made = await tx.query(
        `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id, idp_certificates,
           idp_sso_url, provider, metadata_url, attribute_mapping, metadata_refreshed_at, vouches_for_owners,
           idp_slo_url, idp_slo_response_url, idp_slo_binding, from_setup_link)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CASE WHEN $10::text IS NOT NULL THEN now() END, $12, $13, $14, $15, $16)
         ON CONFLICT DO NOTHING RETURNING id`,
        [
          tx.tenantId,
          id,
          input.protocol,
          input.name,
          jacksonClientId,
          provider.issuer,
          provider.certificates,
          provider.ssoUrl,
          input.provider ?? 'other',
          provider.metadataUrl,
          JSON.stringify(input.attributeMapping ?? {}),
          // Who sets up a provider can have it assert any address, so an Admin's must not be able to name an Owner.
          await tx.may('role:assign-owner'),
          provider.logout?.url ?? null,
          provider.logout?.responseUrl ?? null,
          provider.logout?.binding ?? null,
          scope.principal.type === 'setup-link',
        ],
      )
      if (made.length === 0) {
        throw new AppError({
          code: 'conflict',
          message: 'A connection of this name exists. Choose another name.',
          path: '/name',
        })
      }
      await append(tx, {
        action: 'sso.connection.create',
        targets: [{ type: 'sso_connection', id, name: input.name }],
        metadata: { protocol: input.protocol, name: input.name },
      })
      await notifyOwners(tx, { notice: 'sso-connection.create', target: { id, name: input.name } })
      const [connection] = await listedConnections(tx, id)
      return connection as SsoConnection
    })
  } catch (error) {
    await removeFromJackson(scope.tenantId, id)
    throw error
  }
}

async function readProvider(input: CreateSsoConnectionInput) {
  if (input.protocol === 'saml') {
    const metadataUrl = input.metadataUrl ?? null
    const xml = metadataUrl === null ? (input.metadataXml ?? '') : await fetchSamlMetadata(metadataUrl)
    const metadata = readSamlMetadata(xml)
    return {
      issuer: metadata.entityId,
      certificates: metadata.certificates,
      ssoUrl: metadata.ssoUrl,
      logout: metadata.logout,
      metadataUrl,
      registration: { protocol: 'saml' as const, metadataXml: providerMetadataXml(metadata) },
    }
  }
  const metadata = 'metadata' in input ? input.metadata : await fetchOpenidDiscovery(input.discoveryUrl)
  if ('metadata' in input) await checkOpenidDiscovery(metadata)
  return {
    issuer: metadata.issuer,
    certificates: [],
    ssoUrl: metadata.authorization_endpoint,
    logout: openidLogoutService(metadata),
    metadataUrl: null,
    registration: { protocol: 'oidc' as const, metadata, clientId: input.clientId, clientSecret: input.clientSecret },
  }
}
