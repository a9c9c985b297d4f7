/** Code points in one frame: a word or a few. */
const frameLength = 24

/** Pieces of a text; none splits a surrogate pair. */
export const cut = (content: string): readonly string[] =>
  wellFormed(content).match(new RegExp(`[\\s\\S]{1,${frameLength}}`, 'gu')) ?? []

/** Halves of surrogate pairs, which UTF-8 cannot carry, become U+FFFD. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** Cuts a text that comes in parts: half of a surrogate pair at the end of one waits for the other half. */
export function createPieces() {
  let half = ''
  return {
    /** Returns what can be sent by now: no piece, or one. */
    add(text: string): readonly string[] {
      const all = half + text
      half = /[\ud800-\udbff]$/.exec(all)?.[0] ?? ''
      const piece = wellFormed(half === '' ? all : all.slice(0, -1))
      return piece === '' ? [] : [piece]
    },
    /** Returns what is left. */
    end: (): readonly string[] => (half === '' ? [] : [wellFormed(half)]),
  }
}
