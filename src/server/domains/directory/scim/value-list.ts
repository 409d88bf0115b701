import { elementKey } from './element-key.ts'
import { tooMany } from './scim-failure.ts'
import { type Filter, termsOf } from './scim-filter.ts'
import { isRecord, type Json, type JsonRecord } from './scim-value.ts'

/** Comparisons of one element with one term; one PATCH may make so many over all its operations. */
const MAX_COMPARISONS = 250_000

/** What a PATCH may still do by going through lists. Values that are named are found by key and cost nothing here. */
export class PatchWork {
  #left = MAX_COMPARISONS

  /** @throws AppError `too_many` */
  spend(comparisons: number): void {
    this.#left -= comparisons
    if (this.#left < 0) {
      throw tooMany('This PATCH looks through more values than one request may. Send the changes in smaller parts.')
    }
  }
}

/**
 * The values of one multi-valued attribute while the operations of a PATCH are carried out on them. Adding and
 * naming go by key; only what has to look at every value does, and is counted.
 */
export class ValueList {
  #values: Json[]
  /** Where each element stands, and which are primary; null where that has to be found out anew. */
  #index: { places: Map<string, number>; primary: Set<number> } | null = null
  readonly #work: PatchWork

  constructor(held: readonly Json[], work: PatchWork) {
    this.#values = [...held]
    this.#work = work
  }

  replaceAll(values: readonly Json[]): void {
    this.#values = [...values]
    this.#index = null
  }

  /** What is there already is completed and not doubled; at most one is primary: the newest. */
  add(given: readonly Json[]): void {
    const index = this.#indexed()
    for (const element of given) {
      const key = elementKey(element)
      const at = index.places.get(key) ?? this.#values.length
      index.places.set(key, at)
      this.#values[at] = merged(this.#values[at], element)
      if (isRecord(element) && element.primary === true) this.#onlyPrimary(at)
      if (isRecord(element) && element.primary === false) index.primary.delete(at)
    }
  }

  /** Without the elements that have everything that is said of one of these. */
  removeNamed(named: readonly Json[]): void {
    this.#work.spend(this.#values.length)
    const byValue = Map.groupBy(named, identifyingValue)
    this.#values = this.#values.filter((element) => {
      const candidates = new Set([...(byValue.get(identifyingValue(element)) ?? []), ...(byValue.get(undefined) ?? [])])
      this.#work.spend(candidates.size)
      return ![...candidates].some((candidate) => agrees(element, candidate))
    })
    this.#index = null
  }

  /**
   * Every element that `filter` chooses becomes what `change` makes of it; null removes it.
   * `newest` marks the element that has just been made primary.
   * @returns how many were chosen
   */
  change(
    filter: Filter | null,
    chooses: (element: JsonRecord) => boolean,
    change: (element: JsonRecord) => { element: JsonRecord | null; newest?: boolean },
  ): number {
    this.#work.spend(this.#values.length * (filter ? termsOf(filter) : 1))
    let chosen = 0
    let newest: number | undefined
    const next: Json[] = []
    for (const element of this.#values) {
      if (!isRecord(element) || !chooses(element)) {
        next.push(element)
        continue
      }
      chosen += 1
      const made = change(element)
      if (made.element === null) continue
      if (made.newest) newest = next.length
      next.push(made.element)
    }
    this.#values = next
    this.#index = null
    if (newest !== undefined) this.#onlyPrimary(newest)
    return chosen
  }

  /** What is stored in the end: each element once, and none that says nothing. */
  settled(): Json[] {
    return distinct(this.#values.filter((element) => !isRecord(element) || Object.keys(element).length > 0))
  }

  #onlyPrimary(newest: number): void {
    const { primary } = this.#indexed()
    for (const at of primary) {
      const element = this.#values[at]
      if (at !== newest && isRecord(element)) this.#values[at] = { ...element, primary: false }
    }
    primary.clear()
    primary.add(newest)
  }

  #indexed(): { places: Map<string, number>; primary: Set<number> } {
    if (this.#index) return this.#index
    this.#work.spend(this.#values.length)
    const index = { places: new Map<string, number>(), primary: new Set<number>() }
    for (const [at, element] of this.#values.entries()) {
      const key = elementKey(element)
      if (!index.places.has(key)) index.places.set(key, at)
      if (isRecord(element) && element.primary === true) index.primary.add(at)
    }
    this.#index = index
    return index
  }
}

/** The same element stands once; what was said later about it counts. */
export function distinct(values: readonly Json[]): Json[] {
  const kept = new Map<string, Json>()
  for (const element of values) {
    const key = elementKey(element)
    kept.set(key, merged(kept.get(key), element))
  }
  return [...kept.values()]
}

function merged(held: Json | undefined, given: Json): Json {
  return isRecord(held) && isRecord(given) ? { ...held, ...given } : given
}

function identifyingValue(element: Json): Json | undefined {
  return isRecord(element) ? element.value : undefined
}

/** `primary` and `display` do not tell elements apart. */
function agrees(element: Json, named: Json): boolean {
  if (!isRecord(element) || !isRecord(named)) return elementKey(element) === elementKey(named)
  const { primary: _, display: __, ...said } = named
  const names = Object.keys(said)
  return names.length > 0 && names.every((name) => element[name] === said[name])
}
