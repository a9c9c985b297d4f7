/**
 * Characters that change how others look and are none themselves: controls, marks that turn the direction of writing, spaces without
 * width, and halves of a pair.
 */
const invisible =
  /(?![\t\n])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu

/** Returns a text of a stranger with such characters spelled out, as `⟨U+202E⟩`; a line break stays one. */
export const visible = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(invisible, (one) => {
    const code = one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${code}⟩`
  })

/** The beginning of a text, no longer than a page gets, with everything in it visible. */
export function visiblePart(text: string, most: number): { readonly text: string; readonly isCut: boolean } {
  // Spelling out makes a text longer by eight times at most: what is left over is cut again.
  const shown = visible(text.slice(0, most))
  return { text: shown.slice(0, most), isCut: text.length > most || shown.length > most }
}
