/**
 * Returns a page of the reference as the site shows it: with front matter, and without the anchors of rows of tables, which are HTML, and the
 * links to them.
 */
export function tidyReference(text: string, name: string): string {
  const title = name === 'index.md' ? 'Reference' : name.replace(/\.md$/, '')
  const header = [
    '---',
    `title: ${JSON.stringify(title)}`,
    'editLink: false',
    'outline: [2, 3]',
    '---',
    '',
    '',
  ]
  const tidied = text
    .replace(/<a id="[^"]*"><\/a> ?/g, '')
    .replace(/\[(`[^`]*`|[^\][]*)\]\([^)\s]*#(?:property|param|enumeration-member)-[^)]*\)/g, '$1')
  return `${header.join('\n')}${tidied}`
}
