import { wellFormed } from '../wire/cut-text.js'
import { parse } from './json-text.js'

/** Place of a text in the bytes that a miner signed: as one of its texts, as the beginning of one, or not. */
export type Standing = 'whole' | 'beginning' | 'absent'

/**
 * Looks for a text in the bytes of a miner's answer: among the texts of its JSON, one or several in a row, and of a stream those of one
 * field of its chunks. Spaces around a text do not count, since views cut them off. A word in the midst of another text proves nothing.
 */
export function standingOf(text: string, bytes: Uint8Array): Standing {
  const raw = Buffer.from(bytes).toString('utf8')
  const whole = parse(raw)
  const roots =
    whole === undefined ? raw.split('\n').map((line) => parse(line.replace(/^data:/, ''))) : [whole]
  const found = textsIn(roots)
  const strings = found.length === 0 && whole === undefined ? [{ text: raw, field: 0 }] : found
  const sought = text.trim()
  const cleaned = (texts: readonly string[]) => texts.map((one) => wellFormed(one).trim())
  const fields = cleaned(textsOfFields(strings))
  if (fields.includes(sought)) return 'whole'
  const begins = (texts: readonly string[]) => sought !== '' && texts.some((one) => one.startsWith(sought))
  // The text of one chunk goes on in the next.
  if (whole === undefined && begins(fields)) return 'beginning'
  const texts = strings.map((one) => one.text)
  const all = cleaned([...texts, texts.join('')])
  if (all.includes(sought)) return 'whole'
  return begins(all) ? 'beginning' : 'absent'
}

/** A text in a value. */
interface Found {
  readonly text: string
  /** Number of the field that it is in, the same in all roots; -1 for one of more than are told apart. */
  readonly field: number
}

/** Fields whose texts are joined, at most: a stranger's bytes may have any number. */
const mostFields = 4_096

/** The texts of each field, joined: of a stream, those that its chunks have in one place. */
function textsOfFields(found: readonly Found[]): readonly string[] {
  const fields = new Map<number, string>()
  for (const { text, field } of found) if (field >= 0) fields.set(field, (fields.get(field) ?? '') + text)
  return [...fields.values()]
}

/** All texts in values, in their order; without recursion, as a miner may nest its answer to any depth. */
function textsIn(roots: readonly unknown[]): readonly Found[] {
  const found: Found[] = []
  const numbers = new Map<string, number>()
  /** Elements of a list are in one field. */
  function fieldOf(parent: number, key: string): number {
    const place = `${parent} ${key}`
    const known = numbers.get(place)
    if (known !== undefined || parent < 0 || numbers.size >= mostFields) return known ?? -1
    numbers.set(place, numbers.size + 1)
    return numbers.size
  }
  const open = roots.map((value) => ({ value, field: 0 })).reverse()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, field } = next
    if (typeof value === 'string') found.push({ text: value, field })
    else if (typeof value === 'object' && value !== null)
      for (const key of Object.keys(value).reverse())
        open.push({
          value: (value as Readonly<Record<string, unknown>>)[key],
          field: fieldOf(field, Array.isArray(value) ? '' : key),
        })
  }
  return found
}
