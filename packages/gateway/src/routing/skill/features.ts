/** Features of a prompt: numbers below {@link featureCount}, sorted, each once. */
export type Features = Uint16Array

/** Hashed features that a router knows: two words may share one. */
export const featureCount = 2_048

/** Characters of a prompt that are read, at each of its ends. */
const readAtEnd = 2_000
/** Words that count, at each end: what is asked stands at the beginning or at the end. */
const wordsAtEnd = 40

/** The features of a prompt: its words, digits as one sign, and its length by powers of two. */
export function featuresOf(prompt: string): Features {
  const read =
    prompt.length > 2 * readAtEnd ? `${prompt.slice(0, readAtEnd)} ${prompt.slice(-readAtEnd)}` : prompt
  const words =
    read
      .toLowerCase()
      .replace(/\d+/g, '#')
      .match(/[\p{L}#]+/gu) ?? []
  const kept =
    words.length > 2 * wordsAtEnd ? [...words.slice(0, wordsAtEnd), ...words.slice(-wordsAtEnd)] : words
  const found = new Set(kept.map(hashOf))
  found.add(hashOf(`length ${Math.ceil(Math.log2(prompt.length + 1))}`))
  return Uint16Array.from(found).sort()
}

/** FNV-1a, cut to a feature. */
function hashOf(word: string): number {
  let hash = 0x811c_9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x0100_0193)
  return (hash ^ (hash >>> 16)) & (featureCount - 1)
}
