import { EventEmitter, once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { notChecked } from '../rubric/not-checked.js'
import { gate } from '../rubric/parts.js'
import { openStore } from '../store/store.js'
import type { QueryResult } from '../subnet/miner-client.js'
import type { ValidatorEvent } from './events.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { createFakeChain, fakeNeuron } from './testing/fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './testing/fixture.js'

const parts = useEmbeddedParts()
let netuid = 0

type Input = { a: number; b: number }
type Answer = (hotkey: string, input: Input) => QueryResult<never> | null
const failed = { latencyMs: 1, reason: 'x' }
const refused = { ...failed, kind: 'refused', status: 403, retryAfterMs: null } as const
const unreachable = { ...failed, kind: 'absent', code: 'MINER_UNREACHABLE' } as const
const tooLarge = { ...failed, kind: 'ours', code: 'QUESTION_TOO_LARGE', fix: 'Ask less.' } as const

/** A validator whose client answers for the miners from the second round on. */
async function setUp(
  answer: Answer,
  {
    neurons = sumsNeurons(),
    first = () => null,
    subnet = sums,
  }: {
    subnet?: typeof sums
    neurons?: ReturnType<typeof sumsNeurons>
    first?: (input: Input) => QueryResult<never> | null
  } = {},
) {
  netuid += 1
  const chain = createFakeChain(validatorHotkey, neurons)
  const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
  const real = createFakeClient()
  let isBroken = false
  const client: typeof real = {
    ...real,
    query: async (endpoint, ...rest) =>
      (isBroken ? answer(endpoint.hotkey, rest[1] as Input) : first(rest[1] as Input)) ??
      real.query(endpoint, ...rest),
  }
  const events: ValidatorEvent[] = []
  const emitter = new EventEmitter()
  const validator = createValidator(subnet, {
    ...{
      netuid,
      hotkey: validatorHotkey,
      chain,
      client,
      queues: parts.queues,
      store,
      roundBlocks: 10,
      weightsEveryBlocks: 1,
    },
    ...{ secretSource: testSecret, retryDelayMs: 1, lockMs: 500 },
    onEvent(event) {
      events.push(event)
      emitter.emit(event.kind, event)
    },
  })
  // Registrations are seen in any round; that is no score.
  const scores = async () => (await store.scores()).map(({ seenAt: _, ...entry }) => entry)
  const next = async (kind: ValidatorEvent['kind']) => (await once(emitter, kind))[0]
  return {
    ...{ store, events, validator, chain },
    /** Runs one good round, then a broken one, until the event. Returns the scores after either. */
    async run(kind: ValidatorEvent['kind']) {
      const first = next('weights-set')
      await validator.start()
      await first
      const before = await scores()
      isBroken = true
      const second = next(kind)
      chain.mine(10)
      await second
      const after = await scores()
      isBroken = false
      return { before, after }
    },
    next,
  }
}

describe('defect: trouble of the validator was charged to its miners', () => {
  test.each<[string, Answer, string, string]>([
    ['no line', () => unreachable, 'NOBODY_REACHED', 'MINER_UNREACHABLE'],
    [
      'no line, as another client states it',
      () => ({ ...failed, kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'connect ENETUNREACH' }),
      ...(['NOBODY_REACHED', 'MINER_UNREACHABLE'] as const),
    ],
    [
      'only private axons',
      (hotkey) => (hotkey === 'good' ? unreachable : { ...unreachable, code: 'AXON_NOT_PUBLIC' }),
      ...(['NOBODY_REACHED', 'AXON_NOT_PUBLIC'] as const),
    ],
    [
      'no permit',
      (hotkey) => (hotkey === 'slow' ? unreachable : { ...refused, code: 'CALLER_WITHOUT_PERMIT' }),
      ...(['REFUSED_BY_ALL', 'CALLER_WITHOUT_PERMIT'] as const),
    ],
    ['a wrong clock', () => ({ ...refused, code: 'AUTH_STALE' }), 'REFUSED_BY_ALL', 'AUTH_STALE'],
    ['a question above the limit', () => tooLarge, 'NOTHING_ASKED', 'QUESTION_TOO_LARGE'],
  ])('%s: the round counts for nobody, and is reported', async (_, answer, code, cause) => {
    const { run, validator, store, events, chain, next } = await setUp(answer)
    await using _running = validator
    const { before, after } = await run('round-skipped')
    expect(after).toEqual(before)
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'trouble', code, fix: expect.stringMatching(/\.$/) }),
    )
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'round-skipped', round: 1_010, code, cause }),
    )
    expect(await store.round(1_010)).toMatchObject({ state: 'skipped', reason: expect.any(String) })
    expect(chain.landed).toHaveLength(1)

    const folded = next('weights-set')
    chain.mine(10)
    await folded
    expect((await store.scores()).find(({ hotkey }) => hotkey === 'good')?.score).toBeCloseTo(0.51, 12)
    // The secret of the skipped round is published like any other.
    const again = next('round-folded')
    chain.mine(10)
    await again
    expect(chain.notices.map(({ revealed }) => revealed?.[0]?.round)).toEqual([
      ...[undefined, undefined],
      ...[1_000, 1_010],
    ])
  })

  test.each<[string, Answer]>([
    ['some unreachable', (hotkey) => (hotkey === 'good' ? null : unreachable)],
    [
      'all absent, though one of them was reached',
      (hotkey) => (hotkey === 'good' ? { ...failed, kind: 'absent', code: 'RESPONSE_ABSENT' } : unreachable),
    ],
    [
      'defect: undefined by the document, all refuse connections',
      () => ({ ...failed, kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'connect ECONNREFUSED' }),
    ],
    [
      'all refuse, one of them as overloaded',
      (hotkey) => ({ ...refused, code: hotkey === 'good' ? 'MINER_OVERLOADED' : 'AUTH_STALE' }),
    ],
  ])('%s is evidence, and counts', async (_, answer) => {
    const { run, validator, events } = await setUp(answer)
    await using _running = validator
    const { before, after } = await run('round-folded')
    const slow = (scores: typeof before) => scores.find(({ hotkey }) => hotkey === 'slow')?.score ?? 0
    expect(slow(after)).toBeCloseTo(0.7 * slow(before), 12)
    expect(events.filter(({ kind }) => kind === 'trouble' || kind === 'round-skipped')).toEqual([])
  })

  test.each([
    [20, 'refused', true],
    [20, 'unreachable', true],
    [8, 'refused', false],
  ] as const)(
    'defect: one of %i miners answered, and the others, %s, were charged: %s',
    async (count, how, isOurs) => {
      const neurons = sumsNeurons()
      const more = Array.from({ length: count }, (_, index) =>
        fakeNeuron(9 + index, `more${index}`, {
          axon: { host: `10.0.0.${index + 1}`, port: 9_000, protocol: 4, version: 1, servedAt: 1 },
        }),
      )
      const failure = how === 'refused' ? ({ ...refused, code: 'AUTH_STALE' } as const) : unreachable
      const sum = ({ a, b }: { a: number; b: number }) =>
        ({ kind: 'ok', output: { sum: a + b } as never, latencyMs: 100 }) as const
      const { run, validator, events } = await setUp(
        (hotkey, input) => (hotkey === 'more0' ? sum(input) : failure),
        { neurons: [...neurons.slice(0, 2), ...more], first: sum },
      )
      await using _running = validator
      const { before, after } = await run('round-folded')
      const scoreOf = (scores: typeof before, hotkey: string) =>
        scores.find((entry) => entry.hotkey === hotkey)?.score ?? 0
      expect(scoreOf(after, 'more0')).toBeGreaterThan(scoreOf(before, 'more0'))
      expect(scoreOf(after, 'more1')).toBeCloseTo((isOurs ? 1 : 0.7) * scoreOf(before, 'more1'), 12)
      const code = 'ROUND_PARTLY_VOID'
      const folded = events.filter((event) => event.kind === 'round-folded').at(-1)
      expect(folded?.trouble?.code).toBe(isOurs ? code : undefined)
      expect(events.some((event) => event.kind === 'trouble' && event.code === code)).toBe(isOurs)
    },
  )

  test('one question that could not be sent leaves the score of its miner to the others', async () => {
    let asked = 0
    const { run, validator, store } = await setUp((hotkey) =>
      hotkey === 'good' && asked++ === 0 ? tooLarge : null,
    )
    await using _running = validator
    const { after } = await run('round-folded')
    expect(after.find(({ hotkey }) => hotkey === 'good')?.score).toBeCloseTo(0.51, 12)
    const outcomes = (await store.receipts(1_010, 'good')).map(({ outcome }) => outcome).toSorted()
    expect(outcomes).toEqual(['ours', 'scored', 'scored'])
  })

  test('a gate that cannot be checked charges nobody, pays nobody, and is reported; the round counts for the rest', async () => {
    let isBusy = false
    const honest = gate('honest', ({ id }: { id: string }) =>
      isBusy && id.endsWith('-0') ? notChecked('busy') : true,
    )
    const subnet = { ...sums, rubric: { ...sums.rubric, gates: [...sums.rubric.gates, honest] } }
    const { run, validator, store, events } = await setUp(
      () => {
        isBusy = true
        return null
      },
      { subnet: subnet as never },
    )
    await using _running = validator
    const { after } = await run('round-folded')
    expect(after.find(({ hotkey }) => hotkey === 'good')?.score).toBeCloseTo(0.51, 12)
    const receipts = await store.receipts(1_010, 'good')
    expect(receipts.map(({ outcome }) => outcome).toSorted()).toEqual(['ours', 'scored', 'scored'])
    const left = receipts.find(({ outcome }) => outcome === 'ours')
    expect(left?.reason).toMatch(/^NOT_CHECKED: /)
    expect(left?.parts?.leftOut).toEqual([{ kind: 'gate', name: 'honest', reason: 'busy' }])
    expect(events.some((event) => event.kind === 'trouble' && event.code === 'NOT_CHECKED')).toBe(true)
  })

  test('defect: a round of which no answer could be checked was taken for one without answers', async () => {
    const honest = gate('honest', () => notChecked('busy'))
    const subnet = { ...sums, rubric: { ...sums.rubric, gates: [honest] } }
    const { validator, chain, next, events } = await setUp(() => null, { subnet: subnet as never })
    await using _running = validator
    const folded = next('round-folded')
    await validator.start()
    chain.mine(10)
    await folded
    const skipped = events.flatMap((event) => (event.kind === 'round-skipped' ? event.code : []))
    expect(skipped).not.toContain('NOTHING_ASKED')
  })

  test('an input that the client throws on is ours', async () => {
    const { run, validator, events } = await setUp(() => {
      throw new TypeError('a bigint')
    })
    await using _running = validator
    const { before, after } = await run('round-skipped')
    expect(after).toEqual(before)
    expect(events).toContainEqual(expect.objectContaining({ kind: 'trouble', code: 'NOTHING_ASKED' }))
  })

  test('defect: an answer that the schema decoded to a bigint was malformed', async () => {
    const { run, validator, store } = await setUp((hotkey) =>
      hotkey === 'good' ? { kind: 'ok', output: { sum: 7n, at: new Date(0) } as never, latencyMs: 1 } : null,
    )
    await using _running = validator
    await run('weights-set')
    const [receipt] = await store.receipts(1_010, 'good')
    expect(receipt).toMatchObject({
      ...{ outcome: 'scored', answerHash: expect.any(String) },
      output: { sum: '7', at: '1970-01-01T00:00:00.000Z' },
    })
  })
})
