import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { withDeadline } from '@subnetkit/base'
import { cliError } from '../../errors.js'
import { failureOf } from '../../output/failure.js'
import { deferred } from './deferred.js'
import type {
  FromRole,
  LoadedDefinition,
  ModuleToLoad,
  RoleName,
  RunMessage,
  ToRole,
} from './role/messages.js'

/** A process with the user's code in it. */
export interface RoleProcess {
  readonly name: RoleName
  readonly pid: number | undefined
  /** Files of the project that it has imported so far. */
  readonly files: ReadonlySet<string>
  /** The subnet, once it is loaded. Rejects with the error of loading, or when the process ends before. */
  readonly loaded: Promise<LoadedDefinition>
  /** Resolves once everything runs, or waits for `begin`. Rejects like `loaded`. */
  run(message: RunMessage): Promise<void>
  /** Lets validators begin. */
  begin(): void
  /** Ends the process, by force after a while. @param withinMs in ms, 4000 if it is not given */
  stop(withinMs?: number): Promise<void>
  /** Resolves with the manner in which it ended. */
  readonly ended: Promise<string>
}

export interface RoleListener {
  /** Receives the reports of its work. */
  onMessage(message: FromRole): void
  /** A line that the user's code printed. */
  onLine(line: string): void
  /** It imported another file. */
  onFile(): void
}

/** Time to close in order, in ms; then the process is killed. Its database survives that. */
const stopMs = 4_000

const entry = fileURLToPath(new URL('role/main.js', import.meta.url))

/** Longest that loading may take, in ms: a module that never ends loading would be waited for forever. */
const loadMs = 120_000

/** Process to start. */
export interface RoleToStart {
  readonly name: RoleName
  readonly module: ModuleToLoad
  /** Folder of a database that it may open at once. */
  readonly directory: string | null
}

/** Starts a process that loads the user's modules at once, and does nothing further until it is run. */
export function startRole({ name, module, directory }: RoleToStart, listener: RoleListener): RoleProcess {
  // Two processes cannot share the port of a debugger.
  const execArgv = process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
  const child = fork(entry, [], {
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const files = new Set<string>()
  const loading = deferred<LoadedDefinition>()
  const running = deferred<void>()
  let isStopping = false
  let lastLine = ''

  const fail = (error: Error): void => {
    loading.reject(error)
    running.reject(error)
  }
  for (const { promise } of [loading, running]) promise.catch(() => {})

  child.on('message', (message: FromRole) => {
    if (message.kind === 'file') {
      files.add(message.file)
      listener.onFile()
    } else if (message.kind === 'loaded') loading.resolve(message.subnet)
    else if (message.kind === 'running') running.resolve()
    else if (message.kind === 'failed') fail(failureOf(message.failure, {}))
    else listener.onMessage(message)
  })
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') lastLine = line
      listener.onLine(line)
    })
  }
  // A message to a process that has just ended.
  child.on('error', fail)
  const ended = once(child, 'exit').then(([code, signal]) => {
    const manner = `${signal === null ? `exit code ${code}` : signal}${lastLine === '' ? '' : `: ${lastLine}`}`
    fail(new Error(`the process of the ${name} ended with ${manner}`))
    return manner
  })
  const send = (message: ToRole): void => {
    if (child.connected) child.send(message)
  }
  send({ kind: 'load', role: name, directory, ...module })

  return {
    name,
    pid: child.pid,
    files,
    loaded: withDeadline(loading.promise, loadMs, () => neverLoaded(module.module)),
    run(message) {
      send(message)
      return running.promise
    },
    begin: () => send({ kind: 'begin' }),
    async stop(withinMs = stopMs) {
      if (child.exitCode !== null || child.signalCode !== null) return
      if (!isStopping) send({ kind: 'stop' })
      isStopping = true
      await withDeadline(ended, withinMs, () => new Error('it did not close in time')).catch(() => {
        child.kill('SIGKILL')
        return ended
      })
    },
    ended,
  }
}

const neverLoaded = (path: string) =>
  cliError('MODULE_UNLOADABLE', {
    path,
    detail: `it was still loading after ${loadMs / 1_000} s`,
    fix: 'Look for an endless loop, or for a promise at the top level that never settles.',
  })
