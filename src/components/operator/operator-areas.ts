import {
  AppWindow,
  Building2,
  Fingerprint,
  IdCard,
  MonitorSmartphone,
  ScrollText,
  Settings,
  ShieldCheck,
  ShieldHalf,
  Siren,
  UserCog,
  UserRound,
} from 'lucide-react'
import type { AreaGroup } from '#components/layout/areas.ts'

/**
 * What an operator sees instead of a tenant's areas: the console of this installation, and of the house's own pages those
 * that decide who is an operator. An area that begins with a slash has that address; the others are pages of the tenant.
 */
export const OPERATOR_AREA_GROUPS: readonly AreaGroup[] = [
  {
    label: null,
    areas: [
      { path: '/operator/tenants', label: 'Tenants', icon: Building2, permission: 'operator-tenant:read' },
      { path: '/operator/applications', label: 'Applications', icon: AppWindow, permission: 'oauth-client:read' },
      { path: '/operator/operators', label: 'Operators', icon: UserCog, permission: 'operator:read' },
      { path: 'audit', label: 'Audit log', icon: ScrollText, permission: 'audit:read' },
    ],
  },
  {
    label: 'Sign-in of operators',
    areas: [
      { path: 'sso', label: 'Single sign-on', icon: Fingerprint, permission: 'sso-connection:read' },
      { path: 'sign-in-policy', label: 'Sign-in policy', icon: ShieldCheck, permission: 'sign-in-policy:read' },
      { path: 'exceptions', label: 'Exceptions', icon: IdCard, permission: 'invitation:read' },
      { path: 'emergency', label: 'Emergency access', icon: Siren, permission: 'break-glass:read' },
      { path: 'sessions', label: 'Sessions', icon: MonitorSmartphone, permission: 'profile:read' },
    ],
  },
  {
    label: 'Access',
    areas: [
      { path: 'members', label: 'Members', icon: UserRound, permission: 'member:read' },
      { path: 'roles', label: 'Roles', icon: ShieldHalf, permission: 'role:read' },
      { path: 'settings', label: 'Organisation', icon: Settings, permission: 'tenant:read' },
    ],
  },
]
