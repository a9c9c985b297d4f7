import { createQueues, openDatabase, type ValidatorEvent } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runCoordinator } from './run-coordinator.js'
import { runWorker } from './run-worker.js'

const quiet = { log: false, signals: false } as const

it('a coordinator and its workers share the work; a worker knows no chain, and one that scores no key', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  const { network, netuid } = devnet
  await using database = await openDatabase({ memory: true })
  await using jobs = await createQueues({ database })
  const shared = { ...quiet, database, jobs }
  const hotkey = '//validator-1'
  await using _miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )
  const seen = { coordinator: [] as string[], query: [] as string[], score: [] as string[] }
  const note = (who: keyof typeof seen) => (event: ValidatorEvent) =>
    void (event.kind === 'step-done' && seen[who].push(event.step))
  const address = createKeypair(hotkey).address
  const starting = [
    runWorker(adder, { ...shared, hotkey, queues: ['query'], onEvent: note('query') }),
    runWorker(adder, {
      ...{ ...shared, hotkey: address, queues: ['score'], label: 'gpu', onEvent: note('score') },
    }),
  ]
  let set = (_event: ValidatorEvent) => {}
  const weights = new Promise<ValidatorEvent>((resolve) => {
    set = resolve
  })
  await using coordinator = await runCoordinator(adder, {
    ...{ ...shared, network, netuid, hotkey, scoreLabel: 'gpu' },
    onEvent(event) {
      note('coordinator')(event)
      if (event.kind === 'weights-set') set(event)
    },
  })
  const workers = await Promise.all(starting)
  expect(await weights).toMatchObject({ uids: [expect.any(Number)] })
  for (const [one, role] of [[coordinator, 'coordinator'] as const, [workers[0]!, 'worker'] as const]) {
    const answer = await fetch(`http://127.0.0.1:${one.health?.port}/healthz`)
    expect(await answer.json()).toMatchObject({ role, netuid, hotkey: address, checks: expect.any(Array) })
  }
  expect(workers.map((worker) => [worker.hotkey, worker.netuid])).toEqual(Array(2).fill([address, netuid]))
  expect(await coordinator.mechanisms[0]!.store.scores()).toMatchObject([{ rounds: expect.any(Number) }])
  await Promise.all(workers.map((worker) => worker.close()))
  expect(new Set(seen.query)).toEqual(new Set(['query']))
  expect(new Set(seen.score)).toEqual(new Set(['score']))
  expect(seen.coordinator).toEqual(expect.arrayContaining(['plan', 'fold', 'weights']))
})
