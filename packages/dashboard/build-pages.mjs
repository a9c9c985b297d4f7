// Builds the pages into `static`, unless they are built from the same sources already.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('.', import.meta.url))
const target = join(home, 'static')
const stampFile = join(target, 'sources.txt')

/** Hash over everything that the pages are made of: their sources, and this script, which names the options. */
function hashOfSources() {
  const hash = createHash('sha256')
  const names = readdirSync(join(home, 'pages'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  for (const name of [...names, join(home, 'build-pages.mjs')].sort()) {
    hash.update(name.slice(home.length)).update('\0').update(readFileSync(name)).update('\0')
  }
  return hash.digest('hex')
}

/** Returns the folder with the built pages. Two processes may build at once: each moves its own result into place. */
export async function buildPages({ onBuild = () => {} } = {}) {
  const stamp = hashOfSources()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return target
  onBuild()
  const { build } = await import('vite')
  const made = join(home, `.static-${process.pid}`)
  await build({
    root: join(home, 'pages'),
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    // Tests set NODE_ENV, and elements would then carry the places of their sources: a tenth of the pages.
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: made,
      emptyOutDir: true,
      target: ['chrome107', 'firefox104', 'safari16'],
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      assetsInlineLimit: 0,
    },
  })
  await mkdir(made, { recursive: true })
  await writeFile(join(made, 'sources.txt'), stamp)
  await rm(target, { recursive: true, force: true })
  await rename(made, target).catch(async (error) => {
    await rm(made, { recursive: true, force: true })
    if (!existsSync(stampFile)) throw error
  })
  return target
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages()
