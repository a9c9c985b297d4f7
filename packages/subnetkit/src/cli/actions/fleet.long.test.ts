import { postgresMissing, redisMissing, startTestPostgres, startTestRedis } from '@subnetkit/core/testing'
import { createKeypair } from '@subnetkit/wallet'
import { expect, test, vi } from 'vitest'
import { adderModule, createNeuronChain } from '../testing/neurons.js'
import { type CliProcess, startProcess } from '../testing/process.js'

/** Reason for having no Redis or no PostgreSQL here; null if there are both. */
const missing = redisMissing() ?? postgresMissing()

/** Longest wait for a record, in ms. */
const longest = 150_000

/** Events of the whole records of a log. */
function eventsIn(log: string): unknown[] {
  const lines = log.split('\n').filter((line) => /^\{.*\}$/.test(line))
  return lines.map((line) => JSON.parse(line).event)
}

test.skipIf(missing)(
  'a coordinator, two workers and one that only scores share the rounds',
  { timeout: 480_000 },
  async () => {
    await using chain = await createNeuronChain()
    await using redis = await startTestRedis()
    await using postgres = await startTestPostgres()
    const config = await chain.write('fleet.json', {
      subnet: { module: adderModule },
      coordinator: { roundBlocks: 8, scoreLabel: 'gpu' },
      miner: { port: 0 },
    })
    const env = {
      ...chain.env,
      SUBNETKIT_CONFIG: config,
      SUBNETKIT_LOG_FORMAT: 'json',
      SUBNETKIT_REDIS_URL: redis.url,
      SUBNETKIT_DATABASE_URL: await postgres.createDatabase(),
    }
    const running: CliProcess[] = []
    const start = (line: string) => {
      const process = startProcess(line.split(' '), { env })
      running.push(process)
      return process
    }
    /** Waits for a record of the log, and names it if it does not come. */
    const seen = async ({ stderr }: CliProcess, event: string) => {
      const waited = { timeout: longest, interval: 50 }
      await vi.waitFor(() => expect(eventsIn(stderr())).toContain(event), waited)
    }
    try {
      const miner = start('miner -H miner')
      // Starts before its coordinator, and without a key.
      const scorer = start(
        `worker --queues score --label gpu --json -H ${createKeypair('//validator-1').address}`,
      )
      await seen(scorer, 'worker-waiting')
      const waiting = start('worker -H val')
      await seen(waiting, 'worker-waiting')
      waiting.child.kill('SIGTERM')
      expect(await waiting.ended).toBe(130)
      const coordinator = start('coordinator -H val')
      const workers = [start('worker -H val --queues query --json'), start('worker -H val --json')]
      await seen(coordinator, 'weights-set')
      await seen(miner, 'answered')
      // A signal before a command has printed that it runs interrupts its start.
      for (const { stdout } of [scorer, ...workers]) {
        await vi.waitFor(() => expect(stdout()).toContain('"netuid"'), { timeout: longest, interval: 50 })
      }
      const all = [coordinator, ...workers, scorer, miner]
      for (const { child } of all) child.kill('SIGTERM')
      expect(await Promise.all(all.map(({ ended }) => ended))).toEqual(all.map(() => 0))
      for (const { stderr } of all) expect(stderr()).not.toMatch(/of-the-tests|failed|gave up/)
    } catch (error) {
      throw new Error(running.map(({ stderr }) => stderr().slice(-3_000)).join('\n----\n'), { cause: error })
    } finally {
      for (const { child } of running) child.kill('SIGKILL')
    }
  },
)
