import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../interop/process.js'
import { PythonUnavailable, pythonEnvironment } from '../../interop/python.js'
import { type Client, ClientUnavailable } from '../client.js'
import { cachedFolder } from './cache.js'

/** Time for one client, whose packages may have to be fetched and compiled, in ms. */
const deadlineMs = 900_000

/** A client that can be played. */
export interface Installed {
  /** Its program with the script. */
  readonly command: readonly [program: string, ...args: string[]]
  readonly folder: string
}

const scripts = fileURLToPath(new URL('../scripts/', import.meta.url))

/** Installs a client into the cache, or takes it from there. Throws ClientUnavailable. */
export async function install(client: Client, cache: string): Promise<Installed> {
  const { from, name, version, packages } = client
  const make = { npm: npmPackages, pypi: pythonPackages, go: goProgram }[from]
  const parts = [from, process.version, ...packages]
  const folder = await cachedFolder(cache, `${from}-${name}-${version}`, parts, (path) => make(client, path))
  return from === 'go' ? goCommand(client, folder) : scriptCommand(client, folder)
}

/** The script lies beside the packages, since that is where it looks for them. */
async function scriptCommand({ from, script }: Client, folder: string): Promise<Installed> {
  const helper = from === 'npm' ? 'cases.mjs' : 'cases.py'
  for (const file of [script, helper]) await copyFile(join(scripts, file), join(folder, file))
  const program = from === 'npm' ? process.execPath : join(folder, 'python', 'bin', 'python')
  return { folder, command: [program, join(folder, script)] }
}

async function npmPackages({ packages }: Client, folder: string): Promise<void> {
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--loglevel=error']
  await attempt('npm', ['install', '--prefix', folder, ...options, ...packages])
}

async function pythonPackages({ packages }: Client, folder: string): Promise<void> {
  await pythonEnvironment(join(folder, 'python'), ...packages).catch((error: unknown) => {
    throw error instanceof PythonUnavailable ? new ClientUnavailable(error.message) : error
  })
}

async function goProgram({ packages, script }: Client, folder: string): Promise<void> {
  await attempt('go', ['mod', 'init', 'clients'], folder)
  await attempt('go', ['get', ...packages], folder)
  await copyFile(join(scripts, script), join(folder, 'main.go'))
  await attempt('go', ['build', '-o', 'client', 'main.go'], folder)
}

/** Built again for each run, which takes a second where nothing has changed. */
async function goCommand({ script }: Client, folder: string): Promise<Installed> {
  await copyFile(join(scripts, script), join(folder, 'main.go'))
  await attempt('go', ['build', '-o', 'client', 'main.go'], folder)
  return { folder, command: [join(folder, 'client')] }
}

async function attempt(program: string, args: readonly string[], cwd?: string): Promise<void> {
  const { code, output } = await run(program, args, { deadlineMs, cwd }).catch(() => {
    throw new ClientUnavailable(`${basename(program)} does not run here`)
  })
  if (code === 0) return
  const line = output.trim().split('\n').at(-1) ?? ''
  throw new ClientUnavailable(`${program} ${args[0]} failed: ${line}`)
}
