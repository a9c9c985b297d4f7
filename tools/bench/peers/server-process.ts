import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { cpuMsOf } from '../cpu.js'

const startDeadlineMs = 60_000

/** A server in a process of its own; disposing it ends the process. */
export interface ServerProcess extends AsyncDisposable {
  readonly port: number
  /** Everything that it printed when it was ready. */
  readonly started: Readonly<Record<string, unknown>>
  end(): void
  /** CPU time of the process and its children so far, in ms; null where the system does not say. */
  cpuMs(): number | null
}

/** Cores of the two ends. */
export const serverCore = '0'
const loadCore = '1'

/** Pins this process, all of its threads, to the core of the load. Returns false where that is not possible. */
export function pinLoad(): boolean {
  try {
    execFileSync('taskset', ['-acp', loadCore, `${process.pid}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Starts a program that prints its port as `{"port":…}` and serves until its input ends. */
export async function startServer(
  command: readonly string[],
  { env, cores }: { readonly env?: Readonly<Record<string, string>>; readonly cores: string | null },
): Promise<ServerProcess> {
  const [program, ...args] = cores === null ? command : ['taskset', '-c', cores, ...command]
  const child = spawn(program!, args, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part: Buffer) => {
    said = (said + part.toString()).slice(-2_000)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), startDeadlineMs)
  const started = await startOf(child).finally(() => clearTimeout(timer))
  if (started === null) throw new Error(`${command.join(' ')} did not start: ${said}`)
  return {
    ...{ port: started.port, started },
    cpuMs: () => cpuMsOf(child.pid!),
    end: () => child.stdin.end(),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

const readyLine = z.looseObject({ port: z.number() })

async function startOf(child: ChildProcess): Promise<z.output<typeof readyLine> | null> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{"port"')) return readyLine.parse(JSON.parse(line))
  }
  return null
}
