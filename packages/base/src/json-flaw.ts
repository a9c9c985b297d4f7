/** Flaws on which JSON readers disagree. */
export interface JsonLimits {
  /**
   * Most objects and lists inside one another.
   * @default 64
   */
  readonly depth?: number
}

const usualDepth = 64
/** Brackets, and texts with the colon that makes them keys. What lies between has no brackets and no quotes. */
const token = /[{}[\]]|"[^"\\]*(?:\\.[^"\\]*)*"([ \t\r\n]*:)?/gs

/**
 * Returns what is wrong with a text that is valid JSON, and undefined if nothing is: a key that an object has twice, of which `JSON.parse`
 * takes the last without a word, and nesting that is too deep to walk through.
 */
export function jsonFlaw(text: string, { depth = usualDepth }: JsonLimits = {}): string | undefined {
  const open: Set<string>[] = []
  for (const [found, colon] of text.matchAll(token)) {
    if (found === '{' || found === '[') {
      if (open.length === depth) return `it is nested more than ${depth} deep`
      open.push(new Set())
    } else if (found === '}' || found === ']') open.pop()
    else if (colon !== undefined) {
      const key = JSON.parse(found.slice(0, -colon.length)) as string
      const keys = open.at(-1)
      if (keys?.has(key)) return `it has the field ${JSON.stringify(key.slice(0, 64))} twice`
      keys?.add(key)
    }
  }
  return undefined
}
