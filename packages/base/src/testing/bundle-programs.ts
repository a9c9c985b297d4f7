import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** Packages that load files of their own, or are optional. */
const external = [
  ...['@electric-sql/pglite', 'pg', 'prom-client', '@opentelemetry/*', 'bullmq-otel'],
  '@subnetkit/sr25519-native',
]

/** Files that are found from where a module is, such as the image of a new database, are found from its source. */
const places: Plugin = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|m?js)$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      if (!text.includes('import.meta.url')) return null
      const place = JSON.stringify(pathToFileURL(path).href)
      return {
        contents: text.replaceAll('import.meta.url', place),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      }
    })
  },
}

/** Programs that a test starts many times, each in one file. */
export interface BundledPrograms extends AsyncDisposable {
  /** Path of a bundled program. */
  file(source: string): string
}

/** Bundles programs, by the paths of their sources: a start takes half to a fifth of the CPU time of one from the sources. */
export async function bundlePrograms(sources: readonly string[]): Promise<BundledPrograms> {
  const { build } = await import('esbuild')
  // Within the repository, so that packages are found.
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const directory = mkdtempSync(join(cache, 'subnetkit-programs-'))
  await build({
    entryPoints: [...sources],
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', outdir: directory },
    outExtension: { '.js': '.mjs' },
    conditions: ['@subnetkit/source'],
    ignoreAnnotations: true,
    ...{ external, plugins: [places] },
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
  })
  return {
    file: (source) => join(directory, basename(source).replace(/\.ts$/, '.mjs')),
    [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true, force: true }),
  }
}
