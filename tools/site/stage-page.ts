import { posix } from 'node:path'
import { changeLinks, changeProse } from './markdown.js'
import { type Page, placeOf, titleOf } from './page.js'

/** The rest of the site, as links of a page see it. */
export interface Surroundings {
  /** Files that are pages of the site, from the root of the repository. */
  readonly pages: ReadonlySet<string>
  /** True for a folder of the repository. */
  isFolder(path: string): boolean
  /** Address of the repository, for what the site does not have. */
  readonly repository: string
  /** Fields of the front matter beside title and description. */
  readonly frontMatter?: Readonly<Record<string, unknown>>
}

/**
 * Returns a page as VitePress reads it: with front matter, links to other pages of the site, and blocks of TypeScript that are
 * checked. The file itself needs none of it, so that it reads well in the repository too.
 */
export function stagePage(page: Page, text: string, around: Surroundings): string {
  const { source, description, outline } = page
  const header = {
    ...{ title: titleOf(text), description, source },
    ...(outline !== undefined && { outline }),
    ...around.frontMatter,
  }
  const lines = Object.entries(header).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  const linked = changeLinks(withoutComments(text), (target) => linkOnSite(source, target, around))
  return `---\n${lines.join('\n')}\n---\n\n${withKnownLanguages(checkTypes(linked))}`
}

const withoutComments = (text: string) =>
  changeProse(text, (prose) => prose.replace(/<!--[\s\S]*?-->\n?/g, ''))

/** The tests run these blocks as they stand; files of a project, which begin with their name, are checked in their project. */
const checkTypes = (text: string) => text.replace(/^```ts\n(?!\/\/ \S+\.ts\n)/gm, '```ts twoslash\n')

/** The highlighter of the site has no grammar for these. */
const withKnownLanguages = (text: string) => text.replace(/^```promql$/gm, '```text')

function linkOnSite(source: string, target: string, { pages, isFolder, repository }: Surroundings): string {
  if (/^([a-z]+:|#)/.test(target)) return target
  const [path = '', anchor] = target.split('#')
  const file = posix.normalize(posix.join(posix.dirname(source), path)).replace(/\/$/, '')
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (file === 'docs/api') return '/reference/'
  const page = [file, posix.join(file, 'README.md')].find((candidate) => pages.has(candidate))
  if (page !== undefined) return `/${placeOf(page)}${hash}`
  if (/\.(png|webp|svg)$/.test(file) && file.startsWith('docs/')) return `/${file.slice('docs/'.length)}`
  return `${repository}/${isFolder(file) ? 'tree' : 'blob'}/main/${file}${hash}`
}
