import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { LastTest } from '#contracts/sign-in-traces.ts'
import { type Actor, append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { noteProof } from '../note-proof.ts'

type FinishedTest = {
  connectionId: string
  connectionName: string
  startedBy: string | null
  setupLinkId: string | null
}

/** Keeps the result with the connection, once; the event names whoever started the test. */
export async function finishTest(
  tx: TenantTx,
  input: { id: string; failedCheck: SignInCheck | null; roleKeys: string[] | null; now: Date },
): Promise<void> {
  const [test] = await tx.query<FinishedTest>(
    `UPDATE connection_tests t SET finished_at = $3, outcome = CASE WHEN $4::text IS NULL THEN 'passed' ELSE 'failed' END,
       failed_check = $4, role_keys = $5
     FROM sso_connections c
     WHERE t.tenant_id = $1 AND t.id = $2 AND t.finished_at IS NULL AND c.tenant_id = t.tenant_id AND c.id = t.connection_id
     RETURNING c.id AS "connectionId", c.name AS "connectionName", t.started_by AS "startedBy", t.setup_link_id AS "setupLinkId"`,
    [tx.tenantId, input.id, input.now, input.failedCheck, input.roleKeys],
  )
  if (!test) return
  if (input.failedCheck === null && test.startedBy) {
    const connection = { id: test.connectionId, name: test.connectionName }
    await noteProof(tx, { connection, userId: test.startedBy, provenAt: null, now: input.now })
  }
  await append(
    tx,
    {
      action: 'sso.connection.test',
      targets: [{ type: 'sso_connection', id: test.connectionId, name: test.connectionName }],
      outcome: input.failedCheck === null ? { result: 'success' } : { result: 'failure', reason: input.failedCheck },
      metadata: {
        testId: input.id,
        result: input.failedCheck === null ? 'passed' : 'failed',
        check: input.failedCheck,
      },
    },
    { actor: starterOf(test) },
  )
}

function starterOf({ startedBy, setupLinkId }: FinishedTest): Actor {
  if (startedBy) return { type: 'user', id: startedBy }
  return setupLinkId ? { type: 'service', id: setupLinkId } : { type: 'anonymous' }
}

/** The last finished test of each connection, or of one. */
export async function lastTests(tx: TenantTx, connectionId: string | null = null): Promise<LastTest[]> {
  const rows = await tx.query<Omit<LastTest, 'finishedAt'> & { finishedAt: Date }>(
    `SELECT DISTINCT ON (t.connection_id) t.id, t.connection_id AS "connectionId", t.outcome AS result,
       t.failed_check AS "failedCheck", t.finished_at AS "finishedAt",
       coalesce(u.display_name, CASE WHEN t.setup_link_id IS NOT NULL THEN 'A set-up link' END) AS by
     FROM connection_tests t LEFT JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.started_by
     WHERE t.tenant_id = $1 AND t.finished_at IS NOT NULL AND ($2::uuid IS NULL OR t.connection_id = $2)
     ORDER BY t.connection_id, t.finished_at DESC`,
    [tx.tenantId, connectionId],
  )
  return rows.map((row) => ({ ...row, finishedAt: row.finishedAt.toISOString() }))
}
