/** A table of Markdown. Empty columns are left out. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = head.map((_, column) => rows.some((row) => row[column] !== ''))
  const line = (cells: readonly string[]) =>
    `| ${cells
      .filter((_, column) => kept[column])
      .map(cell)
      .join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Text of a cell: on one line, without what would end the cell. */
const cell = (text: string): string => text.replace(/\s*[\n\r]\s*/g, ' ').replaceAll('|', '\\|')

/** Text that is no HTML, whatever it has. */
export const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Text in the font of code on one line, whatever backticks it has. */
export function code(given: string): string {
  const text = given.replace(/\s*[\n\r]\s*/g, ' ')
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}

/** Anchors that GitHub gives to the headings of a page, in their order. */
export function anchorsOf(headings: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return headings.map((heading) => {
    const plain = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    let anchor = plain
    for (let again = 1; taken.has(anchor); again++) anchor = `${plain}-${again}`
    taken.add(anchor)
    return anchor
  })
}

/** A block of code. */
export const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``
