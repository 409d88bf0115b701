import type { AuditAction, AuditMetadata } from '#contracts/audit-events.ts'
import { AUDIT_ACTIONS } from '#contracts/audit-events.ts'
import type { HistoryEvent } from '#server/domains/audit/index.ts'
import type { CastGroup, CastMember, DemoCast } from './demo-cast.ts'
import type { SeededRandom } from './seeded-random.ts'

type Outcome = HistoryEvent['outcome']
const SUCCESS: Outcome = { result: 'success' }

/** An event that Gatehouse itself would write; the metadata are held to the contract of the action. */
function own<A extends AuditAction>(
  recordedAt: Date,
  action: A,
  parts: Pick<HistoryEvent, 'actor' | 'targets' | 'context'> & { outcome?: Outcome; metadata: AuditMetadata<A> },
): HistoryEvent {
  return {
    recordedAt,
    occurredAt: null,
    action,
    outcome: SUCCESS,
    personalMetadataKeys: [...AUDIT_ACTIONS[action].personal],
    ...parts,
    metadata: parts.metadata as Record<string, unknown>,
  }
}

const asUser = (person: CastMember) =>
  ({ type: 'user', id: person.id, name: person.displayName, email: person.email }) as const
const userTarget = (person: CastMember) => ({ type: 'user', id: person.id, name: person.displayName })

/** Makes the events of one tenant. Request ids come from the random numbers, so they repeat with them. */
export class DemoEvents {
  readonly #cast: DemoCast
  readonly #random: SeededRandom

  constructor(cast: DemoCast, random: SeededRandom) {
    this.#cast = cast
    this.#random = random
  }

  #requestId(): string {
    const random = this.#random
    return `${random.hex(8)}-${random.hex(4)}-7${random.hex(3)}-9${random.hex(3)}-${random.hex(12)}`
  }

  #from(source: string, person?: CastMember, sessionId?: string): HistoryEvent['context'] {
    return {
      source,
      requestId: this.#requestId(),
      ...(person && { ip: person.ip, userAgent: person.userAgent }),
      ...(sessionId && { sessionId }),
    }
  }

  #connection() {
    const { id, name } = this.#cast.connection
    return { type: 'sso_connection', id, name }
  }

  /** What a sign-in leaves: started, accepted, a session. */
  signIn(person: CastMember, sessionId: string, at: Date): HistoryEvent[] {
    const { id: connectionId, protocol } = this.#cast.connection
    const took = this.#random.between(2_000, 20_000)
    const metadata = { connectionId, protocol }
    const context = this.#from('sso', person)
    return [
      own(at, 'sign_in.start', { actor: { type: 'anonymous' }, targets: [this.#connection()], context, metadata }),
      own(new Date(at.getTime() + took), 'sign_in.accept', {
        actor: { type: 'user', id: person.id },
        targets: [{ type: 'user', id: person.id }, this.#connection()],
        context: this.#from('sso', person),
        metadata,
      }),
      own(new Date(at.getTime() + took + 180), 'session.create', {
        actor: asUser(person),
        targets: [{ type: 'session', id: sessionId }, userTarget(person)],
        context: this.#from('sso', person),
        metadata,
      }),
    ]
  }

  rejectedSignIn(at: Date, check: string, from: Pick<CastMember, 'ip' | 'userAgent'>): HistoryEvent {
    const connectionId = this.#cast.connection.id
    const requestId = this.#requestId()
    return own(at, 'sign_in.reject', {
      actor: { type: 'anonymous' },
      targets: [{ type: 'sso_connection', id: connectionId }],
      outcome: { result: 'denied', reason: check },
      context: { source: 'sso', requestId, ip: from.ip, userAgent: from.userAgent },
      metadata: { connectionId, traceId: requestId, check },
    })
  }

  endedSession(at: Date, sessionId: string, person: CastMember, by: CastMember = person): HistoryEvent {
    return own(at, 'session.revoke', {
      actor: asUser(by),
      targets: [{ type: 'session', id: sessionId }, userTarget(person)],
      context: this.#from('console', by),
      metadata: { cause: by === person ? 'signed_out' : 'ended_by_admin' },
    })
  }

  deniedAccess(at: Date, person: CastMember, permission: string): HistoryEvent {
    return own(at, 'access.deny', {
      actor: asUser(person),
      targets: [],
      outcome: { result: 'denied', reason: 'missing_permission' },
      context: this.#from('console', person),
      metadata: { permission },
    })
  }

  directRole(at: Date, person: CastMember, by: CastMember, roleKey: string, given: boolean): HistoryEvent {
    return own(at, given ? 'role.assign' : 'role.unassign', {
      actor: asUser(by),
      targets: [userTarget(person)],
      context: this.#from('console', by),
      metadata: { roleKey },
    })
  }

  apiKey(
    at: Date,
    by: CastMember,
    key: { id: string; name: string; permissions: string[] },
    created: boolean,
  ): HistoryEvent {
    const parts = {
      actor: asUser(by),
      targets: [{ type: 'api_key', id: key.id, name: key.name }],
      context: this.#from('console', by),
    }
    return created
      ? own(at, 'api_key.create', { ...parts, metadata: { name: key.name, permissions: key.permissions } })
      : own(at, 'api_key.revoke', { ...parts, metadata: { name: key.name } })
  }

  #byDirectory() {
    return {
      actor: { type: 'service', id: this.#cast.directory.id } as const,
      context: this.#from('scim'),
    }
  }

  pushedUser(at: Date, person: CastMember): HistoryEvent {
    return own(at, 'user.create', {
      ...this.#byDirectory(),
      targets: [userTarget(person)],
      metadata: { userName: person.userName, active: true },
    })
  }

  changedUser(at: Date, person: CastMember, changed: string[]): HistoryEvent {
    return own(at, 'user.update', { ...this.#byDirectory(), targets: [userTarget(person)], metadata: { changed } })
  }

  disabledUser(at: Date, person: CastMember): HistoryEvent {
    return own(at, 'user.disable', {
      ...this.#byDirectory(),
      targets: [userTarget(person)],
      metadata: { sessionsEnded: 0 },
    })
  }

  pushedGroup(at: Date, group: CastGroup, members: number): HistoryEvent {
    return own(at, 'group.create', {
      ...this.#byDirectory(),
      targets: [{ type: 'group', id: group.id, name: group.name }],
      metadata: { displayName: group.name, members },
    })
  }

  addedMembers(at: Date, group: CastGroup, people: readonly CastMember[]): HistoryEvent {
    return own(at, 'group.member.add', {
      ...this.#byDirectory(),
      targets: [{ type: 'group', id: group.id, name: group.name }, ...people.slice(0, 20).map(userTarget)],
      metadata: { count: people.length },
    })
  }

  /** What the vendor's product sends through the API: all of its metadata may be personal. */
  ofProduct(
    at: Date,
    event: {
      action: string
      actor: CastMember | HistoryEvent['actor']
      target: { type: string; id: string; name?: string }
      outcome?: Outcome
      metadata?: Record<string, unknown>
    },
  ): HistoryEvent {
    const person = 'userName' in event.actor ? event.actor : undefined
    const occurred = new Date(at.getTime() - this.#random.between(30, 900))
    return {
      recordedAt: at,
      occurredAt: occurred.toISOString().replace('Z', '000Z'),
      actor: person ? asUser(person) : (event.actor as HistoryEvent['actor']),
      action: event.action,
      targets: [event.target],
      outcome: event.outcome ?? SUCCESS,
      context: {
        ...this.#from('api', person),
        ...(person && { location: `${person.location.city}, ${person.location.country}` }),
      },
      metadata: event.metadata ?? {},
      personalMetadataKeys: 'all',
    }
  }
}
