import type { Random } from '@subnetkit/core'

/** Longest repetition that a pattern without an upper bound gets. */
const mostRepeats = 4

/** Characters of classes: enough to match, not all of them. */
const digits = '0123456789'
const letters = 'abcdefghijklmnopqrstuvwxyz'
const wordCharacters = `${letters}${letters.toUpperCase()}${digits}_`
const printable = ` !#$%&'()*+,-./:;<=>?@[]^{|}~${wordCharacters}`

/** A pattern that this sampler cannot follow. */
class Unfollowed extends Error {}

/**
 * Writes a text that a pattern probably matches, or null for a pattern with parts that are not followed (lookarounds,
 * back references, properties of Unicode). The caller checks the text against the schema.
 */
export function textForPattern(pattern: string, random: Random): string | null {
  let at = 0
  try {
    const text = alternatives()
    return at === pattern.length ? text : null
  } catch (error) {
    if (error instanceof Unfollowed) return null
    throw error
  }

  function alternatives(): string {
    const texts = [sequence()]
    while (pattern[at] === '|') {
      at++
      texts.push(sequence())
    }
    return random.pick(texts)
  }

  function sequence(): string {
    let text = ''
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') text += repeated()
    return text
  }

  function repeated(): string {
    const start = at
    const first = atom()
    const [least, most] = quantifier()
    const end = at
    let text = ''
    const count = random.int(least, Math.max(least, Math.min(most, least + mostRepeats)))
    for (let index = 0; index < count; index++) {
      at = start
      text += index === 0 ? first : atom()
    }
    at = end
    return text
  }

  function quantifier(): readonly [least: number, most: number] {
    const [whole, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(pattern.slice(at)) ?? []
    const sign = pattern[at] ?? ''
    if (whole === undefined && !'*+?'.includes(sign)) return [1, 1]
    if (sign === '') return [1, 1]
    at += whole?.length ?? 1
    // A lazy quantifier allows the same texts.
    if (pattern[at] === '?') at++
    if (whole === undefined) return sign === '?' ? [0, 1] : [sign === '*' ? 0 : 1, Number.POSITIVE_INFINITY]
    return [Number(least), most ? Number(most) : comma ? Number.POSITIVE_INFINITY : Number(least)]
  }

  function atom(): string {
    const sign = pattern[at++] as string
    if (sign === '^' || sign === '$') return ''
    if (sign === '.') return random.pick([...printable])
    if (sign === '[') return random.pick(classMembers())
    if (sign === '\\') return random.pick(escaped())
    if (sign !== '(') return sign
    const [head] = /^(\?:|\?<[A-Za-z]\w*>)?/.exec(pattern.slice(at)) as RegExpExecArray
    at += head.length
    if (pattern[at] === '?') throw new Unfollowed()
    const text = alternatives()
    at++
    return text
  }

  /** Characters that an escape stands for; a word boundary stands for none. */
  function escaped(): readonly string[] {
    const letter = pattern[at++] ?? ''
    if (letter === 'd') return [...digits]
    if (letter === 'w') return [...wordCharacters]
    if (letter === 's') return [' ']
    if (letter === 'D') return [...letters]
    if (letter === 'W') return [' ', '-']
    if (letter === 'S') return [...wordCharacters]
    if (letter === 'b') return ['']
    const control = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' }[letter]
    if (control !== undefined) return [control]
    const [code] = /^(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/.exec(letter + pattern.slice(at)) ?? []
    if (code !== undefined) {
      at += code.length - 1
      return [String.fromCharCode(Number.parseInt(code.slice(1), 16))]
    }
    if (/[A-Za-z1-9]/.test(letter)) throw new Unfollowed()
    return [letter]
  }

  function classMembers(): readonly string[] {
    const isNegated = pattern[at] === '^'
    if (isNegated) at++
    const members: string[] = []
    while (pattern[at] !== ']') {
      if (at >= pattern.length) throw new Unfollowed()
      const from = member()
      if (pattern[at] === '-' && pattern[at + 1] !== ']' && from.length === 1) {
        at++
        const to = member()
        members.push(...between(from[0] as string, to[0] as string))
      } else members.push(...from)
    }
    at++
    const kept = isNegated ? [...printable].filter((sign) => !members.includes(sign)) : members
    if (kept.length === 0) throw new Unfollowed()
    return kept
  }

  function member(): readonly string[] {
    const sign = pattern[at++] as string
    return sign === '\\' ? escaped() : [sign]
  }
}

/** Characters from one to another; of a long range, its first 64 and its last. */
function between(from: string, to: string): readonly string[] {
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)]
  const count = Math.min(last - first + 1, 64)
  return [...Array.from({ length: count }, (_, index) => String.fromCharCode(first + index)), to]
}
