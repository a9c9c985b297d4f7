/** A block of a document that repeats a file, or the region of one: `<!-- from: path#region -->`, then the block. */
const snippet = /(<!-- from: (\S+) -->\n\n?```ts\n(?:\/\/ \S+\n)?)(.*?)(^```$)/gms

/** Reads a file of the repository. */
export type ReadFile = (path: string) => string

/** Returns the text with each of these blocks as its file is now. */
export const withSnippets = (text: string, read: ReadFile): string =>
  text.replace(snippet, (_, before: string, from: string, __: string, end: string) => {
    const [path = '', region] = from.split('#')
    return `${before}${region === undefined ? read(path) : regionOf(read(path), region, path)}${end}`
  })

/** Lines between `// #region name` and `// #endregion name`, without their common indentation. */
function regionOf(text: string, name: string, path: string): string {
  const lines = text.split('\n')
  const begin = lines.findIndex((line) => line.trim() === `// #region ${name}`)
  const end = lines.findIndex((line) => line.trim() === `// #endregion ${name}`)
  if (begin === -1 || end < begin) throw new Error(`${path} has no region ${name}.`)
  const body = lines.slice(begin + 1, end)
  const indent = Math.min(...body.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  return `${body.map((line) => line.slice(indent)).join('\n')}\n`
}
