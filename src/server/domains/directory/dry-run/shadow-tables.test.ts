import { expect, it } from 'vitest'
import { onShadow } from './shadow-tables.ts'

it('runs a statement of the live directory on the tables of the shadow', () => {
  expect(
    onShadow('SELECT u.id FROM users u JOIN user_emails e ON e.user_id = u.id WHERE u.id = $1 FOR NO KEY UPDATE OF u'),
  ).toBe(
    'SELECT u.id FROM dry_run_users u JOIN dry_run_user_emails e ON e.user_id = u.id WHERE u.id = $1 FOR NO KEY UPDATE OF u',
  )
  expect(onShadow('INSERT INTO users (id) VALUES ($1) ON CONFLICT DO NOTHING')).toBe(
    'INSERT INTO dry_run_users (id) VALUES ($1) ON CONFLICT DO NOTHING',
  )
  expect(onShadow('UPDATE groups SET version = 2')).toBe('UPDATE dry_run_groups SET version = 2')
  expect(onShadow('DELETE FROM group_members gm USING users mu')).toBe(
    'DELETE FROM dry_run_group_members gm USING dry_run_users mu',
  )
  expect(onShadow('WITH w AS (SELECT unnest($1::uuid[]) AS id) SELECT id FROM w WHERE id IS DISTINCT FROM $2')).toBe(
    'WITH w AS (SELECT unnest($1::uuid[]) AS id) SELECT id FROM w WHERE id IS DISTINCT FROM $2',
  )
  expect(onShadow("SELECT 'users' AS kind FROM group_role_mappings m JOIN roles r ON true")).toContain(
    "'users' AS kind",
  )
})

it.each([
  'UPDATE sessions SET revoked_at = now()',
  'INSERT INTO sessions (id) VALUES ($1)',
  'INSERT INTO role_assignments SELECT 1',
  'DELETE FROM group_role_mappings',
  'DELETE FROM roles r USING users u',
  'SELECT 1 FROM effective_roles e',
  'SELECT 1 FROM directories d, users u',
  'WITH sessions AS (SELECT 1) UPDATE sessions SET x = 1',
])('refuses a statement that reaches past the shadow: %s', (text) => {
  expect(() => onShadow(text)).toThrow(expect.objectContaining({ code: 'internal' }))
})
