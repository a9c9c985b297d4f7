import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rankMiners, type SampledRound } from './rank-miners.js'
import { type Candidate, parseSampling, type SamplingPolicy } from './sampling-policy.js'

const roundBlocks = 10
const roundAt = (index: number, salt = ''): SampledRound => ({
  ...{ netuid: 1, mechanism: 0, number: index * roundBlocks, roundBlocks },
  secret: Uint8Array.from(createHash('sha256').update(`${salt}/${index}`).digest()),
})

const candidate = (hotkey: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ hotkey, registeredAt: 0, stake: 0n, score: 0, lastAsked: null, ...more },
})

const names = (miners: readonly Candidate[]) => miners.map(({ hotkey }) => hotkey)

/** Anything that a number of ours could turn out to be. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Infinity, -1, 0, Number.MAX_VALUE, 5e-324),
)

const candidates = fc.uniqueArray(
  fc.record({
    hotkey: fc.string({ minLength: 1, maxLength: 8 }),
    registeredAt: fc.oneof(fc.nat(1_000), fc.constant(Number.NaN)),
    stake: fc.bigInt({ min: 0n, max: 10n ** 16n }),
    score: anyNumber,
    lastAsked: fc.oneof(fc.constant(null), fc.nat(1_000)),
  }),
  { minLength: 1, maxLength: 20, selector: ({ hotkey }) => hotkey },
)

const policies: fc.Arbitrary<SamplingPolicy> = fc.oneof(
  fc.constant<SamplingPolicy>({ kind: 'all' }),
  fc.record({ kind: fc.constant('stalest' as const), count: fc.integer({ min: 1, max: 25 }) }),
  fc.record({
    kind: fc.constant('weighted' as const),
    count: fc.integer({ min: 1, max: 25 }),
    by: fc.oneof(fc.constantFrom('stake' as const, 'score' as const), fc.func(anyNumber)),
    floor: fc.constantFrom(undefined, 0.01, 1),
    within: fc.constantFrom(undefined, 1, 7),
  }),
)

describe('every policy', () => {
  test('takes as many distinct miners as it says, whatever the weights are', () => {
    fc.assert(
      fc.property(candidates, policies, fc.nat(50), (miners, policy, index) => {
        const chosen = rankMiners(policy, miners, roundAt(index))
        const size = policy.kind === 'all' ? miners.length : Math.min(policy.count, miners.length)
        expect(new Set(chosen).size).toBe(size)
        expect(miners).toEqual(expect.arrayContaining(chosen))
      }),
      { numRuns: 60 },
    )
  })

  test('does not depend on the order of the candidates', () => {
    const shuffled = candidates.chain((miners) =>
      fc.tuple(fc.constant(miners), fc.shuffledSubarray(miners, { minLength: miners.length })),
    )
    fc.assert(
      fc.property(shuffled, policies, ([miners, other], policy) => {
        expect(rankMiners(policy, other, roundAt(3))).toEqual(rankMiners(policy, miners, roundAt(3)))
      }),
      { numRuns: 60 },
    )
  })

  test('cannot be predicted without the secret, and is repeated with it', () => {
    const miners = Array.from({ length: 30 }, (_, at) => candidate(`m${at}`))
    for (const policy of [
      { kind: 'stalest', count: 5 },
      { kind: 'weighted', count: 5, by: 'stake' },
    ] as const) {
      const chosen = names(rankMiners(policy, miners, roundAt(1)))
      expect(names(rankMiners(policy, miners, roundAt(1)))).toEqual(chosen)
      expect(names(rankMiners(policy, miners, roundAt(1, 'another secret')))).not.toEqual(chosen)
    }
  })
})

/** Longest time without a question, in rounds, that any registration has seen. */
function longestWait(
  policy: SamplingPolicy,
  { size, churn, rounds = 40 }: { size: number; churn: readonly number[]; rounds?: number },
): number {
  let miners = Array.from({ length: size }, (_, at) => candidate(`m${at}`, { stake: BigInt(at ** 3) }))
  let longest = 0
  for (let index = 1; index <= rounds; index += 1) {
    const { number } = roundAt(index)
    const chosen = new Set(names(rankMiners(policy, miners, roundAt(index))))
    miners = miners.map((miner, at) => {
      if (chosen.has(miner.hotkey)) return { ...miner, lastAsked: number }
      const since = miner.lastAsked ?? miner.registeredAt
      longest = Math.max(longest, (number - since) / roundBlocks)
      // Registers again under a new hotkey, which makes it a newcomer.
      const leaves = (churn[(index * 7 + at) % churn.length] ?? 0) > 5
      return leaves ? candidate(`m${at}/${index}`, { registeredAt: number }) : miner
    })
  }
  return longest
}

describe('no miner starves', () => {
  const shape = fc.record({
    size: fc.integer({ min: 1, max: 24 }),
    churn: fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
  })

  test('stalest: all are asked within two turns, even if others register again all the time', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 8 }), ({ size, churn }, count) => {
        const turn = Math.ceil(size / Math.min(count, size))
        expect(longestWait({ kind: 'stalest', count }, { size, churn })).toBeLessThan(2 * turn)
      }),
      { numRuns: 30 },
    )
  })

  test('weighted: all are asked within the rounds that the policy says, or four turns', () => {
    fc.assert(
      fc.property(
        shape,
        fc.integer({ min: 1, max: 8 }),
        fc.option(fc.integer({ min: 1, max: 20 })),
        (of, count, within) => {
          const turn = Math.ceil(of.size / Math.min(count, of.size))
          const policy = {
            kind: 'weighted',
            count,
            by: 'stake',
            floor: 1e-9,
            within: within ?? undefined,
          } as const
          expect(longestWait(policy, of)).toBeLessThan(Math.max(within ?? 4 * turn, turn))
        },
      ),
      { numRuns: 30 },
    )
  })
})

test('stalest takes newcomers first, then those that were asked longest ago', () => {
  const miners = [
    candidate('new', { registeredAt: 485 }),
    candidate('recent', { lastAsked: 490 }),
    candidate('older', { lastAsked: 480 }),
    candidate('oldest', { lastAsked: 470 }),
  ]
  const chosen = (count: number) => names(rankMiners({ kind: 'stalest', count }, miners, roundAt(50)))
  expect(chosen(1)).toEqual(['new'])
  expect(chosen(3)).toEqual(['new', 'oldest', 'older'])
})

test('weighted draws in proportion, with a floor', () => {
  const miners = ['a', 'b', 'c'].map((hotkey, at) =>
    candidate(hotkey, { stake: [60n, 30n, 0n][at]!, lastAsked: 0 }),
  )
  const policy = { kind: 'weighted', count: 1, by: 'stake', floor: 1 / 3, within: 1e9 } as const
  const times: Record<string, number> = {}
  const rounds = 2_000
  for (let index = 1; index <= rounds; index += 1) {
    const [name] = names(rankMiners(policy, miners, roundAt(index)))
    times[name!] = (times[name!] ?? 0) + 1 / rounds
  }
  // A third of the mean of 30 is the floor: 60, 30 and 10 of 100.
  expect(times.a).toBeCloseTo(0.6, 1)
  expect(times.b).toBeCloseTo(0.3, 1)
  expect(times.c).toBeCloseTo(0.1, 1)
})

test.each([
  [{ kind: 'some' }, 'sampling'],
  [5, 'sampling'],
  [{ kind: 'stalest' }, 'sampling count'],
  [{ kind: 'stalest', count: 0 }, 'sampling count'],
  [{ kind: 'all', count: 3 }, "sampling: unknown option 'count'"],
  [{ kind: 'weighted', count: 3, by: 'luck' }, 'sampling by'],
  [{ kind: 'weighted', count: 3, by: 'stake', floor: 0 }, 'sampling floor'],
  [{ kind: 'weighted', count: 3, by: 'stake', within: 0 }, 'sampling within'],
])('the policy %j is refused by name', (policy, name) => {
  expect(() => parseSampling(policy, 'here')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(`here ${name}`) }),
  )
})

test('no policy asks all', () => {
  expect(parseSampling(undefined, 'here')).toEqual({ kind: 'all' })
})
