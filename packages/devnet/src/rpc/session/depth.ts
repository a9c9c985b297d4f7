/** Lists and objects inside of each other that a node's parser follows. */
export const MAX_DEPTH = 128

/** Returns true for a text whose brackets nest deeper than a node reads. Counts before anything is built. */
export function isTooDeep(text: string, limit = MAX_DEPTH): boolean {
  // Too short to nest so deep.
  if (text.length <= limit) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = endOfString(text, at)
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > limit) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/** Index of the quote that closes the string opened at `start`; the end of a text that leaves it open. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0
    while (text.charCodeAt(at - 1 - escapes) === 0x5c) escapes++
    if (escapes % 2 === 0) return at
  }
  return text.length
}
