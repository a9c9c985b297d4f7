import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.js'
import { problemsOf } from './problems.js'

/** `npm run check:docs`: builds the whole site, below a path as on a server, and looks at what a browser would load. */
const home = await mkdtemp(join(tmpdir(), 'subnetkit-docs-'))
try {
  const base = '/subnetkit/'
  await build({ base, out: home, site: 'https://docs.example.org', reference: true, types: true })
  const files = (await readdir(home, { recursive: true })).map((name) => name.replaceAll('\\', '/'))
  const problems = await problemsOf(files, (name) => readFile(join(home, name), 'utf8'), base)
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  const pages = files.filter((name) => name.endsWith('.html')).length
  process.stdout.write(
    problems.length === 0 ? `the site is sound: ${pages} pages\n` : `${problems.length} problems\n`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  await rm(home, { recursive: true, force: true })
}
