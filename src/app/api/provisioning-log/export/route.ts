import { handleProvisioningExport } from '#server/api/handle-provisioning-export.ts'

export const dynamic = 'force-dynamic'
export { handleProvisioningExport as GET }
