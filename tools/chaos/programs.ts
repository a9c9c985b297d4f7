import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const names = ['validator-program', 'node-front'] as const

/** The programs of this folder that a campaign starts and kills, each in one file: a restart takes a fifth of the CPU time. */
export interface Programs extends AsyncDisposable {
  /** Arguments of Node that run a program. */
  args(name: (typeof names)[number], ...args: readonly string[]): string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

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

export async function buildPrograms(): Promise<Programs> {
  // Within the repository, so that packages are found.
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const directory = mkdtempSync(join(cache, 'subnetkit-chaos-'))
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
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
    args: (name, ...args) => ['--expose-gc', join(directory, `${name}.mjs`), ...args],
    [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true, force: true }),
  }
}
