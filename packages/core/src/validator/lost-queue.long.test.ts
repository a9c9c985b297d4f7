import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { describe, expect, test, vi } from 'vitest'
import { createQueues } from '../queue/queues.js'
import { redisServerMissing, startRedisServer } from '../queue/testing/redis.js'
import { openStore } from '../store/store.js'
import type { ValidatorEvent } from './events.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { createFakeChain } from './testing/fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './testing/fixture.js'

const parts = useEmbeddedParts()
const missing = redisServerMissing()
let subnets = 0

describe
  .skipIf(missing !== null)
  .concurrent(`a validator whose Redis${missing ? ` (skipped: ${missing})` : ''}`, () => {
    test.each([
      ['is killed in mid-round and returns empty', 'empty'],
      ['is killed in mid-round and returns with its data', 'kept'],
      ['freezes in mid-round', 'frozen'],
      ['is flushed in mid-round', 'flushed'],
    ])(
      '%s says so once, finishes the round, and asks no more than what was in flight again',
      async (_, how) => {
        subnets += 1
        const netuid = subnets
        const saving = how === 'kept' ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []
        await using server = await startRedisServer(...saving)
        const chain = createFakeChain(validatorHotkey, sumsNeurons())
        let strike = async () => {}
        const client = createFakeClient(async ({ hotkey }) => {
          if (hotkey === 'slow') await strike()
        })
        const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
        await using queues = await createQueues({ redisUrl: server.url })
        const events: ValidatorEvent[] = []
        await using running = createValidator(sums, {
          ...{ netuid, hotkey: validatorHotkey, chain, client, queues, store },
          ...{ roundBlocks: 100, secretSource: testSecret, retryDelayMs: 50, lockMs: 2_000 },
          ...{ concurrency: 1, tasksAtOnce: 1, onEvent: (event: ValidatorEvent) => events.push(event) },
        })
        let returned: Promise<void> | undefined
        let acknowledged: readonly unknown[] = []
        strike = async () => {
          if (returned) return
          acknowledged = await store.receipts(1_000)
          returned = (async () => {
            if (how === 'frozen') server.signal('SIGSTOP')
            else if (how === 'flushed') await flush(server.url)
            else await server.kill()
            for (let head = 0; head < 10; head += 1) {
              await sleep(800)
              chain.mine()
            }
            if (how === 'frozen') server.signal('SIGCONT')
            else if (how !== 'flushed') await server.start()
          })()
        }
        await running.start()
        await vi.waitFor(async () => expect((await store.round(1_000))?.state).toBe('folded'), {
          timeout: 90_000,
          interval: 100,
        })
        await returned
        const kinds = (kind: string) => events.filter((event) => event.kind === kind)
        // Nobody is cut off by a flush.
        const troubles = how === 'flushed' ? [] : [{ code: 'QUEUE_UNAVAILABLE' }]
        await vi.waitFor(() => expect(kinds('trouble-over')).toHaveLength(troubles.length), {
          timeout: 30_000,
        })
        expect(kinds('trouble')).toMatchObject(troubles)
        const receipts = await store.receipts(1_000)
        expect(receipts).toHaveLength(18)
        expect(receipts).toEqual(expect.arrayContaining([...acknowledged]))
        expect(events.filter((event) => event.kind === 'round-folded' && event.round === 1_000)).toHaveLength(
          1,
        )
        const scores = Object.fromEntries((await store.scores()).map(({ hotkey, score }) => [hotkey, score]))
        expect(scores).toMatchObject({ good: 0.3, absent: 0, malformed: 0 })
        // 18 tasks, and those of one miner again at most.
        expect(client.queries.length).toBeLessThanOrEqual(21)
        expect(kinds('step-failed').length).toBeLessThanOrEqual(4)
      },
    )
  })

async function flush(url: string): Promise<void> {
  const redis = new Redis(url)
  await redis.flushall()
  redis.disconnect()
}
