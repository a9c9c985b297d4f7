import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { vi } from 'vitest'
import { createQueues } from '../../queue/queues.js'
import { startRedisServer } from '../../queue/testing/redis.js'
import type { Database } from '../../store/database.js'
import type { Receipt } from '../../store/records.js'
import { openStore, type Store } from '../../store/store.js'
import type { ValidatorEvent } from '../events.js'
import { createValidator } from '../roles/create-validator.js'
import { createFakeChain } from './fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './fixture.js'

/** Faults of a Redis in the middle of a round, by what becomes of it. */
export const queueFaults = [
  ['is killed in mid-round and returns empty', 'empty'],
  ['is killed in mid-round and returns with its data', 'kept'],
  ['freezes in mid-round', 'frozen'],
  ['is flushed in mid-round', 'flushed'],
] as const

export type QueueFault = (typeof queueFaults)[number][1]

/** A round whose queue was lost, once it is folded. */
export interface LostQueue {
  readonly store: Store
  readonly events: readonly { readonly event: ValidatorEvent; readonly at: number }[]
  /** Receipts that were stored before. */
  readonly acknowledged: readonly Receipt[]
  /** Tasks that were sent, by hotkey. */
  readonly queries: readonly string[]
  /** Monotonic time at which the queue was there again, in ms, as that of events. */
  readonly returnedAt: number
}

/** Loses the Redis of a validator in the middle of round 1000, for so many heads of 0.8 s, and plays the round to its end. */
export async function playLostQueue(
  how: QueueFault,
  { database, netuid, heads = 10 }: { readonly database: Database; netuid: number; heads?: number },
): Promise<LostQueue> {
  const saving = how === 'kept' ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []
  await using server = await startRedisServer(...saving)
  const chain = createFakeChain(validatorHotkey, sumsNeurons())
  let strike = async () => {}
  const asked = new Set<string>()
  const client = createFakeClient(async ({ hotkey }) => {
    asked.add(hotkey)
    // The first miner has answered, and the jobs of the others wait.
    if (asked.size === 2) await strike()
  })
  const store = await openStore({ database, netuid, validator: validatorHotkey })
  await using queues = await createQueues({ redisUrl: server.url })
  const events: { event: ValidatorEvent; at: number }[] = []
  await using running = createValidator(sums, {
    ...{ netuid, hotkey: validatorHotkey, chain, client, queues, store },
    ...{ roundBlocks: 100, secretSource: testSecret, retryDelayMs: 50, lockMs: 2_000 },
    ...{ concurrency: 1, tasksAtOnce: 1 },
    onEvent: (event: ValidatorEvent) => events.push({ event, at: performance.now() }),
  })
  let returned: Promise<number> | undefined
  let acknowledged: readonly Receipt[] = []
  strike = async () => {
    // The lock of a step that is still planning would be lost, too.
    const isPlanned = () => events.some(({ event }) => event.kind === 'step-done' && event.step === 'plan')
    await vi.waitUntil(isPlanned, { timeout: 30_000 })
    if (returned) return
    acknowledged = await store.receipts(1_000)
    returned = (async () => {
      if (how === 'frozen') server.signal('SIGSTOP')
      else if (how === 'flushed') await flush(server.url)
      else await server.kill()
      const flushedAt = performance.now()
      for (let head = 0; head < heads; head += 1) {
        await sleep(800)
        chain.mine()
      }
      if (how === 'flushed') return flushedAt
      if (how === 'frozen') server.signal('SIGCONT')
      else await server.start()
      return performance.now()
    })()
  }
  await running.start()
  await vi.waitUntil(async () => (await store.round(1_000))?.state === 'folded', {
    timeout: 120_000,
    interval: 100,
  })
  const returnedAt = await returned!
  // Nobody is cut off by a flush.
  const isOver = () => how === 'flushed' || events.some(({ event: { kind } }) => kind === 'trouble-over')
  await vi.waitUntil(isOver, { timeout: 30_000 })
  return { store, events, acknowledged, queries: client.queries, returnedAt }
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url)
  await redis.flushall()
  redis.disconnect()
}
