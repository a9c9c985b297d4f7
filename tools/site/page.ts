/** A page of the site, whose text is a file of the repository. */
export interface Page {
  /** File, from the root of the repository. */
  readonly source: string
  /** One sentence for search engines and `llms.txt`. */
  readonly description: string
  /** Text in the sidebar, where the first heading is too long. */
  readonly label?: string
  /** Deepest headings in the outline beside the text. @default 3 */
  readonly outline?: 2
}

/** A section of the sidebar: what one kind of reader needs, its guide first. */
export interface Section {
  readonly title: string
  readonly pages: readonly Page[]
}

/** Place of a page on the site, from its root. */
export function placeOf(source: string): string {
  if (source === 'docs/README.md') return 'index.md'
  if (source === 'README.md') return 'introduction.md'
  if (source.startsWith('docs/')) return source.slice('docs/'.length)
  return source.replace(/\/README\.md$/, '.md').toLowerCase()
}

/** First heading of a text. */
export const titleOf = (text: string): string => /^# +(.+?) *$/m.exec(text)?.[1]?.replaceAll('`', '') ?? ''
