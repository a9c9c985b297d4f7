/** Code points in one frame: a word or a few. */
const frameLength = 24

/** Pieces of a text; none splits a surrogate pair. */
export const cut = (content: string): readonly string[] =>
  wellFormed(content).match(new RegExp(`[\\s\\S]{1,${frameLength}}`, 'gu')) ?? []

/** Halves of surrogate pairs, which UTF-8 cannot carry, become U+FFFD. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')
