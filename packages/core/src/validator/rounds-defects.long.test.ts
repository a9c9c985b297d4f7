import { setTimeout } from 'node:timers/promises'
import { systemClock } from '@subnetkit/base'
import { chainError } from '@subnetkit/chain'
import { describe, expect, test } from 'vitest'
import type { Queues } from '../queue/types.js'
import { openStore } from '../store/store.js'
import type { Subnet } from '../subnet/define-subnet.js'
import { tasksOfMiner } from './explain/tasks-of-miner.js'
import { stepJob } from './jobs.js'
import { queueNames } from './queue-names.js'
import { replayRound } from './replay/replay-round.js'
import { askingOrder } from './steps/query.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { timeout } from './testing/fake-chain.js'
import { sums, testSecret, validatorHotkey } from './testing/fixture.js'
import { createGate, setUpValidator } from './testing/set-up.js'

const parts = useEmbeddedParts()

describe('defect: after a change of roundBlocks no weights were set any more, without a word', () => {
  test.each([
    ['longer', 20, 1_020],
    ['shorter', 6, 1_014],
    ['no multiple', 7, 1_015],
  ])('rounds that are %s go on from a block that is said', async (_, roundBlocks, round) => {
    const { chain, validator, next, of, store } = await setUpValidator(parts)
    {
      await using running = validator()
      const first = next('weights-set')
      await running.start()
      await first
      const second = next('weights-set')
      chain.mine(10)
      await second
    }
    await using running = validator({ roundBlocks })
    const set = next('weights-set')
    await running.start()
    expect(of('round-length-changed')).toEqual([
      { kind: 'round-length-changed', before: 10, roundBlocks, round },
    ])
    chain.mine(Math.max(0, round - chain.block))
    expect(await set).toMatchObject({ round })
    expect((await store.rounds()).map(({ number, state }) => [number, state])).toEqual(
      [1_000, 1_010, round].map((number) => [number, 'folded']),
    )
  })
})

test('defect: a restart on an endpoint that is behind asked a round in the past, and folded it after the newest', async () => {
  const { chain, client, validator, next, of, store } = await setUpValidator(parts)
  {
    await using running = validator()
    const first = next('weights-set')
    await running.start()
    await first
    const second = next('weights-set')
    chain.mine(10)
    await second
  }
  const [asked, notices] = [client.queries.length, chain.notices.length]
  chain.block = 1_009
  await using running = validator()
  await running.start()
  // A job that an older version or another length left in the queue opens nothing either.
  const { netuid } = chain.notices[0]!
  const scope = { genesisHash: '0xfake', netuid, mechanism: 0, hotkey: validatorHotkey }
  const jobs = { names: queueNames(scope, null), retryDelayMs: 1 }
  await parts.queues.add(stepJob(jobs, 'plan', 1_009), stepJob(jobs, 'plan', 1_013))
  const third = next('weights-set')
  chain.mine(11)
  expect(await third).toMatchObject({ round: 1_020 })
  expect((await store.rounds()).map(({ number, state }) => [number, state])).toEqual(
    [1_000, 1_010, 1_020].map((number) => [number, 'folded']),
  )
  expect(of('round-folded').map(({ round }) => round)).toEqual([1_000, 1_010, 1_020])
  expect([client.queries.length - asked, chain.notices.length - notices]).toEqual([18, 1])
})

describe('defect: on a chain that went back, rounds counted as done', () => {
  test('a start is refused, and a running validator says so', async () => {
    const { chain, validator, next, of, client } = await setUpValidator(parts)
    {
      await using running = validator()
      const set = next('weights-set')
      await running.start()
      await set
      const trouble = next('trouble')
      chain.block = 5
      chain.mine(1)
      chain.mine(1)
      expect(await trouble).toMatchObject({ code: 'CHAIN_WENT_BACK', fix: expect.any(String) })
    }
    expect(of('trouble')).toHaveLength(1)
    const asked = client.queries.length
    await using again = validator()
    await expect(again.start()).rejects.toMatchObject({
      code: 'CHAIN_WENT_BACK',
      details: { head: 7, round: 1_000 },
    })
    expect(client.queries).toHaveLength(asked)
  })

  test('a store of another chain is refused', async () => {
    const { chain, validator, options } = await setUpValidator(parts)
    await using first = validator()
    await first.start()
    await first.stop()
    await using other = validator({ chain: { ...chain, genesisHash: '0xother' } })
    await expect(other.start()).rejects.toMatchObject({ code: 'CHAIN_DIFFERS' })
    // One that is opened with its genesis takes over what was stored without.
    const { netuid } = options
    const place = { database: parts.database, netuid, validator: validatorHotkey }
    expect(await (await openStore({ ...place, genesisHash: '0xother' })).rounds()).toEqual([])
    expect(await (await openStore({ ...place, genesisHash: '0xfake' })).rounds()).toHaveLength(1)
  })
})

describe('defect: a node that was away for seconds cost the whole round', () => {
  test.each(['plan', 'weights'] as const)('the %s is done once it is back', async (when) => {
    const { chain, validator, next, of } = await setUpValidator(parts)
    const away = () => {
      for (let times = 0; times < 7; times++) chain.failures.push({ call: 'metagraph', error: timeout() })
    }
    const planned = next('round-planned').then(() => when === 'weights' && away())
    if (when === 'plan') away()
    await using running = validator()
    const set = next('weights-set')
    await running.start()
    await planned
    expect(await set).toMatchObject({ round: 1_000 })
    expect(of('step-failed').map(({ step }) => step)).toEqual(Array(7).fill(`${when}-1000`))
    expect(of('round-skipped')).toEqual([])
  })
})

test('defect: a signer that was gone was never named: not as trouble, nor by the round that it cost', async () => {
  const { chain, validator, next, of } = await setUpValidator(parts)
  const error = chainError('SIGNER_UNREACHABLE', { socket: '/run/signer', detail: 'ECONNREFUSED' })
  for (let times = 0; times < 1_000; times++) chain.failures.push({ call: 'publishRound', error })
  const failed = next('step-failed')
  await using running = validator()
  await running.start()
  await failed
  const skipped = next('round-skipped')
  chain.mine(10)
  expect(await skipped).toMatchObject({
    ...{ code: 'PLAN_FAILED', cause: 'SIGNER_UNREACHABLE', reason: expect.stringContaining('/run/signer') },
  })
  expect(of('trouble-over')).toEqual([])
  chain.failures.length = 0
  await next('round-planned')
  await next('step-done')
  expect(of('trouble')).toMatchObject([
    { code: 'SIGNER_UNREACHABLE', lasting: true, fix: expect.any(String) },
  ])
  expect(of('trouble-over')).toEqual([{ kind: 'trouble-over', code: 'SIGNER_UNREACHABLE' }])
})

describe('defect: the queue came back empty, and the round hung', () => {
  /** Queues that lose the jobs of some steps. */
  function lossy(lost: Set<string>): Queues {
    const { queues } = parts
    return { ...queues, add: (...jobs) => queues.add(...jobs.filter(({ name }) => !lost.has(name))) }
  }

  test.each(['plan', 'query', 'score', 'fold', 'weights'])(
    'lost %s jobs are added again while it runs',
    async (step) => {
      const lost = new Set([step])
      // A job counts as lost after seconds of this clock.
      const clock = { ...systemClock, now: () => systemClock.now() * 200 }
      const { chain, validator, next, of } = await setUpValidator(parts, { queues: lossy(lost), clock })
      await using running = validator()
      const set = next('weights-set')
      await running.start()
      const before = { plan: 0, query: 1, score: 2, fold: 3, weights: 4 }[step]
      const steps = ['start', 'plan', 'query', 'score', 'fold']
      while (before !== 0 && !of('step-done').some((done) => done.step === steps[before!]))
        await setTimeout(5)
      await setTimeout(20)
      lost.clear()
      // Missing for the first time, a step may be about to add it.
      while (of('weights-set').length === 0) {
        chain.mine(1)
        await setTimeout(10)
        if (chain.block > 1_009) chain.block = 1_005
      }
      expect(await set).toMatchObject({ round: 1_000 })
      if (step !== 'plan') expect(of('queue-refilled').length).toBeGreaterThan(0)
    },
  )

  test('rounds are folded in their order, whichever is over first', async () => {
    const held = createGate()
    const { chain, validator, next, of, client, store } = await setUpValidator(parts)
    const query: typeof client.query = async (endpoint, ...rest) => {
      if (endpoint.hotkey === 'slow' && chain.block < 1_010) await held.opened
      return client.query(endpoint, ...rest)
    }
    await using running = validator({ client: { ...client, query } })
    const first = next('round-planned')
    await running.start()
    await first
    while (client.queries.length < 15) await setTimeout(5)
    const second = next('round-planned')
    chain.mine(10)
    await second
    while ((await store.queries(1_010, ['planned', 'answered'])).length > 0) await setTimeout(5)
    expect(of('round-folded')).toEqual([])
    held.open()
    await next('round-folded')
    await next('round-folded')
    expect(of('round-folded').map(({ round }) => round)).toEqual([1_000, 1_010])
    expect((await store.scores()).map(({ rounds }) => rounds)).toEqual(Array(6).fill(2))
  })

  test('what is not asked until a round closes is not asked at all, and hurts nobody', async () => {
    const held = createGate()
    const { chain, validator, next, client, store } = await setUpValidator(parts)
    const query: typeof client.query = async (endpoint, ...rest) => {
      if (endpoint.hotkey === 'slow' && chain.block < 1_020) await held.opened
      return client.query(endpoint, ...rest)
    }
    await using running = validator({ client: { ...client, query }, concurrency: 64 })
    const planned = next('round-planned')
    await running.start()
    await planned
    while (client.queries.length < 15) await setTimeout(5)
    const closed = next('round-closed')
    const folded = next('round-folded')
    chain.mine(20)
    expect(await closed).toMatchObject({ round: 1_000, unasked: 1, unscored: 0 })
    expect(await folded).toMatchObject({ round: 1_000, miners: 5 })
    held.open()
    expect(await next('round-folded')).toMatchObject({ round: 1_020, miners: 6 })
    const slow = (await store.scores()).find(({ hotkey }) => hotkey === 'slow')
    // Its answer to the closed round came too late to be kept, and is no zero either.
    expect(slow).toMatchObject({ rounds: 1, lastRound: 1_020 })
    expect(await store.answers(1_000, 3)).toEqual([])
    expect((await store.query(1_000, 3))?.state).toBe('unasked')
  })
})

test('defect: six rounds without a line were charged to the miners', async () => {
  const { chain, validator, next, client, store, of } = await setUpValidator(parts)
  let isOffline = false
  const query: typeof client.query = async (...asked) =>
    isOffline
      ? { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'connect ENETUNREACH', latencyMs: 1 }
      : client.query(...asked)
  await using running = validator({ client: { ...client, query } })
  const set = next('weights-set')
  await running.start()
  await set
  const before = (await store.scores()).map(({ hotkey, score, rounds }) => [hotkey, score, rounds])
  isOffline = true
  for (let round = 0; round < 6; round++) {
    const skipped = next('round-skipped')
    chain.mine(10)
    expect(await skipped).toMatchObject({ code: 'NOBODY_REACHED' })
  }
  expect((await store.scores()).map(({ hotkey, score, rounds }) => [hotkey, score, rounds])).toEqual(before)
  expect(of('trouble').map(({ code }) => code)).toEqual(Array(6).fill('NOBODY_REACHED'))
  expect(chain.landed).toHaveLength(1)
})

test('defect: a round that began before the process was ready was skipped as a fault of it', async () => {
  const { chain, validator, next } = await setUpValidator(parts)
  const held = createGate()
  const { queues } = parts
  // No step runs before the next round has begun.
  const work: Queues['work'] = <Data>(...[queue, run, options]: Parameters<typeof queues.work<Data>>) =>
    queues.work<Data>(
      queue,
      async (job) => {
        await held.opened
        await run(job)
      },
      options,
    )
  await using running = validator({ queues: { ...queues, work } })
  const skipped = next('round-skipped')
  await running.start()
  chain.mine(10)
  held.open()
  expect(await skipped).toMatchObject({ round: 1_000, code: 'BEGAN_BEFORE_START', cause: null })
  expect(await next('round-planned')).toMatchObject({ round: 1_010 })
})

test('defect: jobs that steps were about to add, or that wait for an earlier round, counted as lost', async () => {
  const held = createGate()
  const { chain, validator, next, of, client, store } = await setUpValidator(parts)
  const query: typeof client.query = async (endpoint, ...rest) => {
    if (endpoint.hotkey === 'slow' && chain.block < 1_010) await held.opened
    return client.query(endpoint, ...rest)
  }
  // The clock jumps between two comparisons once all of the second round is scored.
  let ahead = 0
  const clock = { ...systemClock, now: () => systemClock.now() + ahead }
  await using running = validator({ client: { ...client, query }, clock })
  const first = next('round-planned')
  await running.start()
  await first
  while (client.queries.length < 15) await setTimeout(5)
  const second = next('round-planned')
  chain.mine(10)
  await second
  while ((await store.queries(1_010, ['planned', 'answered'])).length > 0) await setTimeout(5)
  for (let block = 0; block < 4; block++) {
    ahead += 10_000
    chain.mine(1)
    await setTimeout(50)
  }
  expect(of('queue-refilled')).toEqual([])
  ahead = 0
  held.open()
  await next('round-folded')
})

test('a round of another version of the subnet goes back to its queue, and ends when the coordinator has it', async () => {
  const { validator, next, of, store } = await setUpValidator(parts, { retryDelayMs: 60_000 })
  const other: typeof store = {
    ...store,
    planRound: (number, plan) => store.planRound(number, { ...plan, version: '2' }),
  }
  {
    // Its last sign of life is long ago.
    await using running = validator({ store: other, clock: { ...systemClock, date: () => 0 } })
    const failed = next('step-failed')
    await running.start()
    expect(await failed).toMatchObject({
      code: 'ROUND_VERSION_DIFFERS',
      step: expect.stringMatching(/^query-1000-/),
    })
    // defect: each of its miners was reported, and as if the coordinator had another version.
    expect(of('trouble')).toMatchObject([{ code: 'ROUND_VERSION_DIFFERS', lasting: true }])
  }
  await using running = validator()
  const folded = next('round-folded')
  await running.start()
  expect(await folded).toMatchObject({ round: 1_000, miners: 0 })
  expect(of('round-closed')).toMatchObject([
    { round: 1_000, unasked: 6, reason: expect.stringContaining('2') },
  ])
})

test('defect: a miner that held each task until just before its deadline kept its score', async () => {
  const world = await setUpValidator(parts, { tasksAtOnce: 1 })
  const { chain, validator, next, client, store, of, options } = world
  let isStalling = false
  const stalled = createGate()
  let asked = 0
  const query: typeof client.query = async (endpoint, ...rest) => {
    if (!isStalling || endpoint.hotkey !== 'good') return client.query(endpoint, ...rest)
    asked += 1
    if (asked === 1) return { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'deadline', latencyMs: 1_000 }
    await stalled.opened
    return { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'deadline', latencyMs: 1_000 }
  }
  await using running = validator({ client: { ...client, query }, concurrency: 64 })
  const first = next('round-folded')
  await running.start()
  await first
  const before = (await store.scores()).find(({ hotkey }) => hotkey === 'good')
  isStalling = true
  const planned = next('round-planned')
  chain.mine(10)
  await planned
  while (asked < 2 || (await store.queries(1_010, ['planned', 'answered'])).length > 1) await setTimeout(5)
  isStalling = false
  const closed = next('round-closed')
  const folded = next('round-folded')
  chain.mine(20)
  expect(await closed).toMatchObject({ round: 1_010, unasked: 0, partly: 1, unscored: 0 })
  expect(await folded).toMatchObject({ round: 1_010, miners: 6 })
  const receipts = await store.receipts(1_010, 'good')
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['absent'])
  // defect: tasks that were never sent left no trace, and were those of the last families.
  const { netuid } = options
  const place = { netuid, mechanism: 0 }
  const drawn = ['sum-0', 'sum-1', 'sum-2']
  const [firstAsked] = askingOrder(place, { drawnAs: 1_010, secret: testSecret(1_010) }, 'good', drawn)
  expect(receipts.map(({ taskId }) => taskId)).toEqual([firstAsked])
  expect(await tasksOfMiner(store, 'good', 1_010)).toMatchObject({
    ...{ neverAsked: 2, reason: expect.stringContaining('1030') },
  })
  const replay = await replayRound({ ...place, store, subnet: sums as unknown as Subnet }, 1_010)
  expect(replay).toMatchObject({ neverAsked: 2, disagreements: [] })
  const after = (await store.scores()).find(({ hotkey }) => hotkey === 'good')
  expect(after?.score).toBeLessThan(before?.score ?? 0)
  stalled.open()
  while (of('step-done').every(({ step, round, uid }) => !(step === 'query' && round === 1_010 && uid === 2)))
    await setTimeout(5)
  // Its secret may be public by now.
  expect(asked).toBe(2)
})
