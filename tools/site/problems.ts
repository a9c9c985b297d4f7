import { allPages } from './files.js'
import { placeOf } from './page.js'

/** Reads a file of the built site. */
type Read = (name: string) => Promise<string>

/** Returns what is wrong with a built site: missing pages, files of other servers, links that lead nowhere. */
export async function problemsOf(files: readonly string[], read: Read, base: string): Promise<string[]> {
  const there = new Set(files)
  const expected = allPages.map(({ source }) => placeOf(source).replace(/\.md$/, '.html'))
  const wanted = [...expected, 'reference/index.html', 'llms.txt', 'llms-full.txt', '404.html']
  const missing = wanted.filter((name) => !there.has(name)).map((name) => `${name} is missing`)
  const pages = files.filter((name) => name.endsWith('.html'))
  const perPage = await Promise.all(
    pages.map(async (name) => problemsOfPage(name, await read(name), there, base)),
  )
  const styles = files.filter((name) => name.endsWith('.css'))
  const perStyle = await Promise.all(
    styles.map(async (name) =>
      /url\(["']?https?:/.test(await read(name)) ? [`${name} loads from another server`] : [],
    ),
  )
  return [...missing, ...perPage.flat(), ...perStyle.flat()]
}

function problemsOfPage(name: string, html: string, there: ReadonlySet<string>, base: string): string[] {
  const loaded = [...html.matchAll(/<(?:script|link|img)[^>]*?\s(?:src|href)="(https?:[^"]+)"/g)]
  const foreign = loaded.map(([, url]) => `${name} loads ${url}`)
  const links = [...html.matchAll(/<a\s[^>]*?href="(\/[^"#?]*)/g)].map(([, path = '']) => path)
  const dead = [...new Set(links)]
    .filter((path) => !leads(path, there, base))
    .map((path) => `${name} links to ${path}`)
  return [...foreign, ...dead]
}

function leads(path: string, there: ReadonlySet<string>, base: string): boolean {
  if (!path.startsWith(base)) return false
  const file = decodeURI(path.slice(base.length))
  return [file, `${file}.html`, `${file}index.html`].some((name) => there.has(name))
}
