import { setTimeout as sleep } from 'node:timers/promises'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { type Child, startChild } from './child.js'
import type { ProgramOptions } from './program-options.js'
import type { Programs } from './programs.js'
import { type Step, stepAt } from './steps.js'

/** Memory of a process after a collection, in bytes, the number of its open handles, and its CPU time so far, in ms. */
export interface Measured {
  readonly rss: number
  readonly heapUsed: number
  readonly resources: number
  readonly cpuMs: number
}

/** A process under test, over all of its lives. */
export interface Unit extends AsyncDisposable {
  readonly name: string
  readonly role: string
  readonly isReady: boolean
  readonly pid: number
  start(): Promise<void>
  kill(): Promise<void>
  /** Ends it as an operator does. Resolves with the exit code, or null if it had to be killed. */
  stop(): Promise<number | null>
  /** Step that it reached last, if that was a moment ago. */
  readonly step: Step | null
  /** Steps that it has reached in any of its lives. */
  readonly reached: ReadonlySet<Step>
  /** Holds it at the next point that a pattern fits. Resolves with the point, or null once `release` is called. */
  hold(pattern: RegExp): Promise<string | null>
  release(): void
  measure(): Promise<Measured | null>
  /** Lives that ended by themselves once they were ready, with the reason. */
  readonly deaths: readonly string[]
  /** Starts that failed, as they do while a server is away, with the reason. */
  readonly failedStarts: readonly string[]
}

const recentMs = 400
const stopMs = 25_000
/** As a service manager restarts it. */
const restartMs = 500
const mostStarts = 60

export interface UnitOptions {
  readonly name: string
  readonly role: string
  readonly programs: Programs
  readonly options: ProgramOptions
  /** Command that runs another one where the process belongs. @default none */
  readonly prefix?: readonly string[]
  readonly onEvent: (event: ValidatorEvent) => void
}

interface Line {
  readonly point?: string
  readonly held?: string
  readonly ready?: true
  readonly event?: ValidatorEvent
  readonly measured?: Measured
  readonly unhandled?: string
}

export function createUnit({ name, role, programs, options, prefix = [], onEvent }: UnitOptions): Unit {
  let child: Child | undefined
  let last: { readonly step: Step; readonly at: number } | undefined
  let holding: ((point: string | null) => void) | undefined
  let measuring: ((measured: Measured | null) => void) | undefined
  let wanted = true
  const deaths: string[] = []
  const failedStarts: string[] = []
  const reached = new Set<Step>()

  function read(text: string): void {
    const line = parse(text)
    if (line === null) return
    const { point, held, event, measured, unhandled } = line
    if (point !== undefined) {
      const step = stepAt(point)
      if (step) {
        last = { step, at: performance.now() }
        reached.add(step)
      }
    }
    if (held !== undefined) {
      holding?.(held)
      holding = undefined
    }
    if (event) onEvent(event)
    if (measured) measuring?.(measured)
    if (unhandled) deaths.push(unhandled)
  }
  /** Returns false if it ended before it was ready. */
  async function startOnce(): Promise<boolean> {
    last = undefined
    const [command, ...args] = [
      ...prefix,
      process.execPath,
      ...programs.args('validator-program', JSON.stringify(options)),
    ] as [string, ...string[]]
    const started = startChild({
      command,
      args,
      isReady: (text) => parse(text)?.ready === true,
      onLine: read,
    })
    child = started
    void started.ended.then((code) => {
      if (!wanted || child !== started) return
      unheld()
      const reason = `${name} ended by itself with code ${code}: ${started.complaints().slice(-1_500)}`
      if (started.wasReady) deaths.push(reason)
      else failedStarts.push(reason)
    })
    return started.ready.then(
      () => true,
      () => false,
    )
  }
  const unheld = () => {
    holding?.(null)
    holding = undefined
    measuring?.(null)
    measuring = undefined
  }
  async function kill(): Promise<void> {
    wanted = false
    await child?.kill()
    unheld()
  }

  return {
    name,
    role,
    deaths,
    failedStarts,
    reached,
    get isReady() {
      return child?.isReady ?? false
    },
    get pid() {
      return child?.pid ?? 0
    },
    get step() {
      return last && performance.now() - last.at < recentMs ? last.step : null
    },
    async start() {
      wanted = true
      for (let attempt = 1; wanted; attempt++) {
        if (await startOnce()) return
        if (attempt === mostStarts) throw new Error(`${name} does not start: ${failedStarts.at(-1)}`)
        await sleep(restartMs)
      }
    },
    kill,
    [Symbol.asyncDispose]: kill,
    async stop() {
      wanted = false
      child?.say({ stop: true })
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), stopMs)
      })
      const end = await Promise.race([child?.ended ?? null, late])
      clearTimeout(timer)
      if (end !== 'late') return end
      await kill()
      return null
    },
    hold(pattern) {
      unheld()
      child?.say({ hold: pattern.source })
      return new Promise((resolve) => {
        holding = resolve
      })
    },
    release() {
      child?.say({ go: true })
      unheld()
    },
    measure() {
      if (!child?.isReady) return Promise.resolve(null)
      child.say({ measure: true })
      return new Promise((resolve) => {
        measuring = resolve
      })
    },
  }
}

function parse(text: string): Line | null {
  try {
    return JSON.parse(text) as Line
  } catch {
    return null // a line of somebody else
  }
}
