export { createTenantKeys } from './create-tenant-keys.ts'
export { signingVkey, signNote } from './sign-note.ts'
export { type KeyPurpose, storeTenantKey, type TenantKey, tenantKey, tenantKeys } from './tenant-key-store.ts'
export { verifyNote } from './verify-note.ts'
