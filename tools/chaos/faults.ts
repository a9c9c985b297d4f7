import { setTimeout as sleep } from 'node:timers/promises'
import type { Link, LinkState } from './link.js'
import type { Dice } from './random.js'
import { pointsOf, type Step, steps } from './steps.js'
import type { Unit } from './unit.js'

/** A server that is killed and comes back, but reports no points itself. */
export interface Server {
  readonly name: string
  readonly role: string
  readonly isReady: boolean
  readonly pid: number | null
  kill(): Promise<void>
  start(): Promise<void>
}

/** A kill, with the step that it hit. */
export interface Hit {
  readonly target: string
  readonly role: string
  readonly step: Step | 'between steps'
  /** True if a process was held at the step for it. */
  readonly aimed: boolean
}

export interface Cut {
  readonly link: string
  readonly state: LinkState
  readonly ms: number
}

/** A process that came back after a kill. */
export interface Restart {
  readonly role: string
  /** From its start until it was ready, in ms. */
  readonly ms: number
}

/** Everything that can go wrong, and what went wrong so far. */
export interface Faults {
  readonly hits: readonly Hit[]
  readonly cuts: readonly Cut[]
  readonly restarts: readonly Restart[]
  /** Injects one fault, chosen by the dice. Resolves when it is in effect; its end comes later by itself. */
  inject(): Promise<void>
  /** Waits until everything is back. */
  settle(): Promise<void>
}

export interface FaultsOptions {
  readonly dice: Dice
  readonly units: readonly Unit[]
  readonly servers: readonly Server[]
  readonly links: readonly Link[]
  /** Longest wait for a process to reach a step. */
  readonly aimMs: number
  readonly say: (line: string) => void
  /** Aborted at the end of the campaign: nothing comes back after that. */
  readonly signal: AbortSignal
}

/** Longest wait for a process to do anything. */
const busyMs = 3_000
/** Longest wait for a process to start. */
const startMs = 60_000

export function createFaults({ dice, units, servers, links, aimMs, say, signal }: FaultsOptions): Faults {
  const hits: Hit[] = []
  const cuts: Cut[] = []
  const restarts: Restart[] = []
  const repairs = new Set<Promise<void>>()
  /** Steps that nobody reached in time, so that others get their turn. */
  const missed = new Map<Step, number>()

  const later = (work: () => Promise<void>) => {
    const repair = work().catch((error: unknown) => {
      // A process that does not start again is the campaign's result, see Unit.deaths.
      say(`could not restore: ${error instanceof Error ? error.message : String(error)}`)
    })
    repairs.add(repair)
    void repair.then(() => repairs.delete(repair))
  }
  const stepNow = (): Step | null => units.map(({ step }) => step).find((step) => step !== null) ?? null

  async function strike(target: Unit | Server, step: Step | null, aimed: boolean): Promise<void> {
    const { name, role } = target
    hits.push({ target: name, role, step: step ?? 'between steps', aimed })
    say(`kill ${name} at ${step ?? 'no step'}${aimed ? ' (aimed)' : ''}`)
    await target.kill()
    const downMs = dice.chance(0.4) ? 0 : dice.between(100, 2_000)
    later(async () => {
      await sleep(downMs)
      if (signal.aborted) return
      const startedAt = performance.now()
      await target.start()
      restarts.push({ role, ms: performance.now() - startedAt })
    })
  }

  /** Kills somebody at a moment of nobody's choosing. */
  async function killAtRandom(): Promise<void> {
    const target = dice.pick([...units, ...servers].filter(({ isReady }) => isReady))
    const busy = () => (isUnit(target) ? target.step : stepNow())
    // Most of the time somebody waits for a block: mostly wait for something to happen.
    if (dice.chance(0.75)) await until(() => busy() !== null, busyMs)
    const step = busy()
    if (!target.isReady) return
    await strike(target, step, false)
  }

  /** Holds whoever reaches a step first, and kills it there, or a server that it needs. */
  async function killAtStep(): Promise<void> {
    const ready = units.filter(({ isReady }) => isReady)
    const weight = (step: Step) => hits.filter((hit) => hit.step === step).length + (missed.get(step) ?? 0)
    // Steps that no process has come to yet may not exist in this mode; one that starts comes to none for a while.
    const reachable = steps.filter((step) =>
      ready.some(({ role }) => units.some((unit) => unit.role === role && unit.reached.has(step))),
    )
    if (reachable.length === 0) return killAtRandom()
    const least = Math.min(...reachable.map(weight))
    const step = dice.pick(reachable.filter((one) => weight(one) === least))
    const up = servers.filter(({ isReady }) => isReady)
    const server = up.length > 0 && dice.chance(0.5) ? dice.pick(up) : null
    const waiting = ready.map(async (unit) => ((await unit.hold(pointsOf(step))) === null ? null : unit))
    const held = await Promise.race([
      ...waiting.map(async (one) => (await one) ?? new Promise<never>(() => {})),
      sleep(aimMs, null),
    ])
    for (const unit of ready) if (unit !== held) unit.release()
    if (held === null) {
      missed.set(step, (missed.get(step) ?? 0) + 1)
      return
    }
    if (server === null || !server.isReady) return strike(held, step, true)
    await strike(server, step, true)
    held.release()
  }

  async function cut(): Promise<void> {
    const whole = links.filter(({ state }) => state === 'pass')
    if (whole.length === 0) return
    const link = dice.pick(whole)
    const state = dice.pick<LinkState>(['cut', 'refuse', 'stall', 'drip'])
    const ms = dice.between(200, state === 'stall' ? 6_000 : 3_000)
    cuts.push({ link: link.name, state, ms })
    say(`${state} ${link.name} for ${ms} ms`)
    await link.set(state)
    later(async () => {
      await sleep(ms)
      await link.set('pass')
    })
  }

  return {
    hits,
    cuts,
    restarts,
    async inject() {
      // A kill is to hit an engine at work, not its way up.
      await until(() => units.some(({ isReady }) => isReady), startMs)
      if (dice.chance(0.2)) await cut()
      else if (dice.chance(0.6)) await killAtStep()
      else await killAtRandom()
    },
    async settle() {
      while (repairs.size > 0) await Promise.all(repairs)
      await Promise.all(links.map((link) => link.set('pass')))
    },
  }
}

const isUnit = (target: Unit | Server): target is Unit => 'step' in target

async function until(holds: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms
  while (!holds() && performance.now() < deadline) await sleep(5)
}
