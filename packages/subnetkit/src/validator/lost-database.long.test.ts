import { postgresMissing, redisMissing, startTestPostgres, startTestRedis } from '@subnetkit/core/testing'
import { openDatabase, openStore } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it, vi } from 'vitest'
import { adder } from '../testing/adder.js'
import { runWorker } from './run-worker.js'

const missing = postgresMissing() ?? redisMissing()

describe.skipIf(missing !== null)(`an idle worker${missing ? ` (skipped: ${missing})` : ''}`, () => {
  it('defect: one with a lost database said that it was ready until a probe had noticed', async () => {
    await using postgres = await startTestPostgres()
    await using redis = await startTestRedis()
    const hotkey = createKeypair('//v').address
    {
      await using database = await openDatabase({ url: postgres.url })
      const store = await openStore({ database, genesisHash: '0xfake', netuid: 1, validator: hotkey })
      const settings = { tasksAtOnce: 4, scoreLabel: null }
      const [subnet, version] = [adder.name, String(adder.version)]
      await store.announce({ subnet, version, settings, seenAt: Date.now() })
    }
    await using worker = await runWorker(adder, {
      ...{ log: false, signals: false, hotkey, queues: ['score'], stopMs: 0 },
      ...{ databaseUrl: postgres.url, redisUrl: redis.url },
    })
    const readiness = async () => (await fetch(`http://127.0.0.1:${worker.health?.port}/readyz`)).status
    await vi.waitFor(async () => expect(await readiness()).toBe(200), { timeout: 20_000, interval: 100 })
    await postgres.stop('SIGKILL')
    // The sessions of a killed server answer for a moment more.
    await vi.waitFor(async () => expect(await readiness()).toBe(503), { timeout: 2_000, interval: 50 })
    await postgres.start()
    await vi.waitFor(async () => expect(await readiness()).toBe(200), { timeout: 60_000, interval: 200 })
  })
})
