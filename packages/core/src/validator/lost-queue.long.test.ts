import { describe, expect, test } from 'vitest'
import { redisServerMissing } from '../queue/testing/redis.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { playLostQueue, queueFaults } from './testing/lost-queue.js'

const parts = useEmbeddedParts()
const missing = redisServerMissing()
let subnets = 0

describe
  .skipIf(missing !== null)
  .concurrent(`a validator whose Redis${missing ? ` (skipped: ${missing})` : ''}`, () => {
    test.each(queueFaults)(
      '%s says so once, finishes the round, and asks no more than what was in flight again',
      async (_, how) => {
        subnets += 1
        const lost = await playLostQueue(how, { database: parts.database, netuid: subnets })
        const { store, acknowledged, queries } = lost
        const events = lost.events.map(({ event }) => event)
        const kinds = (kind: string) => events.filter((event) => event.kind === kind)
        // Nobody is cut off by a flush.
        const troubles = how === 'flushed' ? [] : [{ code: 'QUEUE_UNAVAILABLE' }]
        expect(kinds('trouble-over')).toHaveLength(troubles.length)
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
        expect(queries.length).toBeLessThanOrEqual(21)
        expect(kinds('step-failed').length).toBeLessThanOrEqual(4)
      },
    )
  })
