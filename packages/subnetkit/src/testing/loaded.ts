import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Writes the URL of every module that a process loads into the file LOADED. */
const recorder = `
import { register } from 'node:module'
const hooks = \`
import { appendFileSync } from 'node:fs'
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + '\\\\n')
  return next(url, context)
}\`
register('data:text/javascript,' + encodeURIComponent(hooks))
`

/** Outcome of a process. */
export interface LoadedModules {
  /** Names of the packages of which it loaded something; ours by folder, such as `core/src/store`. */
  readonly packages: ReadonlySet<string>
  readonly exitCode: number | null
  readonly stderr: string
}

/** Runs a program from the sources, calls `meanwhile` with it, and returns the modules that it loaded until it ended. */
export async function loadedBy(
  program: string,
  meanwhile: (child: ChildProcess) => Promise<void> = async () => {},
): Promise<LoadedModules> {
  const folder = await mkdtemp(join(tmpdir(), 'loaded-'))
  try {
    const [record, loaded] = [join(folder, 'record.mjs'), join(folder, 'loaded.txt')]
    await writeFile(record, recorder)
    const flags = [
      '--conditions=@subnetkit/source',
      '--import',
      'tsx',
      '--import',
      pathToFileURL(record).href,
    ]
    const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      env: { ...process.env, LOADED: loaded },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    const exited = once(child, 'exit') as Promise<[number | null]>
    await meanwhile(child)
    const [exitCode] = await exited
    return { packages: packagesOf(await readFile(loaded, 'utf8')), exitCode, stderr }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function packagesOf(urls: string): Set<string> {
  const names = urls.split('\n').map((url) => {
    const foreign = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
    return foreign ?? /\/packages\/(.+)\/[^/]+$/.exec(url)?.[1]
  })
  return new Set(names.filter((name) => name !== undefined))
}
