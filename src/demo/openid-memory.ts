type Payload = Record<string, unknown> & { uid?: string; grantId?: string; userCode?: string; consumed?: number }

const kept = new Map<string, { payload: Payload; endsAt: number }>()

/** Where the demo OpenID provider keeps codes and sign-ins that are under way: gone when it stops. */
export class OpenidMemory {
  readonly #model: string

  constructor(model: string) {
    this.#model = model
  }

  async upsert(id: string, payload: Payload, secondsToLive: number): Promise<void> {
    const now = Date.now()
    for (const [key, entry] of kept) if (entry.endsAt <= now) kept.delete(key)
    kept.set(`${this.#model}:${id}`, { payload, endsAt: now + secondsToLive * 1000 })
  }

  async find(id: string): Promise<Payload | undefined> {
    const entry = kept.get(`${this.#model}:${id}`)
    return entry && entry.endsAt > Date.now() ? entry.payload : undefined
  }

  async findByUid(uid: string): Promise<Payload | undefined> {
    return this.#findWhere((payload) => payload.uid === uid)
  }

  async findByUserCode(userCode: string): Promise<Payload | undefined> {
    return this.#findWhere((payload) => payload.userCode === userCode)
  }

  async consume(id: string): Promise<void> {
    const entry = kept.get(`${this.#model}:${id}`)
    if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id: string): Promise<void> {
    kept.delete(`${this.#model}:${id}`)
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, entry] of kept) if (entry.payload.grantId === grantId) kept.delete(key)
  }

  #findWhere(matches: (payload: Payload) => boolean): Payload | undefined {
    for (const [key, entry] of kept) {
      if (key.startsWith(`${this.#model}:`) && entry.endsAt > Date.now() && matches(entry.payload)) return entry.payload
    }
    return undefined
  }
}
