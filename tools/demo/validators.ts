import { createHmac } from 'node:crypto'
import { type ChainClient, connectChain, createValidatorChain } from '@subnetkit/core/chain'
import { createMinerClient } from '@subnetkit/core/protocol'
import {
  createValidator,
  type Database,
  openStore,
  type Queues,
  type Store,
  type ValidatorEvent,
} from '@subnetkit/core/validator'
import type { Actor } from './actors.js'
import { type DemoSubnet, demoSubnet } from './subnet.js'

/** Blocks from round to round. The demo jumps over most of them. */
export const roundBlocks = 120

/** One validator at work, with what it remembers. */
export interface RunningValidator extends AsyncDisposable {
  readonly actor: Actor
  readonly store: Store
  /** Resolves when the round is folded, or rejects when it was skipped or a step gave up. */
  folded(round: number): Promise<void>
  /** Resolves when weights stand on chain that were made from this round or a later one. */
  weighted(round: number): Promise<void>
}

/** What validators share in this one process. */
export interface ValidatorSetting {
  readonly endpoint: string
  readonly netuid: number
  readonly seed: string
  readonly database: Database
  readonly queues: Queues
  readonly onEvent: (actor: Actor, event: ValidatorEvent) => void
}

/** Starts a validator: a chain connection, a store and signed queries of its own. */
export async function startValidator(actor: Actor, setting: ValidatorSetting): Promise<RunningValidator> {
  const { netuid, seed, database, queues, onEvent } = setting
  const milestones = createMilestones()
  const chain: ChainClient = await connectChain({ endpoint: setting.endpoint })
  const client = createMinerClient<DemoSubnet['protocol']>(demoSubnet, { keypair: actor.hotkey })
  const store = await openStore({ database, netuid, validator: actor.hotkey.address })
  const validator = createValidator(demoSubnet, {
    netuid,
    hotkey: actor.hotkey.address,
    chain: createValidatorChain(chain, actor.hotkey),
    client,
    queues,
    store,
    roundBlocks,
    tasksAtOnce: 8,
    // A seeded demo must ask the same questions again; a real validator keeps the default, random bytes.
    secretSource: (round) =>
      createHmac('sha256', `demo ${seed}`).update(`${actor.hotkey.address} ${round}`).digest(),
    onEvent(event) {
      milestones.observe(event)
      onEvent(actor, event)
    },
  })
  await validator.start()
  return {
    actor,
    store,
    folded: (round) => milestones.reach('folded', round),
    weighted: (round) => milestones.reach('weighted', round),
    async [Symbol.asyncDispose]() {
      await validator.stop()
      await client[Symbol.asyncDispose]()
      await chain.close()
    },
  }
}

type Milestone = 'folded' | 'weighted'

/** Turns events into promises: the highest round that reached each milestone, and whoever waits for one. */
function createMilestones() {
  const reached: Record<Milestone, number> = { folded: -1, weighted: -1 }
  let waiting: {
    milestone: Milestone
    round: number
    resolve: () => void
    reject: (error: Error) => void
  }[] = []

  function advance(milestone: Milestone, round: number): void {
    reached[milestone] = Math.max(reached[milestone], round)
    waiting = waiting.filter((waiter) => {
      if (reached[waiter.milestone] < waiter.round) return true
      waiter.resolve()
      return false
    })
  }
  function fail(reason: string): void {
    for (const waiter of waiting) waiter.reject(new Error(reason))
    waiting = []
  }
  return {
    reach: (milestone: Milestone, round: number) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ milestone, round, resolve, reject })
        advance(milestone, -1)
      }),
    observe(event: ValidatorEvent): void {
      if (event.kind === 'round-folded') advance('folded', event.round)
      if (event.kind === 'weights-set') advance('weighted', event.round)
      if (event.kind === 'round-skipped') fail(`round ${event.round} was skipped: ${event.reason}`)
      if (event.kind === 'weights-refused') fail(`weights of round ${event.round}: ${event.reason}`)
      if (event.kind === 'step-failed' && event.final) fail(`${event.step} gave up: ${event.reason}`)
    },
  }
}
