import { type AttributeTarget, resolveTarget } from './attribute-target.ts'
import {
  type ComparisonOperator,
  type ComparisonValue,
  checkComparison,
  isComparisonOperator,
} from './filter-comparison.ts'
import { type Token, tokenize } from './filter-tokens.ts'
import { invalidFilter, quote } from './scim-failure.ts'
import { findAttribute, type ResourceType, type ScimAttribute } from './scim-schema.ts'

/**
 * A filter whose attributes are known to exist and whose comparisons make sense.
 * Inside `element` the targets are the sub-attributes of the multi-valued attribute;
 * `emails.value eq "x"` is read as `emails[value eq "x"]`.
 */
export type Filter =
  | { kind: 'compare'; target: AttributeTarget; operator: ComparisonOperator; value: ComparisonValue }
  | { kind: 'present'; target: AttributeTarget }
  | { kind: 'element'; target: AttributeTarget; filter: Filter }
  | { kind: 'and' | 'or'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  /** What is known without looking: this kind of resource never has the attribute. */
  | { kind: 'fixed'; value: boolean }

const MAX_TERMS = 100
const MAX_DEPTH = 20

/**
 * @param others whose attributes may be named as well: a resource that has no such attribute has no value for it
 *   (RFC 7644 section 3.4.2.1)
 * @throws AppError `invalid_filter` saying where
 */
export function parseFilter(type: ResourceType, text: string, others: readonly ResourceType[] = []): Filter {
  const parser = new FilterParser(
    tokenize(text),
    (name) => resolveTarget(type, name),
    (name) => others.map((other) => resolveTarget(other, name)).find((target) => target !== undefined),
  )
  const filter = parser.expression()
  parser.end()
  return filter
}

/** What stands between the brackets of `emails[…]`, with the sub-attributes of `parent` as its names. */
export function parseElementFilter(parent: ScimAttribute, text: string): Filter {
  const parser = new FilterParser(tokenize(text), subAttributesOf(parent), () => undefined)
  const filter = parser.expression()
  parser.end()
  return filter
}

/** How many comparisons it takes to try a filter on one element. */
export function termsOf(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.reduce((terms, part) => terms + termsOf(part), 0)
    case 'not':
    case 'element':
      return termsOf(filter.filter)
    default:
      return 1
  }
}

type Resolve = (name: string) => AttributeTarget | undefined

function subAttributesOf(parent: ScimAttribute): Resolve {
  return (name) => {
    const attribute = findAttribute(parent.subAttributes ?? [], name)
    return attribute && { extension: null, attribute, sub: null }
  }
}

/** The grammar of RFC 7644 section 3.4.2.2, figure 1; `not` binds tightest, then `and`, then `or`. */
class FilterParser {
  readonly #tokens: Token[]
  #elsewhere: Resolve
  #resolve: Resolve
  #position = 0
  #terms = 0
  #depth = 0

  constructor(tokens: Token[], resolve: Resolve, elsewhere: Resolve) {
    this.#tokens = tokens
    this.#resolve = resolve
    this.#elsewhere = elsewhere
  }

  expression(): Filter {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw invalidFilter(`A filter nests at most ${MAX_DEPTH} levels deep.`)
    const filter = this.#joined('or', () => this.#joined('and', () => this.#factor()))
    this.#depth -= 1
    return filter
  }

  end(): void {
    const left = this.#tokens[this.#position]
    if (left) throw invalidFilter(`The filter should have ended at character ${left.at + 1}.`)
  }

  #joined(operator: 'and' | 'or', operand: () => Filter): Filter {
    const first = operand()
    const filters = [first]
    while (this.#takeWord(operator)) filters.push(operand())
    return filters.length === 1 ? first : { kind: operator, filters }
  }

  #factor(): Filter {
    const next = this.#tokens[this.#position]
    if (next?.kind === '(') return this.#grouped()
    if (next?.kind === 'word' && next.text.toLowerCase() === 'not' && this.#tokens[this.#position + 1]?.kind === '(') {
      this.#position += 1
      return { kind: 'not', filter: this.#grouped() }
    }
    return this.#term()
  }

  #grouped(): Filter {
    this.#take('(')
    const filter = this.expression()
    this.#take(')')
    return filter
  }

  #term(): Filter {
    this.#terms += 1
    if (this.#terms > MAX_TERMS) throw invalidFilter(`A filter has at most ${MAX_TERMS} comparisons.`)
    const name = this.#word('an attribute')
    const own = this.#resolve(name)
    const target = own ?? this.#elsewhere(name)
    if (!target) throw invalidFilter(`There is no attribute ${quote(name)}.`)
    if (!own) return absent(this.#read(target, name))
    return this.#read(target, name)
  }

  #read(target: AttributeTarget, name: string): Filter {
    if ((target.sub ?? target.attribute).returned === 'never')
      throw invalidFilter(`${quote(name)} cannot be filtered by.`)
    if (this.#tokens[this.#position]?.kind === '[') return this.#valuePath(target, name)
    return this.#comparison(target, name)
  }

  /** `emails[type eq "work"]`, and Entra ID's `emails[type eq "work"].value eq "x"`: one element meets both. */
  #valuePath(target: AttributeTarget, name: string): Filter {
    const { attribute } = target
    if (target.sub || !attribute.multiValued || attribute.type !== 'complex') {
      throw invalidFilter(`${quote(name)} has no values to choose from; brackets follow a multi-valued attribute.`)
    }
    this.#take('[')
    const outer = [this.#resolve, this.#elsewhere] as const
    this.#resolve = subAttributesOf(attribute)
    this.#elsewhere = () => undefined
    let filter = this.expression()
    this.#take(']')
    const next = this.#tokens[this.#position]
    if (next?.kind === 'sub') {
      this.#position += 1
      const sub = this.#resolve(next.name)
      if (!sub) throw invalidFilter(`There is no attribute ${quote(`${name}.${next.name}`)}.`)
      filter = { kind: 'and', filters: [filter, this.#comparison(sub, `${name}.${next.name}`)] }
    }
    ;[this.#resolve, this.#elsewhere] = outer
    return { kind: 'element', target, filter }
  }

  #comparison(target: AttributeTarget, name: string): Filter {
    const operator = this.#word('an operator').toLowerCase()
    const leaf = leafOf(target, operator === 'pr')
    if (!leaf) throw invalidFilter(`${quote(name)} is complex: name one of its sub-attributes.`)
    if (operator === 'pr') return elementwise(target, leaf, (inner) => ({ kind: 'present', target: inner }))
    if (!isComparisonOperator(operator)) throw invalidFilter(`${quote(operator)} is not an operator.`)
    const value = checkComparison(name, leaf.sub ?? leaf.attribute, operator, this.#literal())
    return elementwise(target, leaf, (inner) => ({ kind: 'compare', target: inner, operator, value }))
  }

  #literal(): ComparisonValue {
    const next = this.#tokens[this.#position]
    this.#position += 1
    if (next?.kind === 'literal') return next.value
    const word = next?.kind === 'word' ? next.text : undefined
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    throw this.#expected('a value: text in double quotes, a number, true, false or null', next)
  }

  #takeWord(word: string): boolean {
    const next = this.#tokens[this.#position]
    if (next?.kind !== 'word' || next.text.toLowerCase() !== word) return false
    this.#position += 1
    return true
  }

  #word(what: string): string {
    const next = this.#tokens[this.#position]
    if (next?.kind !== 'word') throw this.#expected(what, next)
    this.#position += 1
    return next.text
  }

  #take(kind: '(' | ')' | '[' | ']'): void {
    const next = this.#tokens[this.#position]
    if (next?.kind !== kind) throw this.#expected(`"${kind}"`, next)
    this.#position += 1
  }

  #expected(what: string, found: Token | undefined): Error {
    return invalidFilter(`The filter needs ${what} ${found ? `at character ${found.at + 1}` : 'at its end'}.`)
  }
}

/** What a term says of a resource that has no value for its attribute. */
function absent(term: Filter): Filter {
  const value = term.kind === 'compare' && (term.value === null ? term.operator === 'eq' : term.operator === 'ne')
  return { kind: 'fixed', value }
}

/** What is compared: a complex attribute stands for its `value` (RFC 7643 section 2.4), except for `pr`. */
function leafOf(target: AttributeTarget, presence: boolean): AttributeTarget | undefined {
  if (target.sub || target.attribute.type !== 'complex' || presence) return target
  const sub = findAttribute(target.attribute.subAttributes ?? [], 'value')
  return sub && { ...target, sub }
}

function elementwise(target: AttributeTarget, leaf: AttributeTarget, make: (inner: AttributeTarget) => Filter): Filter {
  if (!target.attribute.multiValued || !leaf.sub) return make(leaf)
  return {
    kind: 'element',
    target: { ...target, sub: null },
    filter: make({ extension: null, attribute: leaf.sub, sub: null }),
  }
}
