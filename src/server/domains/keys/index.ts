export { createTenantKeys } from './create-tenant-keys.ts'
export { type KeyPurpose, storeTenantKey, type TenantKey, tenantKey, tenantKeys } from './tenant-key-store.ts'
