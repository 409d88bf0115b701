/**
 * Every reason for which Gatehouse looks across tenants, in words. A new one is a new line here and,
 * where it needs more than these tables, a new policy for gatehouse_system in a migration.
 */
export const SYSTEM_TASKS = [
  'find a tenant by its short name, for the sign-in page',
  'find a tenant by its short name, for the command line',
  'find the tenant of a verified e-mail domain, for the sign-in page',
  'find who holds an e-mail domain, when its control is proven anew',
  'find the house tenant, whose people are the operators',
  'list tenants with how far each is set up, for the operator console',
  'find the tenants that an application names or is held to',
  'list tenants, to run scheduled work in each',
  'find outbox rows that wait, to hand them to the queue',
  'make audit partitions ahead of time',
  'count attempts at a door, before a tenant is known',
  'forget attempts whose time has passed',
  'check that the database answers, for /ready',
] as const
export type SystemTask = (typeof SYSTEM_TASKS)[number]
