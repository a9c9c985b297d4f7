import { createQueues, openDatabase, openStore } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { adder } from '../testing/adder.js'
import { runCoordinator } from './run-coordinator.js'
import { runWorker } from './run-worker.js'

const quiet = { log: false, signals: false } as const

it('defect: a worker that waited for its coordinator had no health, and probes killed it', async () => {
  await using database = await openDatabase({ memory: true })
  await using jobs = await createQueues({ database })
  const hotkey = createKeypair('//v').address
  const closing = new AbortController()
  const waiting: string[] = []
  let see = () => {}
  const seen = new Promise<void>((resolve) => {
    see = resolve
  })
  const starting = runWorker(adder, {
    ...{ database, jobs, hotkey, queues: ['score'], signals: closing.signal },
    log(record) {
      waiting.push(record.message)
      if (record.event === 'worker-waiting') see()
    },
  })
  await seen
  const [, url] = /(http:\S+):/.exec(waiting.join('\n')) ?? []
  const answers = await Promise.all(['/healthz', '/readyz'].map((path) => fetch(`${url}${path}`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 503])
  expect(await answers[1]!.json()).toMatchObject({ reasons: [expect.stringContaining(hotkey)] })
  expect(waiting.at(-1)).toContain('correct the hotkey')
  closing.abort()
  await expect(starting).rejects.toThrow()
})

it('a worker with a signer of extrinsics only is refused before anything starts', async () => {
  await using database = await openDatabase({ memory: true })
  await using jobs = await createQueues({ database })
  const { scheme, address } = createKeypair('//v')
  const signer = { scheme, address, signExtrinsic: () => Promise.reject(new Error('unasked')) }
  await expect(runWorker(adder, { ...quiet, database, jobs, signer })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    fix: expect.stringContaining('--sign-requests'),
  })
})

it('a worker of another version of the subnet is refused', async () => {
  await using database = await openDatabase({ memory: true })
  await using jobs = await createQueues({ database })
  const hotkey = createKeypair('//v').address
  const store = await openStore({ database, genesisHash: '0xfake', netuid: 1, validator: hotkey })
  const settings = { tasksAtOnce: 4, scoreLabel: null }
  await store.announce({ subnet: adder.name, version: '99', settings, seenAt: 0 })
  const starting = runWorker(adder, { ...quiet, database, jobs, hotkey, queues: ['score'] })
  await expect(starting).rejects.toMatchObject({ code: 'SUBNET_DIFFERS' })
})

it.each([
  [{}, 'databaseUrl'],
  [{ databaseUrl: 'postgres://x' }, 'redisUrl'],
  [{ databaseUrl: 'postgres://x', redisUrl: 'redis://x', queues: [] }, 'queues'],
  [{ databaseUrl: 'postgres://x', redisUrl: 'redis://x', queues: ['ask'] }, 'queues'],
  [{ databaseUrl: 'postgres://x', redisUrl: 'redis://x', netuid: -1 }, 'netuid'],
])('%j is refused by name', async (options, name) => {
  await expect(runWorker(adder, { ...quiet, ...options } as never)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(name),
  })
  if (name === 'queues') return
  const coordinator = runCoordinator(adder, { ...quiet, network: 'local', ...options } as never)
  await expect(coordinator).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
