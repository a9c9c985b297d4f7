import { expect, test } from 'vitest'
import { redisServerMissing } from '../queue/testing/redis.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { playLostQueue, queueFaults } from './testing/lost-queue.js'

const parts = useEmbeddedParts()
const missing = redisServerMissing()

/** Blocks of 12 s within which workers work again, and heads of 0.8 s for which a server is away: 15 s. */
const [mostBlocks, heads] = [2.5, 19]

// Workers wait on sockets, which no clock port moves: this is measured, on a machine that is not busy.
test.skipIf(missing !== null).each(queueFaults)(
  'workers work again within 30 s of a Redis that %s',
  async (what, how) => {
    const netuid = 1 + queueFaults.findIndex(([, one]) => one === how)
    const { events, returnedAt } = await playLostQueue(how, { database: parts.database, netuid, heads })
    const folded = events.find(({ event: { kind } }) => kind === 'round-folded')
    // The workers have asked and scored what was left of the round by then.
    const seconds = ((folded?.at ?? Infinity) - returnedAt) / 1_000
    process.stdout.write(`${what}: the round was folded ${seconds.toFixed(1)} s after that\n`)
    expect(seconds).toBeGreaterThan(0)
    expect(seconds / 12).toBeLessThanOrEqual(mostBlocks)
  },
)
