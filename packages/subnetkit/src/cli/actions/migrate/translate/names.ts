/** Longest name of a constant's stem: lines with it keep their layout. */
const longest = 36

/** `VideoMetadata` as `videoMetadata`; `HTTPError` as `httpError`; `Prévision` as `prevision`. Empty for a name without a Latin letter. */
export function camelCase(name: string): string {
  const latin = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z\d]+/g, '_')
    .replace(/^[_\d]+/, '')
  const plain = latin.replace(/_+(\w?)/g, (_, letter: string) => letter.toUpperCase()).slice(0, longest)
  return plain.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase())
}

/** Members of every object: types and lookups would find those in place of a name of the fork. */
const ofObjects: readonly string[] = Object.getOwnPropertyNames(Object.prototype)

export const isOfObjects = (name: string): boolean => ofObjects.includes(name)

/**
 * Gives each name once: the second `video` is `video2`. `fallback` stands for a name without a letter; `reserved` and what every
 * object has are not given at all.
 */
export function createNames(fallback: string, reserved: readonly string[] = []): (wanted: string) => string {
  const taken = new Set([...reserved, ...ofObjects].map((name) => name.toLowerCase()))
  return (wanted) => {
    const base = wanted === '' ? fallback : wanted
    let name = base
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) {
      name = `${base.slice(0, longest - `${number}`.length)}${number}`
    }
    taken.add(name.toLowerCase())
    return name
  }
}

/** A pattern that finds one of these Python names as a word of its own. `after` is a pattern behind it. */
export const wordPattern = (names: readonly string[], { after = '' } = {}): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])(?:${names.join('|')})(?![\\p{L}\\p{M}\\p{N}_])${after}`, 'u')

/** Lines of a text as TypeScript counts them: a line comment ends at each of these characters. */
export const linesOf = (text: string): readonly string[] => text.split(/\r\n|[\n\r\u2028\u2029]/)

/** Text that is safe in a block comment: it neither ends it nor turns the text around it. */
export const commentText = (text: string): string =>
  text.replaceAll('*/', '*\u200b/').replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
