import {
  Fingerprint,
  FolderSync,
  Gauge,
  IdCard,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  Settings,
  ShieldCheck,
  ShieldHalf,
  Siren,
  UserRound,
  UserRoundX,
  UsersRound,
  Webhook,
} from 'lucide-react'
import type { Permission } from '#contracts/permissions.ts'

export type Area = { path: string; label: string; icon: LucideIcon; permission: Permission }
export type AreaGroup = { label: string | null; areas: readonly Area[] }

/** Only what works stands here. */
export const AREA_GROUPS: readonly AreaGroup[] = [
  {
    label: null,
    areas: [
      { path: 'overview', label: 'Overview', icon: Gauge, permission: 'tenant:read' },
      { path: 'audit', label: 'Audit log', icon: ScrollText, permission: 'audit:read' },
    ],
  },
  {
    label: 'Access',
    areas: [
      { path: 'members', label: 'Members', icon: UserRound, permission: 'member:read' },
      { path: 'groups', label: 'Groups', icon: UsersRound, permission: 'group:read' },
      { path: 'roles', label: 'Roles', icon: ShieldHalf, permission: 'role:read' },
    ],
  },
  {
    label: 'Sign-in',
    areas: [
      { path: 'sso', label: 'Single sign-on', icon: Fingerprint, permission: 'sso-connection:read' },
      { path: 'sign-in-policy', label: 'Sign-in policy', icon: ShieldCheck, permission: 'sign-in-policy:read' },
      { path: 'exceptions', label: 'Exceptions', icon: IdCard, permission: 'invitation:read' },
      { path: 'emergency', label: 'Emergency access', icon: Siren, permission: 'break-glass:read' },
      { path: 'sessions', label: 'Sessions', icon: MonitorSmartphone, permission: 'profile:read' },
    ],
  },
  {
    label: 'Provisioning',
    areas: [
      { path: 'directories', label: 'Directories', icon: FolderSync, permission: 'directory:read' },
      { path: 'leavers', label: 'Leavers', icon: UserRoundX, permission: 'leaver:read' },
    ],
  },
  {
    label: 'Settings',
    areas: [
      { path: 'webhooks', label: 'Webhooks', icon: Webhook, permission: 'webhook:read' },
      { path: 'keys', label: 'API keys', icon: KeyRound, permission: 'api-key:read' },
      { path: 'settings', label: 'Organisation', icon: Settings, permission: 'tenant:read' },
    ],
  },
]
