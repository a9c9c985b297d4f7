/** A line of Markdown that opens or closes a block of code. */
const fence = /^\s*(`{3,}|~{3,})/

/** Part of a text: prose, or a block of code with its fences. */
export interface Part {
  readonly isCode: boolean
  readonly text: string
}

/** Splits a text into prose and blocks of code; joined, the parts are the text. */
export function partsOf(text: string): Part[] {
  const parts: { isCode: boolean; text: string }[] = []
  let open: string | undefined
  for (const line of text.split(/(?<=\n)/)) {
    const mark = fence.exec(line)?.[1]
    const begins = open === undefined && mark !== undefined
    const isCode = open !== undefined || mark !== undefined
    const last = parts.at(-1)
    if (last?.isCode === isCode && !begins) last.text += line
    else parts.push({ isCode, text: line })
    if (begins) open = mark
    else if (open !== undefined && mark?.startsWith(open)) open = undefined
  }
  return parts
}

/** Changes a text outside of its blocks of code and its inline code. */
export function changeProse(text: string, change: (prose: string) => string): string {
  const inProse = (prose: string) =>
    prose
      .split(/(`+[^`]*`+)/)
      .map((piece, index) => (index % 2 === 1 ? piece : change(piece)))
      .join('')
  return partsOf(text)
    .map((part) => (part.isCode ? part.text : inProse(part.text)))
    .join('')
}

const link = /(\]\()([^)\s]+)(\))/g

/** Targets of the links and pictures of a text, in their order. */
export function linksOf(text: string): string[] {
  const targets: string[] = []
  changeProse(text, (prose) => {
    for (const [, , target = ''] of prose.matchAll(link)) targets.push(target)
    return prose
  })
  return targets
}

/** Replaces the targets of links and pictures. */
export function changeLinks(text: string, change: (target: string) => string): string {
  return changeProse(text, (prose) =>
    prose.replace(
      link,
      (_, before: string, target: string, after: string) => `${before}${change(target)}${after}`,
    ),
  )
}

/** Anchor of a heading as GitHub makes it; the site uses the same, so that one link is right in both. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')

/** Headings of a text as they are read: without marks of code, emphasis and links. */
export function headingsOf(text: string): string[] {
  return partsOf(text)
    .filter(({ isCode }) => !isCode)
    .flatMap((part) => [...part.text.matchAll(/^#{1,6} +(.+?) *$/gm)])
    .map(([, heading = '']) => heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, ''))
}

/** Anchors of a text; of equal headings, later ones are numbered. */
export function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>()
  return new Set(
    headingsOf(text).map((heading) => {
      const anchor = anchorOf(heading)
      const before = seen.get(anchor) ?? 0
      seen.set(anchor, before + 1)
      return before === 0 ? anchor : `${anchor}-${before}`
    }),
  )
}
