import { invalidBody } from './invalid-body.ts'

/** Deeper than any resource; what is read into it must not be followed without end. */
const MAX_DEPTH = 64

/**
 * Reads a JSON text and refuses what two readers could take differently: a member that stands twice in its object
 * (RFC 8259 section 4). Nesting is bounded.
 * @throws AppError `invalid_syntax`
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalidBody('The body is not valid JSON in UTF-8.', cause)
  }
  refuseDoubles(text)
  return value
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACE_OPEN = 0x7b
const BRACE_CLOSE = 0x7d
const BRACKET_OPEN = 0x5b
const BRACKET_CLOSE = 0x5d
const COLON = 0x3a

/** The text is valid JSON: a string in an object that a colon follows is a name. */
function refuseDoubles(text: string): void {
  /** The names so far in each open object; null for a list. */
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === BRACE_OPEN || code === BRACKET_OPEN) {
      if (open.push(code === BRACE_OPEN ? new Set() : null) > MAX_DEPTH) {
        throw invalidBody(`The body nests more than ${MAX_DEPTH} levels deep (at character ${at + 1}).`)
      }
    } else if (code === BRACE_CLOSE || code === BRACKET_CLOSE) open.pop()
    else if (code === QUOTE) {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names && nextCode(text, end + 1) === COLON) {
        const name = nameOf(text.slice(at, end + 1))
        if (names.size === names.add(name).size) {
          throw invalidBody(
            `${JSON.stringify(name.slice(0, 80))} stands twice in its object (at character ${at + 1}). Send each member once.`,
          )
        }
      }
      at = end
    }
  }
}

function nameOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text.charCodeAt(before) === BACKSLASH) before -= 1
  return (at - before) % 2 === 0
}

function nextCode(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) <= 0x20) at += 1
  return text.charCodeAt(at)
}
