import { createHmac } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Subnet } from '@subnetkit/core'
import type { TypedAddress } from '@subnetkit/dashboard/options'
import { type LogRecord, runValidator, type ValidatorEvent } from 'subnetkit'
import type { Database, Queues, Store } from 'subnetkit/validator'
import type { Actor } from './actors.js'
import type { Production } from './cast.js'
import { createMilestones } from './milestones.js'
import { onUsualPort } from './usual-port.js'

/** One validator at work, with what it remembers. */
export interface RunningValidator extends AsyncDisposable {
  readonly actor: Actor
  readonly subnet: Subnet
  readonly store: Store
  readonly dashboard: { readonly url: string } | null
  /** Resolves when the round is folded, or rejects when it was skipped or a step gave up. */
  folded(round: number): Promise<void>
  /** Resolves when the chain holds weights that were made from this round or a later one. */
  weighted(round: number): Promise<void>
}

/** Resources that validators share in this one process. */
export interface ValidatorSetting {
  readonly network: string
  readonly roundBlocks: number
  readonly netuid: number
  readonly seed: string
  readonly database: Database
  readonly jobs: Queues
  /** Address of the first validator's dashboard. @default none */
  readonly dashboard?: TypedAddress | null | undefined
  /** Rounds whose receipts are kept. @default the validator's */
  readonly keepRounds?: number | undefined
  readonly onEvent: (actor: Actor, event: ValidatorEvent) => void
  readonly onLog: (actor: Actor, record: LogRecord) => void
}

/** Validators that end together. */
export interface RunningValidators extends AsyncDisposable {
  readonly list: readonly RunningValidator[]
  /** Dashboard of the first one; null without. */
  readonly dashboard: RunningValidator['dashboard']
}

/** Starts all validators of the demo, each with the subnet that the cast has for it. */
export async function startValidators(
  actors: readonly Actor[],
  { subnet, subnetOf = () => subnet }: Production,
  folder: string,
  setting: ValidatorSetting,
): Promise<RunningValidators> {
  const list = await Promise.all(
    actors.map(async (actor, index) => {
      const own = join(folder, actor.name)
      await mkdir(own)
      const { name, hotkey } = actor
      const subnet = forDemo(await subnetOf({ name, hotkey, folder: own }))
      return startValidator(actor, subnet, index === 0 ? setting : { ...setting, dashboard: null })
    }),
  )
  return {
    list,
    dashboard: list[0]?.dashboard ?? null,
    async [Symbol.asyncDispose]() {
      await Promise.all(list.map((validator) => validator[Symbol.asyncDispose]()))
    },
  }
}

/**
 * A subnet as the demo runs it: no miner is replaced before it is paid, weights are on chain at once, and miners, which never sell what
 * they earn, lose their vote after four epochs: they hold permits by then, and without weights they would vote against all miners.
 */
export const forDemo = (subnet: Subnet): Subnet => ({
  ...subnet,
  hyperparameters: {
    ...subnet.hyperparameters,
    ...{ immunityPeriod: 7_200, commitReveal: false, activityCutoffFactor: 4_000 },
  },
})

/** Starts a validator: its own chain connection, store and signed queries, on a shared database. */
async function startValidator(
  actor: Actor,
  subnet: Subnet,
  setting: ValidatorSetting,
): Promise<RunningValidator> {
  const { seed, onEvent, onLog, dashboard = null, ...shared } = setting
  const milestones = createMilestones()
  const options = {
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
  } as const satisfies Parameters<typeof runValidator>[1]
  const validator = await onUsualPort(dashboard, (address) =>
    runValidator(subnet, { ...options, ...(address !== null && { dashboard: address }) }),
  )
  return {
    actor,
    subnet,
    store: validator.store,
    dashboard: validator.dashboard,
    folded: (round) => milestones.reach('folded', round),
    weighted: (round) => milestones.reach('weighted', round),
    [Symbol.asyncDispose]: () => validator.close(),
  }
}
