import { expect, test } from 'vitest'
import { dressedObservation } from '../organic/dressed-round.js'
import { createOrganicTraffic } from '../organic/traffic.js'
import { wilson } from '../scoreboard/wilson.js'
import type { StoredEvidence } from '../store/organic-evidence.js'
import type { Subnet } from '../subnet/define-subnet.js'
import { taskSource } from '../tasks/task-source.js'
import { explainMiner } from './explain/explain-miner.js'
import { tasksOfMiner } from './explain/tasks-of-miner.js'
import { replayRound } from './replay/replay-round.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { sums, validatorHotkey } from './testing/fixture.js'
import { setUpValidator } from './testing/set-up.js'

const parts = useEmbeddedParts()
const { protocol } = sums

/** Sums of which the second number is left to requests of users. */
const openSums = {
  ...sums,
  tasks: taskSource({
    protocol,
    families: [
      {
        ...{ name: 'sum', synapse: 'add', open: { b: 'any' } },
        draw: (random) => ({ input: { a: random.int(0, 10 ** random.int(1, 9)), b: 1 }, truth: 0 }),
      },
    ],
    tasksPerMiner: 3,
  }),
} as unknown as typeof sums

function traffic(requests = 20) {
  const organic = createOrganicTraffic({ windowMs: 0 })
  for (let at = 0; at < requests; at++)
    organic.asked({ size: 30, parameters: { b: 7, secret: 'a text' }, payer: `payer ${at % 2}` })
  return organic
}

/** Verdicts of 25 payers on one miner. */
const evidenceOn = (hotkey: string, registeredAt: number, verdict: number): StoredEvidence[] =>
  Array.from({ length: 25 }, (_, at) => ({
    ...{
      id: `${hotkey} ${at}`,
      at: 1_000 + at,
      hotkey,
      registeredAt,
      key: `k${at}`,
      payer: `p${at}`,
      verdict,
    },
    ...{ source: 'agreement' as const, receipt: `receipt ${at}` },
  }))

async function play(organic = traffic()) {
  const world = await setUpValidator(parts, { organic })
  const { neurons } = world.chain
  const at = (hotkey: string) => neurons.find((one) => one.hotkey === hotkey)!.registeredAt
  const evidence = [
    ...evidenceOn('good', at('good'), 0),
    ...evidenceOn('wrong', at('wrong'), 1),
    ...evidenceOn('gone', 5, 1),
    ...evidenceOn('slow', at('slow') - 1, 1),
  ]
  expect(await world.store.addEvidence(evidence)).toBe(100)
  expect(await world.store.addEvidence(evidence)).toBe(0)
  {
    await using validator = createValidator(openSums, world.options)
    for (let round = 0; round < 2; round++) {
      const paid = world.next('weights-set')
      if (round === 0) await validator.start()
      else world.chain.mine(10)
      await paid
    }
  }
  return world
}

test('evidence of users is a fifth of a mean in one round; tasks take nothing but open fields of their requests', async () => {
  const { store, options } = await play()
  const observed = await store.observed(1_010)
  expect(JSON.stringify(observed)).not.toMatch(/secret|a text|payer/)
  for (const { input } of await store.receipts(1_010)) expect(input).toEqual({ a: expect.any(Number), b: 7 })

  const changes = await store.scoreChanges(1_000)
  const of = (hotkey: string) => changes.find((one) => one.hotkey === hotkey)!
  const [good, wrong, slow] = ['good', 'wrong', 'slow'].map(of)
  // Twenty payers fill the part; the mean of the tasks alone is as it was.
  expect(good).toMatchObject({ organic: { part: expect.closeTo(0.2) } })
  expect(good!.mean).toBeCloseTo(0.8 * good!.organic!.tasksMean)
  expect(wrong!.mean).toBeCloseTo(0.8 * wrong!.organic!.tasksMean + 0.2)
  // Evidence on another registration of the hotkey, or on nobody that is here, waits and ends unused.
  expect([slow!.organic, await store.waitingEvidence()]).toEqual([null, 50])
  expect((await store.scoreChanges(1_010)).map(({ organic }) => organic)).toEqual(Array(6).fill(null))
  expect(await store.fold(1_000, sums.incentive.scoreboard, { organicShare: 0.2 })).toBeNull()

  // Explain and replay say the same.
  const subnet = openSums as unknown as Subnet
  const context = { subnet, netuid: options.netuid, mechanism: 0, store }
  expect(await replayRound(context, 1_000)).toMatchObject({ sealed: true, disagreements: [] })
  const { organic, change } = await tasksOfMiner(store, 'good', 1_000)
  expect(organic).toMatchObject({ round: 1_000, part: expect.closeTo(0.2), mean: 0, payers: 25 })
  expect(organic?.verdicts[0]).toEqual({ at: 1_000, verdict: 0, source: 'agreement', receipt: 'receipt 0' })
  expect(change?.mean).toBe(good!.mean)
  expect((await explainMiner({ store, subnet, validator: validatorHotkey }, 'good')).organic).toBeNull()

  // A verdict that is changed afterwards does not lead to the same mean.
  await parts.database.query(`update subnetkit.organic_evidence set verdict = 1 where id = 'good 3'`)
  expect((await replayRound(context, 1_000)).disagreements).toMatchObject([{ part: 'fold', miner: 'good' }])
})

test('with too few requests, tasks stay as they are drawn', async () => {
  const { store } = await play(traffic(19))
  expect(await store.observed(1_010)).toBeUndefined()
  expect((await store.receipts(1_010))[0]!.input).toMatchObject({ b: 1 })
})

test('a task of a dressed round is the one of several that has the size of a request', () => {
  const round = { netuid: 1, mechanism: 0, number: 1, secret: new Uint8Array(32) }
  const sizes = (size: number) => {
    const observed = dressedObservation({
      own: undefined,
      profiles: [{ size, parameters: { b: 'no number' } }],
    })
    return openSums.tasks
      .tasksFor({ ...round, observed }, 'miner')
      .map(({ input }) => JSON.stringify(input).length)
  }
  // The schema refuses what the user had sent: the tasks are as they are drawn.
  expect(sizes(10)).toEqual(
    openSums.tasks.tasksFor(round, 'miner').map(({ input }) => JSON.stringify(input).length),
  )
  const near = (size: number) => {
    const observed = dressedObservation({ own: undefined, profiles: [{ size, parameters: { b: 7 } }] })
    const tasks = openSums.tasks.tasksFor({ ...round, observed }, 'miner')
    return tasks.reduce((sum, { input }) => sum + JSON.stringify(input).length, 0)
  }
  expect(near(11)).toBeLessThan(near(19))
})

test('a fold that fails counts no evidence, and the next one counts it once', async () => {
  const world = await setUpValidator(parts)
  const { store, chain } = world
  const { registeredAt } = chain.neurons.find(({ hotkey }) => hotkey === 'good')!
  await store.addEvidence(evidenceOn('good', registeredAt, 0).slice(0, 20))
  const secret = new Uint8Array(32)
  await store.openRound({ number: 10, roundBlocks: 10, secret, secretHash: secret })
  await store.published({ number: 10, secretHash: secret }, 10, [])
  await store.planRound(10, { miners: [{ uid: 2, hotkey: 'good', registeredAt, axon: null }] })
  await store.answered(10, 2)
  const receipt = { round: 10, hotkey: 'good', registeredAt, uid: 2, taskId: 'sum-0', family: 'sum' }
  const answer = { synapse: 'add', outcome: 'scored' as const, reason: null, score: 1, parts: null }
  await store.scored(10, 2, [
    { ...receipt, ...answer, latencyMs: 1, answerHash: null, input: {}, output: null },
  ])
  const { scoreboard } = sums.incentive
  const broken = { ...scoreboard, fold: () => Number.NaN }
  await expect(store.fold(10, broken, { organicShare: 0.2 })).rejects.toMatchObject({
    code: 'SCOREBOARD_BROKEN',
  })
  expect([await store.waitingEvidence(), await store.evidenceOf(10)]).toEqual([20, []])
  await store.fold(10, scoreboard, { organicShare: 0.2 })
  expect([await store.waitingEvidence(), (await store.evidenceOf(10)).length]).toEqual([0, 20])
  expect((await store.scoreChanges(10))[0]).toMatchObject({ mean: expect.closeTo(0.8) })
})

test('a scoreboard that may leap refuses the traffic of users', async () => {
  const world = await setUpValidator(parts, { organic: traffic() })
  const incentive = { ...sums.incentive, scoreboard: wilson() }
  expect(() => createValidator({ ...sums, incentive } as typeof sums, world.options)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
})

test('times are spread over the window in bursts like those of users', () => {
  let now = 0
  const organic = createOrganicTraffic({ windowMs: 1_000, clock: { now: () => now }, random: () => 0.5 })
  expect(organic.pauses(3, 0)).toEqual([0, 0, 0])
  for (let call = 0; call < 40; call++) {
    now += 10
    organic.called('miner')
  }
  expect(organic.pauses(3, 0)).toEqual([250, 250, 250])
  // Twenty pauses, of which a half is drawn.
  expect(organic.delay()).toBe(100)
  // Rounds that take longer are filled all the same, up to twice their time.
  now += 1_000
  expect(organic.pauses(3, 1)).toEqual([350, 350, 350])
  now += 9_000
  expect(organic.pauses(3, 2)).toEqual([500, 500, 500])
  organic[Symbol.dispose]()
  expect(organic.ended.aborted).toBe(true)
})

test('texts of fewer than three payers are in no task, and no payer has more than half of the outsides', () => {
  const organic = createOrganicTraffic({ windowMs: 0 })
  for (let at = 0; at < 40; at++)
    organic.asked({
      size: at < 30 ? 1 : 2,
      parameters: { stop: ['END'], n: at },
      payer: at < 30 ? 'loud' : `p${at % 2}`,
    })
  const shown = Array.from({ length: 10 }, () => organic.profiles()).flat()
  // Half of them, if it were not for chance.
  expect(shown.filter(({ size }) => size === 2).length / shown.length).toBeGreaterThan(0.4)
  expect(shown.every(({ parameters }) => 'stop' in parameters)).toBe(true)
  for (let at = 0; at < 40; at++)
    organic.asked({ size: 3, parameters: { stop: ['odd'] }, payer: `p${at % 2}` })
  expect(JSON.stringify(organic.profiles())).not.toContain('odd')
})

test('defect: a payer with many requests made those of others forgotten, so that each task looked like its own', () => {
  let state = 1
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const organic = createOrganicTraffic({ windowMs: 0, random })
  const asked = (payer: string, temperature: number) =>
    organic.asked({ size: 1, parameters: { temperature }, payer })
  for (let at = 0; at < 30; at++) asked(`user ${at % 5}`, 0.5)
  for (let at = 0; at < 2_000; at++) asked('miner', 0.123)
  const shown = Array.from({ length: 10 }, () => organic.profiles()).flat()
  const marked = shown.filter(({ parameters }) => parameters.temperature === 0.123)
  expect(marked.length / shown.length).toBeLessThan(0.6)
})

test('defect: verdicts that waited were dropped for a payer that asked often', async () => {
  const { store } = await setUpValidator(parts)
  const own = { hotkey: 'good', registeredAt: 1, verdict: 1, source: 'agreement', receipt: null } as const
  await store.addEvidence([{ ...own, id: 'user', at: 1_000, key: 'user', payer: 'user' }])
  await parts.database.query(
    `insert into subnetkit.organic_evidence (scope, id, at, hotkey, registered_at, payer, key, verdict, source)
     select scope, 'flood ' || n, 2000, hotkey, registered_at, 'loud', 'key', 1, source
       from subnetkit.organic_evidence, generate_series(1, 20001) n where id = 'user'`,
  )
  await store.addEvidence([{ ...own, id: 'last', at: 3_000, key: 'loud', payer: 'loud' }])
  expect(await store.waitingEvidence()).toBe(20_000)
  const [row] = await parts.database.query(
    "select count(*)::integer as count from subnetkit.organic_evidence where id = 'user'",
  )
  expect(row).toEqual({ count: 1 })
})

test('evidence of owners who withdraw is dropped unless a round has counted it, and their requests are forgotten', async () => {
  const { store } = await setUpValidator(parts)
  const own = { hotkey: 'good', registeredAt: 1, verdict: 1, source: 'agreement', receipt: null } as const
  const of = (id: string, key: string) => ({ ...own, id, key, at: 1_000, payer: key })
  await store.addEvidence([of('a', 'leaves'), of('b', 'leaves'), of('c', 'counted'), of('d', 'stays')])
  await parts.database.query("update subnetkit.organic_evidence set round = 1 where id = 'c'")
  expect((await store.waitingKeys()).sort()).toEqual(['leaves', 'stays'])
  expect(await store.dropEvidence(['leaves', 'counted'])).toBe(2)
  expect(await store.dropEvidence([])).toBe(0)
  expect([await store.waitingKeys(), await store.waitingEvidence()]).toEqual([['stays'], 1])
  expect((await store.evidenceOf(1)).map(({ id }) => id)).toEqual(['c'])

  const organic = createOrganicTraffic({ windowMs: 0 })
  const asked = (key: string) =>
    organic.asked({ size: 1, parameters: { from: key.length }, payer: 'one', key })
  for (let at = 0; at < 30; at++) asked(at < 25 ? 'leave' : 'stay')
  organic.forget('leave')
  expect(organic.profiles()).toEqual([])
  for (let at = 0; at < 20; at++) asked('stay')
  expect(organic.profiles().every(({ parameters }) => parameters.from === 4)).toBe(true)
})
