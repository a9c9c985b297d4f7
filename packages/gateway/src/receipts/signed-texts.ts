import { parse } from './json-text.js'

/** Place of a text in the bytes that a miner signed: as one of its texts, as the beginning of one, or not. */
export type Standing = 'whole' | 'beginning' | 'absent'

/**
 * Looks for a text in the bytes of a miner's answer: among the texts of its JSON, one or several in a row. Spaces around a text do not
 * count, since views cut them off. A word in the midst of another text proves nothing.
 */
export function standingOf(text: string, bytes: Uint8Array): Standing {
  const raw = Buffer.from(bytes).toString('utf8')
  const whole = parse(raw)
  const roots =
    whole === undefined ? raw.split('\n').map((line) => parse(line.replace(/^data:/, ''))) : [whole]
  const found = stringsIn(roots)
  const strings = found.length === 0 && whole === undefined ? [raw] : found
  const sought = text.trim()
  const all = [...strings, strings.join('')].map((one) => one.trim())
  if (all.includes(sought)) return 'whole'
  return sought !== '' && all.some((one) => one.startsWith(sought)) ? 'beginning' : 'absent'
}

/** All texts in a value, in their order; without recursion, as a miner may nest its answer to any depth. */
function stringsIn(value: unknown): readonly string[] {
  const found: string[] = []
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next === 'string') found.push(next)
    else if (typeof next === 'object' && next !== null)
      for (const one of Object.values(next).reverse()) open.push(one)
  }
  return found
}
