import { plain } from '../rubric/round/sketch.js'

/** Longest text that is looked at, in UTF-16 units: what comes after it is left out. */
export const longestText = 16_384
/** Levels of nesting that are looked at. */
const deepest = 32

/**
 * Returns the texts and numbers of a value in the order of its fields' names, joined by spaces: names of fields are the same in all answers and
 * say nothing. Anything else, such as a date, is left out.
 */
export function textsOf(value: unknown): string {
  const found: string[] = []
  let left = longestText
  const add = (given: string) => {
    const text = plain(given)
    found.push(text.slice(0, left))
    left -= text.length + 1
  }
  const walk = (one: unknown, depth: number): void => {
    if (left <= 0 || depth > deepest) return
    if (typeof one === 'string') add(one)
    else if (typeof one === 'number' || typeof one === 'bigint') add(String(one))
    else if (Array.isArray(one)) for (const item of one) walk(item, depth + 1)
    else if (typeof one === 'object' && one !== null) {
      for (const name of Object.keys(one).sort()) walk((one as Record<string, unknown>)[name], depth + 1)
    }
  }
  walk(value, 0)
  return found.join(' ').slice(0, longestText)
}
