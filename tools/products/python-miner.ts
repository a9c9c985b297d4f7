import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createPythonMiner, type ProductSource } from '@subnetkit/transport/products'
import { run } from '../interop/process.js'
import { type PythonEnvironment, PythonUnavailable, pythonEnvironment } from '../interop/python.js'

/** Folder of the environment between runs; ignored by git. */
const cache = fileURLToPath(new URL('../../.subnetkit/interop/sr25519', import.meta.url))

/** Packages that the generated miner and the examples of the reference page need. */
const requirements = ['py-sr25519-bindings>=0.2.4', 'cryptography']

/** The environment, or in words why there is none: no interpreter, no packages to be had, or an old Python. */
export async function findPython(): Promise<PythonEnvironment | string> {
  try {
    let python: PythonEnvironment | undefined
    for (const requirement of requirements) python = await pythonEnvironment(cache, requirement)
    const program = python?.program('python') ?? ''
    const check = ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']
    const { code } = await run(program, check, { deadlineMs: 10_000 })
    return code === 0 && python ? python : 'the generated miner needs Python 3.11'
  } catch (error) {
    if (error instanceof PythonUnavailable) return `Python packages cannot be had here: ${error.message}`
    throw error
  }
}

/** A Python miner that listens. */
export interface PythonMiner extends AsyncDisposable {
  readonly port: number
  readonly child: ChildProcess
  /** Replaces the list of its callers. */
  setCallers(callers: readonly string[]): Promise<void>
  /** Lines that it has logged. */
  readonly log: () => string
  /** Ends it with SIGTERM and returns its exit code. */
  stop(): Promise<number | null>
}

interface StartOptions {
  readonly python: PythonEnvironment
  readonly source: ProductSource
  readonly hotkey: string
  /** Path of the handlers. */
  readonly handlers: string
  /** Hotkeys to serve. */
  readonly callers: readonly string[]
  readonly args?: readonly string[]
}

/** Writes the generated miner and its list of callers into a folder of their own, and starts it. */
export async function startPythonMiner(options: StartOptions): Promise<PythonMiner> {
  const { python, source, hotkey, handlers, callers, args = [] } = options
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-python-'))
  const [file, list] = [join(folder, 'miner.py'), join(folder, 'callers.txt')]
  await writeFile(file, createPythonMiner(source))
  const setCallers = (hotkeys: readonly string[]) =>
    writeFile(list, ['# Callers of this test', ...hotkeys, ''].join('\n'))
  await setCallers(callers)
  const flags = ['--hotkey', hotkey, '--netuid', '1', '--callers', list, '--handlers', handlers]
  const child = spawn(
    python.program('python'),
    ['-W', 'error', file, ...flags, '--host', '127.0.0.1', '--port', '0', ...args],
    { stdio: ['ignore', 'inherit', 'pipe'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
  )
  const ended = once(child, 'exit') as Promise<[number | null]>
  let log = ''
  const lines = createInterface({ input: child.stderr })
  const listening = new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      log += `${line}\n`
      const [, port] = / listening on http:\/\/127\.0\.0\.1:(\d+) /.exec(line) ?? []
      if (port !== undefined) resolve(Number(port))
    })
    ended.then(([code]) => reject(new Error(`the Python miner ended with ${code}: ${log}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const [code] = await ended
    await rm(folder, { recursive: true, force: true })
    return code
  }
  return {
    port: await listening,
    child,
    setCallers,
    log: () => log,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}
