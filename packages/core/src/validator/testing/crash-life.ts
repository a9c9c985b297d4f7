import { setTimeout } from 'node:timers/promises'
import { createKeypair } from '@subnetkit/wallet'
import { createOrganicTraffic } from '../../organic/traffic.js'
import type { Queues } from '../../queue/types.js'
import type { Database } from '../../store/database.js'
import type { StoredEvidence } from '../../store/organic-evidence.js'
import { openStore, type Store } from '../../store/store.js'
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
  /** True for one whose store has verdicts on answers to users, as a gateway beside it keeps them before the round ends. @default false */
  readonly organic?: boolean | undefined
  /** Receives what the validator does and whom it asks. */
  readonly say: (line: unknown) => void
}

/** Runs a validator until a round is folded and its weights are set. */
export async function live({ database, queues, name, paceMs = 0, dieAfter, organic = false, say }: Life) {
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
    ...(organic && { organic: createOrganicTraffic({ windowMs: 0 }) }),
  })
  // A gateway that starts again has the same verdicts on the same answers.
  if (organic) await store.addEvidence(evidence)
  await validator.start()
  while ((await store.outbox.entries()).every(({ stage }) => stage !== 'confirmed')) await setTimeout(20)
  const result = {
    scores: await store.scores(),
    receipts: (await store.receipts(1_000)).length,
    ...(organic && (await countedBy(store))),
  }
  await validator.stop()
  return result
}

const good = sumsNeurons().find(({ hotkey }) => hotkey === 'good')!

/** Verdicts of 25 payers on the miner that is right. */
const evidence: readonly StoredEvidence[] = Array.from({ length: 25 }, (_, at) => ({
  ...{ id: `answer ${at}`, at: 1_000 + at, hotkey: good.hotkey, registeredAt: good.registeredAt },
  ...{ key: `k${at}`, payer: `p${at}`, verdict: 0, source: 'agreement', receipt: null },
}))

/** Verdicts that each round has counted, and those that wait. */
async function countedBy(store: Store) {
  const rounds = (await store.rounds()).filter(({ state }) => state === 'folded')
  const counted = await Promise.all(rounds.map(async ({ number }) => (await store.evidenceOf(number)).length))
  return { counted, waiting: await store.waitingEvidence() }
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
