import { setTimeout } from 'node:timers/promises'
import { createKeypair } from '@subnetkit/wallet'
import type { Queues } from '../../queue/types.js'
import type { Database } from '../../store/database.js'
import { openStore } from '../../store/store.js'
import { createValidator } from '../roles/create-validator.js'
import { createFakeChain } from './fake-chain.js'
import { createFakeClient, observedSums, sumsNeurons, testSecret } from './fixture.js'

export interface Life {
  readonly database: Database
  readonly queues: Queues
  /** Validator, one of several that share a database and have the same tasks. */
  readonly name: string
  /** Time that a miner takes, in ms. @default 0 */
  readonly paceMs?: number
  /** Method of the store, the outbox or the chain whose first call is the last: the process kills itself after it. */
  readonly dieAfter?: string | undefined
  /** Receives what the validator does and whom it asks. */
  readonly say: (line: unknown) => void
}

/** Runs a validator until a round is folded and its weights are set. */
export async function live({ database, queues, name, paceMs = 0, dieAfter, say }: Life) {
  const hotkey = createKeypair(`//${name}`).address
  const store = deadly(await openStore({ database, netuid: 1, validator: hotkey }), dieAfter)
  const client = createFakeClient(async (miner) => {
    say({ asked: miner.hotkey })
    await setTimeout(paceMs)
  })
  const validator = createValidator(observedSums, {
    netuid: 1,
    hotkey,
    chain: deadly(createFakeChain(hotkey, sumsNeurons(hotkey)), dieAfter),
    client,
    queues,
    store: { ...store, outbox: deadly(store.outbox, dieAfter) },
    roundBlocks: 10,
    secretSource: testSecret,
    concurrency: 1,
    tasksAtOnce: 1,
    lockMs: 500,
    onEvent: say,
  })
  await validator.start()
  while ((await store.outbox.entries()).every(({ stage }) => stage !== 'confirmed')) await setTimeout(20)
  const result = { scores: await store.scores(), receipts: (await store.receipts(1_000)).length }
  await validator.stop()
  return result
}

/** The same parts; the process dies as soon as the call of the one method is over. */
function deadly<T extends object>(parts: T, dieAfter: string | undefined): T {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      if (name !== dieAfter || typeof part !== 'function') return [name, part]
      const die = async (...args: unknown[]) => {
        const result: unknown = await part(...args)
        process.kill(process.pid, 'SIGKILL')
        return result
      }
      return [name, die]
    }),
  ) as T
}
