import { maxIssues } from './walk.js'

interface Issues {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
  readonly hasMore: boolean
}

/** Length of one issue and of all together: a peer chooses its keys, and may get the text back. */
const [maxLength, maxTotal] = [160, 320]

/** Formats the first issues on one line: the path of each value and what was expected of it. */
export function describeIssues({ issues, hasMore }: Issues): string {
  const texts: string[] = []
  let length = 0
  for (const { path, message } of issues.slice(0, maxIssues)) {
    const place = path.length === 0 ? 'value' : shorten(path.slice(0, maxIssues).map(String).join('.'))
    const text = shorten(`${place}: ${message}`)
    length += text.length + 2
    if (texts.length > 0 && length > maxTotal) break
    texts.push(text)
  }
  if (hasMore || texts.length < issues.length) texts.push('and more')
  return texts.join('; ')
}

function shorten(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}
