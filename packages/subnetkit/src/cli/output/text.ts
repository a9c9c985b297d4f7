import { stripVTControlCharacters } from 'node:util'

const segmenter = new Intl.Segmenter()
/** Shown over two columns by terminals. */
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uff01-\uff60]/u

/** Columns that a text takes on a terminal; colours take none. */
export function textWidth(text: string): number {
  // Nearly everything in a table; segments are slow.
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text))) {
    width += wide.test(segment) ? 2 : 1
  }
  return width
}

/** Pads to a width; longer texts stay as they are. */
export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)))
  return align === 'left' ? text + space : space + text
}

/**
 * Text that strangers put on chain, safe to print: control characters and marks that turn the direction of writing,
 * which could repaint a terminal, become spaces.
 */
export function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
}

/** Longest text of a peer or a file that is worth showing, in characters. */
const longestText = 4_000

/** The same for text of several lines, at most 4000 characters of it. */
export function printableLines(text: string): string {
  const kept = text.length > longestText ? `${text.slice(0, longestText)}…` : text
  const lines = kept.split(/\r?\n/)
  return lines.map((line) => /^ */.exec(line)?.[0] + printable(line)).join('\n')
}

/** Keeps both ends of an address, which is how people compare them: `5Grwva…utQY`. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const tail = Math.max(1, Math.floor((width - 1) * 0.4))
  const characters = [...segmenter.segment(text)].map(({ segment }) => segment)
  const head = startOf(characters, Math.max(1, width - 1 - tail))
  const end = startOf(characters.toReversed(), tail).toReversed()
  return [...head, '…', ...end].join('')
}

/** The first characters that fit into a width. */
function startOf(characters: readonly string[], width: number): string[] {
  let left = width
  const end = characters.findIndex((character) => {
    left -= textWidth(character)
    return left < 0
  })
  return characters.slice(0, end === -1 ? characters.length : end)
}

/** Facts in a row, with as many to a line as fit. */
export function flow(facts: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const fact of facts) {
    const last = lines.at(-1)
    const longer = last === undefined ? fact : `${last} · ${fact}`
    if (last !== undefined && textWidth(longer) > width) lines.push(fact)
    else lines[Math.max(0, lines.length - 1)] = longer
  }
  return lines
}

/** A number with its noun, such as `1 miner` and `2 miners`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
