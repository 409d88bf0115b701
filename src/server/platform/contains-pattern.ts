/** An ILIKE pattern that finds `text` anywhere, its own wildcards taken literally (the default escape is a backslash). */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
}
