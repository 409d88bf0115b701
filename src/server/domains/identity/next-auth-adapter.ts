import type { Adapter, AdapterUser } from 'next-auth/adapters'
import { endSessionOfToken } from './end-session-of-token.ts'
import { type CodeHolder, openSession } from './open-session.ts'
import { resolveSessionToken, type SignedIn } from './resolve-session.ts'
import type { SignInContext } from './sign-in-context.ts'
import type { SignInTrace } from './trace/sign-in-trace.ts'

/** What one request to next-auth has learnt so far. */
export type NextAuthExchange = {
  context: SignInContext
  holder?: CodeHolder
  trace: SignInTrace
  /** Whose session was ended on the person's own word. */
  signedOut?: SignedIn
  /** next-auth turns every error into a redirect of its own; this is the one that happened. */
  failure?: unknown
}

/**
 * next-auth's database, made for one request. next-auth knows no tenants, so ids carry theirs, nobody is found by
 * e-mail address, and users and links are made before it is asked (resolve-signed-in-user.ts), never by it.
 */
export function nextAuthAdapter(exchange: NextAuthExchange): Adapter {
  const { context } = exchange
  return {
    async getUserByAccount({ provider, providerAccountId }) {
      const { holder } = exchange
      if (provider !== 'gatehouse' || !holder || providerAccountId !== accountIdOf(holder)) return null
      return userOf(holder.tenantId, holder.userId)
    },
    async createSession({ sessionToken, userId }) {
      const { holder } = exchange
      try {
        if (!holder || userId !== userIdOf(holder.tenantId, holder.userId))
          throw new Error('a session for nobody who signed in')
        const { expiresAt } = await openSession(holder, sessionToken, exchange.trace, context)
        return { sessionToken, userId, expires: expiresAt }
      } catch (error) {
        exchange.failure = error
        throw error
      }
    },
    async getSessionAndUser(sessionToken) {
      const session = await resolveSessionToken(sessionToken, context.request, context.now)
      if (!session) return null
      const { principal, expiresAt } = session
      return {
        session: { sessionToken, userId: userIdOf(principal.tenantId, principal.id), expires: expiresAt },
        user: { ...userOf(principal.tenantId, principal.id), name: principal.name, email: principal.email ?? '' },
      }
    },
    async deleteSession(sessionToken) {
      const ended = await endSessionOfToken(sessionToken, 'signed_out', context)
      if (ended) exchange.signedOut = ended
    },
    // How long a session lasts is ours to say (session-lifetime.ts).
    updateSession: async () => null,
    getUser: async () => null,
    getUserByEmail: async () => null,
    createUser: () => never('createUser'),
    updateUser: () => never('updateUser'),
    linkAccount: () => never('linkAccount'),
  }
}

export function accountIdOf(holder: Pick<CodeHolder, 'tenantId' | 'connectionId' | 'subject'>): string {
  return `${holder.tenantId}:${holder.connectionId}:${holder.subject}`
}

function userIdOf(tenantId: string, userId: string): string {
  return `${tenantId}:${userId}`
}

function userOf(tenantId: string, userId: string): AdapterUser {
  return { id: userIdOf(tenantId, userId), email: '', emailVerified: null }
}

function never(operation: string): Promise<never> {
  throw new Error(`next-auth asked for ${operation}, which is not its to do`)
}
