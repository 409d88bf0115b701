import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { setupLinksCreateInput, setupLinksCreateOutput, setupLinksListOutput } from './setup-links.ts'

/** operatorSetupLinks.list: operator-setup-link:read. Those of a tenant that operators made, the last 100. */
export const operatorSetupLinksListInput = z.strictObject({ tenantId: uuidSchema })
export const operatorSetupLinksListOutput = setupLinksListOutput

/** operatorSetupLinks.create: operator-setup-link:create. `url` holds the token and is answered once. */
export const operatorSetupLinksCreateInput = z.strictObject({ tenantId: uuidSchema, ...setupLinksCreateInput.shape })
export const operatorSetupLinksCreateOutput = setupLinksCreateOutput

/** operatorSetupLinks.revoke: operator-setup-link:revoke */
export const operatorSetupLinksRevokeInput = z.strictObject({ tenantId: uuidSchema, id: uuidSchema })
export const operatorSetupLinksRevokeOutput = z.object({ id: uuidSchema })
