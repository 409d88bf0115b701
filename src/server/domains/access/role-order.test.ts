import { expect, it } from 'vitest'
import { strongestFirst } from './role-order.ts'

it('puts the built-in roles first, the strongest ahead, and custom ones after them by name', () => {
  const roles = [
    { key: 'zeta', name: 'Alpha desk' },
    { key: 'auditor', name: 'Auditor' },
    { key: 'viewer', name: 'Viewer' },
    { key: 'alpha', name: 'Zulu desk' },
    { key: 'owner', name: 'Owner' },
    { key: 'agent', name: 'Agent' },
    { key: 'admin', name: 'Admin' },
    { key: 'project-manager', name: 'Project manager' },
  ]
  expect(roles.sort(strongestFirst).map((role) => role.key)).toEqual([
    'owner',
    'admin',
    'project-manager',
    'agent',
    'viewer',
    'auditor',
    'zeta',
    'alpha',
  ])
})
