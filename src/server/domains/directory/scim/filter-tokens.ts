import { invalidFilter } from './scim-failure.ts'

export type Token =
  | { kind: 'word'; text: string; at: number }
  | { kind: 'literal'; value: string | number; at: number }
  | { kind: '(' | ')' | '[' | ']'; at: number }
  /** A sub-attribute right behind a closing bracket: `emails[…].value`. */
  | { kind: 'sub'; name: string; at: number }

const MAX_FILTER_LENGTH = 8192

const WORD = /[A-Za-z$][\w$:.-]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y
const STRING = /"(?:[^"\\]|\\.)*"/sy
const SUB = /\.(\$?[A-Za-z][\w$-]*)/y

/** Splits a filter into tokens (RFC 7644 section 3.4.2.2; strings and numbers are JSON's). */
export function tokenize(text: string): Token[] {
  if (text.length > MAX_FILTER_LENGTH) throw invalidFilter(`A filter has at most ${MAX_FILTER_LENGTH} characters.`)
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  while (at < text.length) {
    const character = text[at] as string
    if (character === ' ') {
      at += 1
      continue
    }
    if (character === '(' || character === ')' || character === '[' || character === ']') {
      tokens.push({ kind: character, at })
      at += 1
      continue
    }
    const sub = tokens.at(-1)?.kind === ']' && text[at - 1] === ']' ? match(SUB) : null
    const found = sub ?? match(STRING) ?? match(NUMBER) ?? match(WORD)
    if (!found) throw invalidFilter(`The filter cannot be read at character ${at + 1}.`)
    if (sub) tokens.push({ kind: 'sub', name: sub[1] as string, at })
    else if (character === '"') tokens.push({ kind: 'literal', value: readString(found[0], at), at })
    else if (/[-\d]/.test(character)) tokens.push({ kind: 'literal', value: Number(found[0]), at })
    else tokens.push({ kind: 'word', text: found[0], at })
    at += found[0].length
  }
  return tokens
}

function readString(quoted: string, at: number): string {
  let value: string
  try {
    value = JSON.parse(quoted) as string
  } catch {
    throw invalidFilter(`The text that starts at character ${at + 1} is not a JSON string.`)
  }
  if (value.includes('\0') || !value.isWellFormed()) {
    throw invalidFilter(`The text that starts at character ${at + 1} holds a character that is not allowed.`)
  }
  return value
}
