import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { finishTest } from './connection-test-store.ts'

export async function failTest(tx: TenantTx, input: { id: string; check: SignInCheck; now: Date }): Promise<void> {
  await finishTest(tx, { id: input.id, failedCheck: input.check, roleKeys: null, now: input.now })
}
