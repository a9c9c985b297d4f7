import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tarball } from './pack.js'
import { publishedEntries } from './published-manifest.js'
import { run, runTsc } from './run.js'
import type { InstalledTree } from './size.js'

/** Compiler options of a user's project: strict, and without what only this repository sets. */
const compilerOptions = {
  target: 'es2022',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
  lib: ['es2022', 'esnext.disposable'],
}

/** Module resolutions of users. */
export const resolutions = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const

/** Every published entry of the installed packages, as users write it. */
export function entriesOf(tarballs: readonly Tarball[], { byPackage }: InstalledTree): string[] {
  const installed = new Set(byPackage.map(([name]) => name.replaceAll('\\', '/')))
  return tarballs
    .map((one) => one.package.manifest)
    .filter(({ name }) => installed.has(name))
    .flatMap((manifest) => publishedEntries(manifest).map((entry) => manifest.name + entry.slice(1)))
    .filter((entry) => !needsTestRunner.has(entry))
}

/** Entries that are for test files: they import vitest, which a project brings itself. */
const needsTestRunner = new Set(['@subnetkit/devnet/vitest', 'subnetkit/testing'])

/** Type-checks a user's program in the installed project. Throws with the compiler's output. */
export async function checkTypes(
  { folder }: InstalledTree,
  resolution: keyof typeof resolutions,
  programs: Readonly<Record<string, string>>,
  more: object = {},
): Promise<void> {
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text)
  const config = {
    compilerOptions: { ...compilerOptions, ...resolutions[resolution], ...more },
    files: Object.keys(programs),
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  await runTsc(['-p', folder], { cwd: folder })
}

/** A program that imports every entry whole, so that each declaration is read. */
export function importsOf(entries: readonly string[]): string {
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}'\n`)
  return `${imports.join('')}\nexport const loaded = [${entries.map((_, index) => `entry${index}`).join(', ')}]\n`
}

/** Loads every entry, as a program that a user runs. */
export async function loadEntries({ folder }: InstalledTree, entries: readonly string[]): Promise<void> {
  const source = `for (const entry of ${JSON.stringify(entries)}) await import(entry)\nprocess.exit(0)\n`
  await writeFile(join(folder, 'load.mjs'), source)
  await run(process.execPath, ['load.mjs'], { cwd: folder })
}

/** Runs the `subnet` command that npm linked. */
export async function runCommand({ folder }: InstalledTree): Promise<string> {
  return run('npx', ['--no-install', 'subnet', '--version'], { cwd: folder })
}

/** Module of a small subnet, as a user would write it. */
export const subnetModule = `import { criterion, defineSubnet, rubric, synapse, taskSource, z } from 'subnetkit'

const protocol = { add: synapse({ input: z.object({ a: z.int(), b: z.int() }), output: z.int() }) }
const tasks = taskSource({
  protocol,
  families: [{ name: 'sums', synapse: 'add', draw: () => ({ input: { a: 1, b: 2 }, truth: 3 }) }],
})
const scored = rubric(tasks, { criteria: [criterion('right', 1, ({ output, truth }) => (output === truth ? 1 : 0))] })
export default defineSubnet({ name: 'adder', version: 1, protocol, tasks, rubric: scored })
`

/** Generates each product of a user's module; TypeScript loads, or is refused by code where nothing reads it. */
export async function runProducts({ folder }: InstalledTree): Promise<readonly string[]> {
  const problems: string[] = []
  for (const name of ['adder.mjs', 'adder.mts']) await writeFile(join(folder, name), subnetModule)
  // As npm links it; that npx finds it is a check of its own.
  const command = join('node_modules', 'subnetkit', 'dist', 'cli', 'main.js')
  const subnet = (...args: string[]) => run(process.execPath, [command, 'protocol', ...args], { cwd: folder })
  for (const [product, part] of Object.entries({
    openapi: '"/add"',
    python: 'async def add(self, question: AddInput, caller: str) -> AddOutput:',
    corpus: '{"synapse":"add"',
    docs: '## add',
  })) {
    const text = await subnet(product, 'adder.mjs')
    if (!text.includes(part)) problems.push(`${product} lacks ${part}`)
  }
  const typescript = await subnet('openapi', 'adder.mts', '--json').catch((error: Error) => error.message)
  const wanted = (process.features as { readonly typescript?: unknown }).typescript
    ? '"/add"'
    : 'MODULE_UNLOADABLE'
  if (!typescript.includes(wanted)) problems.push(`a module in TypeScript gives ${typescript}, not ${wanted}`)
  return problems
}
