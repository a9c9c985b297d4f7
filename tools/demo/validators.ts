import { createHmac } from 'node:crypto'
import { type LogRecord, runValidator, type ValidatorEvent } from 'subnetkit'
import type { Database, Queues, Store } from 'subnetkit/validator'
import type { Actor } from './actors.js'
import type { DemoSubnet } from './subnet.js'

/** One validator at work, with what it remembers. */
export interface RunningValidator extends AsyncDisposable {
  readonly actor: Actor
  readonly store: Store
  /** Resolves when the round is folded, or rejects when it was skipped or a step gave up. */
  folded(round: number): Promise<void>
  /** Resolves when the chain holds weights that were made from this round or a later one. */
  weighted(round: number): Promise<void>
}

/** Resources that validators share in this one process. */
export interface ValidatorSetting {
  readonly network: string
  readonly subnet: DemoSubnet
  readonly roundBlocks: number
  readonly netuid: number
  readonly seed: string
  readonly database: Database
  readonly jobs: Queues
  readonly onEvent: (actor: Actor, event: ValidatorEvent) => void
  readonly onLog: (actor: Actor, record: LogRecord) => void
}

/** Starts a validator: its own chain connection, store and signed queries, on a shared database. */
export async function startValidator(actor: Actor, setting: ValidatorSetting): Promise<RunningValidator> {
  const { subnet, seed, onEvent, onLog, ...shared } = setting
  const milestones = createMilestones()
  const validator = await runValidator(subnet, {
    ...shared,
    hotkey: actor.hotkey,
    signals: false,
    tasksAtOnce: 4,
    // After Ctrl-C, do not wait for answers.
    stopMs: 1_000,
    // A seeded demo must ask the same questions again; a real validator keeps the default, random bytes.
    secretSource: (round) =>
      createHmac('sha256', `demo ${seed}`).update(`${actor.hotkey.address} ${round}`).digest(),
    onEvent(event) {
      milestones.observe(event)
      onEvent(actor, event)
    },
    log: (record) => onLog(actor, record),
  })
  return {
    actor,
    store: validator.store,
    folded: (round) => milestones.reach('folded', round),
    weighted: (round) => milestones.reach('weighted', round),
    [Symbol.asyncDispose]: () => validator.close(),
  }
}

type Milestone = 'folded' | 'weighted'

interface Waiter {
  readonly milestone: Milestone
  readonly round: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Turns events into promises: the highest round that reached each milestone, why a round never will, and the waiters
 * for it.
 */
export function createMilestones() {
  const reached: Record<Milestone, number> = { folded: -1, weighted: -1 }
  const failed = new Map<number, string>()
  const waiting = new Set<Waiter>()

  function settle(): void {
    for (const waiter of waiting) {
      const reason = failed.get(waiter.round)
      if (reached[waiter.milestone] >= waiter.round) waiter.resolve()
      else if (reason !== undefined) waiter.reject(new Error(reason))
      else continue
      waiting.delete(waiter)
    }
  }
  function note(event: ValidatorEvent): void {
    if (event.kind === 'round-folded') reached.folded = Math.max(reached.folded, event.round)
    if (event.kind === 'weights-set') reached.weighted = Math.max(reached.weighted, event.round)
    if (event.kind === 'round-skipped')
      failed.set(event.round, `round ${event.round} was skipped: ${event.reason}`)
    if (event.kind === 'weights-refused')
      failed.set(event.round, `weights of round ${event.round}: ${event.reason}`)
    // A miner that could not be queried affects only itself; its round continues.
    const step =
      event.kind === 'step-failed' && event.final ? /^(?:fold|weights)-(\d+)$/.exec(event.step) : null
    if (step && event.kind === 'step-failed')
      failed.set(Number(step[1]), `${event.step} gave up: ${event.reason}`)
  }
  return {
    reach: (milestone: Milestone, round: number) =>
      new Promise<void>((resolve, reject) => {
        waiting.add({ milestone, round, resolve, reject })
        settle()
      }),
    observe(event: ValidatorEvent): void {
      note(event)
      settle()
    },
  }
}
