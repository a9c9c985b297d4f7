/** Marks in a row from which on they are no longer sorted as one, as in the Stream-Safe Text Format of UAX #15. */
const longestRun = 30

/**
 * Characters that a normal form may sort or compose with what stands before them, but for the separator of runs: marks, the half-width
 * voiced sound marks, which NFKC makes marks, and the one letter that composes with a letter before it.
 */
const run = /(?:(?!\u034F)[\p{M}\uFF9E\uFF9F\u{16D67}])+/gu

/**
 * Puts a text into a normal form of Unicode, in a time that is linear in its length. Use it for texts of miners: `text.normalize()` sorts marks in
 * a row, such as 100,000 accents on one letter, in a time that is quadratic in their number.
 *
 * The same as `text.normalize(form)`, unless more than 30 combining marks follow each other: these are separated by U+034F, which is not
 * seen, after every 30. NFKC makes up to 18 characters of one.
 */
export function normalizeText(text: string, form: 'NFC' | 'NFKC' = 'NFC'): string {
  return separateMarks(text).normalize(form)
}

/** Puts U+034F after every 30 marks of a run that goes on. */
export const separateMarks = (text: string): string =>
  text.replace(run, (marks) => (marks.length > longestRun ? separated(marks) : marks))

function separated(marks: string): string {
  const all = [...marks]
  const parts: string[] = []
  for (let at = 0; at < all.length; at += longestRun) parts.push(all.slice(at, at + longestRun).join(''))
  return parts.join('\u034F')
}
