import { describe, expect, test } from 'vitest'
import { rubric } from '../rubric/define-rubric.js'
import { criterion, gate } from '../rubric/parts.js'
import { roundCriterion } from '../rubric/round/round-criterion.js'
import type { AnswerTo, RoundCriterion, RoundEntry } from '../rubric/rubric.js'
import { ema } from '../scoreboard/ema.js'
import { linear } from '../scoreboard/linear.js'
import type { Store } from '../store/store.js'
import { defineSubnet } from '../subnet/define-subnet.js'
import type { QueryClient, QueryResult } from '../subnet/miner-client.js'
import { taskSource } from '../tasks/task-source.js'
import type { ValidatorEvent } from './events.js'
import { tasksOfMiner } from './explain/tasks-of-miner.js'
import { replayRound } from './replay/replay-round.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { fakeNeuron } from './testing/fake-chain.js'
import { sums, validatorHotkey } from './testing/fixture.js'
import { setUpValidator } from './testing/set-up.js'

const parts = useEmbeddedParts()

const { protocol } = sums
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'guess',
      synapse: 'add',
      shared: true,
      tasksPerMiner: 2,
      draw: (random) => ({ input: { a: random.int(0, 99), b: 0 }, truth: null }),
    },
  ],
})
type Guess = AnswerTo<typeof tasks>

/** 1 for a sum that no other miner gives, else 0. */
const alone = (entries: readonly RoundEntry<number>[]) =>
  entries.map(({ feature, miner }) =>
    entries.some((other) => other.miner !== miner && other.feature === feature) ? 0 : 1,
  )
const onlyOne = roundCriterion<Guess, number>('only one', 1, {
  feature: ({ output }) => output.sum,
  compare: alone,
})

/** A subnet that pays for sums that are not negative, and for those that no other miner gives. */
const subnetWith = (roundCriteria: readonly RoundCriterion<Guess>[], isAlone: boolean) =>
  defineSubnet({
    ...{ name: 'guesses', version: 3, protocol, tasks },
    rubric: rubric(tasks, {
      gates: [gate('not negative', ({ output }) => output.sum >= 0)],
      criteria: isAlone
        ? roundCriteria
        : [criterion('small', 1, ({ output }) => (output.sum < 100 ? 1 : 0.5)), ...roundCriteria],
    }),
    incentive: { scoreboard: ema({ alpha: 1 }), weights: linear() },
  })

type Behaviour = Answering | (() => Answering)
type Answering = number | Exclude<QueryResult<never>['kind'], 'ok'>

/** Runs rounds in which each miner answers as its name says; returns what is left of them. */
async function play(
  miners: Readonly<Record<string, Behaviour>>,
  {
    criteria = [onlyOne],
    isAlone = false,
    rounds = 1,
    until = 'weights-set',
    wrap = (store) => store,
    between = () => {},
  }: {
    readonly criteria?: RoundCriterion<Guess>[]
    /** True without another criterion. */
    readonly isAlone?: boolean
    readonly rounds?: number
    readonly until?: ValidatorEvent['kind']
    readonly wrap?: (store: Store) => Store
    /** Runs after the first round. */
    readonly between?: () => void
  } = {},
) {
  const client: QueryClient<typeof protocol> = {
    async query({ hotkey }) {
      const given = miners[hotkey]!
      const behaviour = typeof given === 'function' ? given() : given
      if (typeof behaviour === 'number') {
        return { kind: 'ok', output: { sum: behaviour } as never, latencyMs: 1 }
      }
      const [code, fix] = [behaviour === 'absent' ? 'MINER_UNREACHABLE' : 'RESPONSE_MALFORMED', 'Wait.']
      return { kind: behaviour, code, reason: 'as planned', fix, latencyMs: 1 } as never
    },
    async [Symbol.asyncDispose]() {},
  }
  const { chain, options, store, of, next } = await setUpValidator(parts, { client })
  chain.neurons = [
    fakeNeuron(0, 'owner', { axon: null }),
    fakeNeuron(1, validatorHotkey, { axon: null, validatorPermit: true }),
    ...Object.keys(miners).map((name, at) => fakeNeuron(at + 2, name)),
  ]
  await using validator = createValidator(subnetWith(criteria, isAlone), { ...options, store: wrap(store) })
  const over = next(until)
  await validator.start()
  await over
  between()
  for (let round = 1; round < rounds; round += 1) {
    const again = next('round-folded')
    chain.mine(10)
    await again
  }
  const scores = Object.fromEntries((await store.scores()).map(({ hotkey, score }) => [hotkey, score]))
  const replay = (round: number) =>
    replayRound({ ...options, mechanism: 0, subnet: subnetWith(criteria, isAlone) as never, store }, round)
  return { store, of, scores, replay, receipts: await store.receipts(1_000) }
}

/** Fails once, between the comparison and the fold. */
function dieOnce(store: Store): Store {
  let isDead = false
  return {
    ...store,
    async compared(...receipts) {
      const done = await store.compared(...receipts)
      if (isDead) return done
      isDead = true
      throw new Error('killed')
    },
  }
}

describe('a round with round criteria', () => {
  test('ends with scores from its answers side by side, and weights from these', async () => {
    const { scores, receipts, of } = await play({ first: 7, copy: 7, other: 8 })
    expect(scores).toEqual({ first: 0.5, copy: 0.5, other: 1 })
    const [one] = receipts.filter(({ hotkey }) => hotkey === 'other')
    expect(one).toMatchObject({ taskId: 'guess-0', outcome: 'scored', score: 1 })
    expect(one?.parts).toEqual({
      value: 1,
      failedGate: null,
      criteria: [
        { name: 'small', weight: 1, score: 1 },
        { name: 'only one', weight: 1, score: 1 },
      ],
      factors: [],
      features: { 'only one': { group: 'guess-0', value: 8 } },
      compared: [{ name: 'only one', group: 'guess-0', peers: 2 }],
    })
    expect(of('weights-set')[0]?.values).toEqual([32_768, 32_768, 65_535])
    const asked = new Set(receipts.map(({ taskId, input }) => JSON.stringify([taskId, input])))
    expect(asked.size).toBe(2)
  })

  test('counts as peers only miners whose answers pass every gate', async () => {
    const { receipts, scores } = await play({
      ...{ first: 7, other: 8, gated: -1, late: 'absent', garbled: 'malformed', unsent: 'ours' },
    })
    const peers = receipts.flatMap(({ parts }) => parts?.compared?.map((one) => one.peers) ?? [])
    expect(peers).toEqual([1, 1, 1, 1])
    expect(scores).toEqual({ first: 1, other: 1, gated: 0, late: 0, garbled: 0 })
  })

  test('leaves a criterion out where a group has too few peers, and says so', async () => {
    const lonely = { ...onlyOne, minPeers: 2 }
    const { receipts, scores, of } = await play({ first: 7, copy: 7 }, { criteria: [lonely] })
    expect(scores).toEqual({ first: 1, copy: 1 })
    expect(receipts[0]?.parts?.criteria.map(({ name }) => name)).toEqual(['small'])
    expect(receipts[0]?.parts?.compared?.[0]).toMatchObject({
      ...{ name: 'only one', peers: 1, leftOut: expect.stringMatching(/^TOO_FEW_PEERS: /) },
    })
    expect(of('trouble')).toEqual([])
  })

  test('charges no miner where a comparison fails', async () => {
    const broken: RoundCriterion<Guess> = { ...onlyOne, compare: () => JSON.parse('{') }
    const { scores, receipts, of } = await play({ first: 7, other: 8 }, { criteria: [broken] })
    expect(scores).toEqual({ first: 1, other: 1 })
    expect(receipts[0]?.parts?.compared?.[0]?.leftOut).toMatch(/^COMPARE_FAILED: criterion only one /)
    expect(of('trouble').map(({ code }) => code)).toEqual(['COMPARE_FAILED'])
  })

  test('defect: an answer with which a comparison fails took it from all; it is named in receipt, replay and report', async () => {
    const picky: RoundCriterion<Guess> = {
      ...onlyOne,
      compare(entries: readonly RoundEntry<number>[]) {
        if (entries.some(({ feature }) => feature === 9)) throw new Error('nine has no place')
        return alone(entries)
      },
    }
    const miners = { first: 7, copy: 7, other: 8, odd: 9 }
    const { scores, receipts, of, store, replay } = await play(miners, { criteria: [picky] })
    expect(scores).toEqual({ first: 0.5, copy: 0.5, other: 1, odd: 0 })
    const reason = expect.stringMatching(/^COMPARE_FAILED: criterion only one .*nine has no place/)
    expect(receipts.filter(({ outcome }) => outcome !== 'scored')).toMatchObject([
      { hotkey: 'odd', outcome: 'malformed', reason, score: 0 },
      { hotkey: 'odd', outcome: 'malformed', reason, score: 0 },
    ])
    expect(of('trouble')).toMatchObject([
      { code: 'COMPARE_INCOMPLETE', reason: expect.stringContaining('1 of 4 answers') },
    ])
    expect(await replay(1_000)).toMatchObject({ disagreements: [] })
    const { tasks: own } = await tasksOfMiner(store, 'odd', 1_000)
    expect(own[0]).toMatchObject({ outcome: 'malformed', reason, counts: true })
  })

  test('compares those who answered where most failed for a cause of ours', async () => {
    let isDown = false
    const lost = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`lost ${at}`, () => (isDown ? 'absent' : 50 + at) as Answering]),
    )
    const miners = { ...lost, first: 7, copy: () => (isDown ? 7 : 8) }
    const { scores, store, of, replay } = await play(miners, {
      rounds: 2,
      between() {
        isDown = true
      },
    })
    expect(of('round-folded').at(-1)).toMatchObject({ trouble: { code: 'ROUND_PARTLY_VOID' } })
    const receipts = await store.receipts(1_010)
    const compared = receipts.filter(({ parts }) => parts?.compared)
    expect(new Set(compared.map(({ hotkey }) => hotkey))).toEqual(new Set(['first', 'copy']))
    expect(compared.map(({ parts }) => parts?.compared)).toEqual(
      compared.map(({ taskId }) => [{ name: 'only one', group: taskId, peers: 1 }]),
    )
    expect([scores.first, scores.copy, scores['lost 0']]).toEqual([0.5, 0.5, 1])
    expect(await replay(1_010)).toMatchObject({ disagreements: [] })
  })

  test('charges no one where most failed for a cause of ours, and the comparison of the rest fails', async () => {
    let isDown = false
    const lost = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`lost ${at}`, () => (isDown ? 'absent' : 50 + at) as Answering]),
    )
    const broken: RoundCriterion<Guess> = {
      ...onlyOne,
      compare(entries: readonly RoundEntry<number>[]) {
        if (isDown) throw new Error('broken')
        return alone(entries)
      },
    }
    const { scores, store, of, replay } = await play(
      { ...lost, first: 7, other: 8 },
      {
        ...{ criteria: [broken], isAlone: true, rounds: 2 },
        between() {
          isDown = true
        },
      },
    )
    expect(of('trouble').map(({ code }) => code)).toEqual(['COMPARE_FAILED', 'ROUND_PARTLY_VOID'])
    expect(new Set(Object.values(scores))).toEqual(new Set([1]))
    const [own] = await store.receipts(1_010, 'first')
    expect(own).toMatchObject({ outcome: 'ours', reason: expect.stringMatching(/^COMPARE_FAILED: /) })
    expect(await replay(1_010)).toMatchObject({ disagreements: [] })
  })

  test('a feature that fails costs its own answer only', async () => {
    const picky: RoundCriterion<Guess> = {
      ...onlyOne,
      feature: ({ output }) => (output.sum === 9 ? Number.NaN : output.sum),
    }
    const { receipts, scores } = await play({ first: 7, other: 8, odd: 9 }, { criteria: [picky] })
    expect(scores).toEqual({ first: 1, other: 1, odd: 0 })
    expect(receipts.find(({ hotkey }) => hotkey === 'odd')).toMatchObject({
      ...{ outcome: 'malformed', reason: expect.stringMatching(/^CHECKER_FAILED: feature only one /) },
    })
  })

  test('passes earlier features of the same miner', async () => {
    const seen: Record<string, number> = {}
    const repeated = roundCriterion<Guess, number>('repeated', 1, {
      past: 1,
      feature: ({ output }) => output.sum,
      compare: (entries, { round }) =>
        entries.map(({ miner, feature, past }) => {
          seen[`${miner} ${round}`] = past.filter((one) => one === feature).length
          return 1
        }),
    })
    await play({ first: 7, other: 8 }, { criteria: [repeated], rounds: 3 })
    // Two tasks in each of the rounds before, of which the newest counts.
    expect(seen).toEqual({
      ...{ 'first 1000': 0, 'first 1010': 2, 'first 1020': 2 },
      ...{ 'other 1000': 0, 'other 1010': 2, 'other 1020': 2 },
    })
  })

  test('gives the same after a crash between the comparison and the fold, and asks for no verdict again', async () => {
    let asked = 0
    const judged = roundCriterion<Guess, number>('judged', 1, {
      feature: ({ output }) => output.sum,
      compare: (entries, { verdict }) =>
        Promise.all(
          entries.map(({ feature }) =>
            verdict(`${feature}`, () => {
              asked += 1
              return feature === 8 ? 1 : 0.5
            }),
          ),
        ),
    })
    const { scores, store } = await play({ first: 7, other: 8 }, { criteria: [judged], wrap: dieOnce })
    expect(asked).toBe(4)
    expect(scores).toEqual({ first: 0.75, other: 1 })
    expect(await store.verdicts(1_000)).toContainEqual({
      ...{ criterion: 'judged', group: 'guess-0', key: '8', verdict: 1 },
    })
  })

  test('an answer that nothing could be compared with still says that its miner was reached', async () => {
    const { receipts, of, store } = await play(
      { alone: 7, late: 'absent' },
      { isAlone: true, wrap: dieOnce, until: 'round-folded' },
    )
    expect(receipts.map(({ hotkey, outcome }) => `${hotkey} ${outcome}`)).toEqual([
      ...['alone ours', 'alone ours'],
      ...['late absent', 'late absent'],
    ])
    expect(of('step-failed')).toHaveLength(1)
    expect(of('round-skipped')).toEqual([])
    // The lone miner has no score yet, and is not charged for its loneliness.
    expect((await store.scores()).map(({ hotkey, score }) => [hotkey, score])).toEqual([['late', 0]])
  })

  test('a round that counts for nobody is not compared', async () => {
    let compared = 0
    const counting = (store: Store): Store => ({
      ...store,
      compared: (...receipts) => {
        compared += 1
        return store.compared(...receipts)
      },
    })
    const { of, scores } = await play(
      { first: 'absent', other: 'absent' },
      { wrap: counting, until: 'round-skipped' },
    )
    expect(of('round-skipped').map(({ code }) => code)).toEqual(['NOBODY_REACHED'])
    expect([compared, scores]).toEqual([0, {}])
  })

  test('a verdict that cannot be stored leaves nothing out: the comparison is repeated', async () => {
    const judged = roundCriterion<Guess, number>('judged', 1, {
      feature: ({ output }) => output.sum,
      compare: async (entries, { verdict }) => [
        await verdict('all', () => 0.5),
        ...entries.slice(1).map(() => 1),
      ],
    })
    let failed = false
    const flaky = (store: Store): Store => ({
      ...store,
      async addVerdict(...verdict) {
        if (!failed) {
          failed = true
          throw new Error('the database is gone')
        }
        return store.addVerdict(...verdict)
      },
    })
    const { receipts, of } = await play({ first: 7, other: 8 }, { criteria: [judged], wrap: flaky })
    expect(receipts.some(({ parts }) => parts?.compared?.[0]?.leftOut)).toBe(false)
    expect(of('step-failed')).toHaveLength(1)
  })
})
