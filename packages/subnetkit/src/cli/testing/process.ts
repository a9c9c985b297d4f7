import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Found from here, whatever folder the process is in. */
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const main = fileURLToPath(new URL('../main.js', import.meta.url))
const builtMain = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))

/** A real `subnet` process. */
export interface CliProcess {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>
}

/** Starts `subnet` as a separate process, from the sources unless `built` is set; `nodeArgs` come before the program. */
export function startProcess(
  argv: readonly string[],
  options: {
    readonly nodeArgs?: readonly string[]
    /** Runs what the compiler has written, as users do: a start takes half of the CPU time. The test has to be of the project `built`. */
    readonly built?: boolean
    readonly env?: Readonly<Record<string, string>>
    /** @default the working folder of this process */
    readonly cwd?: string
    /** A file that takes stdout, instead of this process. */
    readonly stdout?: string
  } = {},
): CliProcess {
  const fromSources = options.built ? [] : ['--conditions=@subnetkit/source', '--import', tsx]
  const node = [...fromSources, ...(options.nodeArgs ?? [])]
  const { PATH = '' } = process.env
  const file = options.stdout === undefined ? null : openSync(options.stdout, 'w')
  const child = spawn(process.execPath, [...node, options.built ? builtMain : main, ...argv], {
    env: { PATH, HOME: '/nonexistent', ...options.env },
    cwd: options.cwd,
    stdio: ['ignore', file ?? 'pipe', 'pipe'],
  })
  if (file !== null) closeSync(file)
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, stdout: () => stdout, stderr: () => stderr, ended }
}
