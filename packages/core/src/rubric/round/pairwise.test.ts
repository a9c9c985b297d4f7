import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../tasks/random.js'
import { rateDuels, winShare } from './bradley-terry.js'
import { drawPairings } from './duels.js'
import { cutDuelist, type Duelist, type Judge, type Winner } from './judge.js'
import { type JudgedDuelOptions, pairwise } from './pairwise.js'
import { compareOutputs } from './testing/compare.js'
import { verdictsInMemory } from './verdicts.js'

type Of<Output> = { readonly output: Output }

const share = fc.constantFrom(0, 0.25, 0.5, 1)
const someDuels = fc.integer({ min: 2, max: 8 }).chain((players) => {
  const place = fc.integer({ min: 0, max: players - 1 })
  const duel = fc
    .record({ first: place, second: place, share })
    .filter(({ first, second }) => first !== second)
  return fc.record({ players: fc.constant(players), duels: fc.array(duel, { maxLength: 30 }) })
})

describe('rateDuels', () => {
  test('is where the likelihood and the prior are in balance', () => {
    fc.assert(
      fc.property(someDuels, fc.double({ min: 0.25, max: 10, noNaN: true }), ({ players, duels }, prior) => {
        const ratings = rateDuels(players, duels, prior)
        const slopes = ratings.map(({ rating }) => -prior * rating)
        for (const duel of duels) {
          const expected = winShare(ratings[duel.first]!.rating - ratings[duel.second]!.rating)
          slopes[duel.first]! += duel.share - expected
          slopes[duel.second]! -= duel.share - expected
        }
        for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(1e-9)
      }),
      { numRuns: 30 },
    )
  })

  test('has the values of a table', () => {
    // Two players, one duel, prior 1: the solution of x = 1 - 1 / (1 + exp(-2 x)), by bisection.
    const [winner, loser] = rateDuels(2, [{ first: 0, second: 1, share: 1 }], 1)
    expect(winner?.rating).toBeCloseTo(0.337_415_807_171, 10)
    expect(loser?.rating).toBeCloseTo(-0.337_415_807_171, 10)
    // Four players, by plain gradient ascent in another program.
    const duels = [
      ...[[0, 1, 1] as const, [1, 2, 1] as const, [2, 3, 1] as const],
      ...[[0, 2, 0.5] as const, [1, 3, 0] as const, [0, 3, 1] as const],
    ].map(([first, second, share]) => ({ first, second, share }))
    const expected = [0.510_158_620_8, -0.254_570_046_3, -0.001_018_528_2, -0.254_570_046_3]
    for (const [at, { rating }] of rateDuels(4, duels, 1).entries()) {
      expect(rating).toBeCloseTo(expected[at]!, 9)
    }
    expect(winShare(0)).toBe(0.5)
    expect(rateDuels(1, [], 4)).toEqual([{ rating: 0, deviation: 0.5 }])
  })

  test('finds the order of players of known strength', () => {
    const random = createRandom(Buffer.from('strength'))
    const strengths = Array.from({ length: 24 }, (_, at) => (at - 12) / 4)
    const duels = drawPairings(strengths.map(String), 12, random).map(([first, second]) => ({
      ...{ first, second },
      share: random.chance(winShare(strengths[first]! - strengths[second]!)) ? 1 : 0,
    }))
    const ratings = rateDuels(24, duels, 0.5).map(({ rating }) => rating)
    const mean = (from: number) => ratings.slice(from, from + 8).reduce((sum, one) => sum + one, 0) / 8
    expect(mean(0)).toBeLessThan(mean(8) - 0.5)
    expect(mean(8)).toBeLessThan(mean(16) - 0.5)
  })
})

describe('drawPairings', () => {
  test('each entry meets as many others as it should, each once, and never its own miner', () => {
    const setting = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      rivals: fc.integer({ min: 1, max: 12 }),
      seed: fc.string(),
    })
    fc.assert(
      fc.property(setting, ({ count, rivals, seed }) => {
        const miners = Array.from({ length: count }, (_, at) => `m${at}`)
        const pairings = drawPairings(miners, rivals, createRandom(Buffer.from(seed)))
        expect(new Set(pairings.map(String)).size).toBe(pairings.length)
        const met = miners.map((_, at) => pairings.filter((pairing) => pairing.includes(at)).length)
        const expected = Math.min(count - 1, rivals + (rivals % 2))
        // In an even circle, all but one of an even number of rivals come in pairs.
        for (const one of met) expect(one).toBe(expected)
        expect(drawPairings(miners, rivals, createRandom(Buffer.from(seed)))).toEqual(pairings)
      }),
      { numRuns: 30 },
    )
    expect(drawPairings(['a', 'a', 'a'], 2, createRandom(new Uint8Array(1)))).toEqual([])
  })
})

describe('pairwise', () => {
  const longer = pairwise<Of<string>, number>('longer', 1, {
    of: ({ output }) => output.length,
    duel: (one, other) => (one > other ? 1 : one < other ? 0 : 0.5),
  })
  const answers = ['a', 'bb', 'ccc', 'dddd', 'dddd'].map((output, at) => ({ miner: `m${at}`, output }))

  test('rates answers by the duels that they win', async () => {
    const { scores } = await compareOutputs(longer, answers)
    const values = scores.map(({ score }) => score!)
    expect(values.toSorted((one, other) => one - other)).toEqual(values)
    expect(values[3]).toBeCloseTo(values[4]!, 9)
    expect(values.reduce((sum, one) => sum + one, 0) / 5).toBeCloseTo(0.5, 1)
    expect(scores[0]?.part.detail).toEqual({
      ...{ rating: expect.any(Number), deviation: expect.any(Number), duels: 4 },
    })
  })

  const duelist = ({ output }: Of<string>): Duelist => ({ question: 'Which is longer?', answer: output })
  /** A judge that prefers the longer answer, and what it was asked. */
  function lengthJudge(fail: (asked: number) => boolean = () => false) {
    const asked: string[] = []
    const judge: Judge = {
      async judge({ first, second }): Promise<Winner> {
        asked.push(`${first.answer}:${second.answer}`)
        if (fail(asked.length)) throw new Error('the model is busy')
        const difference = first.answer.length - second.answer.length
        return difference === 0 ? 'tie' : difference > 0 ? 'first' : 'second'
      },
    }
    return { asked, judge }
  }
  const judged = (judge: Judge, more: Partial<JudgedDuelOptions<Of<string>>> = {}) =>
    pairwise<Of<string>>('judged', 1, { of: duelist, judge, ...more } as JudgedDuelOptions<Of<string>>)

  test('a judge sees each duel in both orders, and gives what a function gives', async () => {
    const { asked, judge } = lengthJudge()
    const { scores } = await compareOutputs(judged(judge), answers)
    expect(scores.map(({ score }) => score)).toEqual(
      (await compareOutputs({ ...longer, name: 'judged' }, answers)).scores.map(({ score }) => score),
    )
    expect(asked).toHaveLength(20)
    expect(new Set(asked.map((one) => one.split(':').toReversed().join(':')))).toEqual(new Set(asked))
  })

  test('a judge that always prefers the first place makes no difference in both orders', async () => {
    const { scores } = await compareOutputs(judged({ judge: async () => 'first' }), answers)
    for (const { score } of scores) expect(score).toBeCloseTo(0.5, 9)
  })

  test('asks once for each duel by a coin, and within a budget', async () => {
    const { asked, judge } = lengthJudge()
    await compareOutputs(judged(judge, { order: 'coin' }), answers)
    expect(asked).toHaveLength(10)
    await compareOutputs(judged(judge, { budget: 19 }), answers)
    expect(asked).toHaveLength(20)
    const { troubles } = await compareOutputs(judged(judge, { budget: 9 }), answers)
    expect(troubles[0]).toMatch(/^COMPARE_FAILED: .* a budget of 9 verdicts/)
  })

  test('asks for no verdict again that is stored', async () => {
    const { asked, judge } = lengthJudge()
    const verdicts = verdictsInMemory()
    const first = await compareOutputs(judged(judge), answers, { verdicts })
    const again = await compareOutputs(judged({ judge: async () => 'tie' }), answers, { verdicts })
    expect(again.scores).toEqual(first.scores)
    expect(asked).toHaveLength(20)
  })

  test('tries a verdict twice, leaves out what fails, and reports it', async () => {
    const once = lengthJudge((asked) => asked <= 20)
    expect((await compareOutputs(judged(once.judge, { atOnce: 1 }), answers)).troubles).toEqual([])
    const some: Judge = {
      async judge({ first, second }) {
        if ([first.answer, second.answer].toSorted().join() === 'a,bb') throw new Error('no opinion')
        return lengthJudge().judge.judge({ first, second }, {} as never)
      },
    }
    const { scores, troubles } = await compareOutputs(judged(some), answers)
    expect(troubles).toEqual([expect.stringMatching(/^COMPARE_INCOMPLETE: .*2 of 20 verdicts .*no opinion/)])
    expect(scores[0]?.part.detail).toMatchObject({ duels: 3 })
  })

  test('defect: an answer that made the judge fail was left out, and won', async () => {
    const shy: Judge = {
      async judge({ first, second }) {
        if ([first.answer, second.answer].includes('bad')) throw new Error('no opinion')
        return 'tie'
      },
    }
    const many = [...'abcdefgh']
      .map((output) => ({ miner: output, output }))
      .concat({ miner: 'x', output: 'bad' })
    const { scores } = await compareOutputs(judged(shy), many)
    expect(scores.at(-1)?.score).toBeLessThan(0.3)
    expect(scores.at(-1)?.part.detail).toMatchObject({ duels: 0, failed: 4 })
    for (const { score } of scores.slice(0, -1)) expect(score).toBeCloseTo(0.5, 9)
    // Three of them fail in nearly half of all verdicts.
    const three = [...many, ...['y', 'z'].map((miner) => ({ miner, output: 'bad' }))]
    const { scores: all, troubles } = await compareOutputs(judged(shy), three)
    expect(troubles).toEqual([expect.stringMatching(/^COMPARE_INCOMPLETE/)])
    for (const { score } of all.slice(0, -3)) expect(score).toBeCloseTo(0.5, 9)
    for (const { score } of all.slice(-3)) expect(score).toBeLessThan(0.5)
  })

  test('a judge that is down for a while costs no miner', async () => {
    const { judge } = lengthJudge((asked) => asked > 4 && asked <= 14)
    const { scores, troubles } = await compareOutputs(judged(judge, { atOnce: 1 }), answers)
    expect(troubles).toEqual([])
    expect(scores).toEqual((await compareOutputs(judged(lengthJudge().judge, { atOnce: 1 }), answers)).scores)
  })

  test('a judge that fails more and more of the time is the one at fault', async () => {
    let asked = 0
    const tired: Judge = {
      async judge() {
        asked += 1
        if (asked > 6) throw new Error('tired')
        return 'tie'
      },
    }
    const { scores, troubles } = await compareOutputs(judged(tired, { atOnce: 1 }), answers)
    expect(troubles).toEqual([expect.stringMatching(/^COMPARE_FAILED/)])
    for (const { score } of scores) expect(score).toBeUndefined()
  })

  test.each<[string, Judge]>([
    ['always fails', { judge: () => Promise.reject(new Error('no credit left')) }],
    ['says something else', { judge: async () => 'both' as never }],
    ['never settles', { judge: () => new Promise(() => {}) }],
  ])('a judge that %s is left out by name', async (_, judge) => {
    const { scores, troubles } = await compareOutputs(judged(judge, { judgeMs: 5, atOnce: 20 }), answers)
    expect(troubles).toEqual([expect.stringMatching(/^COMPARE_FAILED: .*20 of 20 verdicts failed/)])
    expect(scores.every(({ score }) => score === undefined)).toBe(true)
  })

  const someText = fc.string({
    unit: fc.constantFrom('a', '"', '\n', 'é', '😀', '\0', '\uD800'),
    minLength: 1,
    maxLength: 20,
  })
  test('cuts what a judge sees to what a receipt keeps, never in a character', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const long = text.repeat(400)
        const { question, answer } = cutDuelist({ question: long, answer: long })
        expect(Buffer.byteLength(JSON.stringify({ question, answer }))).toBeLessThanOrEqual(4_096)
        expect(long.startsWith(answer) && answer.startsWith(question)).toBe(true)
      }),
      { numRuns: 20 },
    )
    expect(cutDuelist({ question: 'q', answer: '😀'.repeat(2_000) }).answer).toBe('😀'.repeat(699))
    expect(() => cutDuelist({ question: 'q', answer: 1 })).toThrow('no text')
  })

  test.each<[string, object]>([
    ['neither a judge nor a function', { of: () => 1 }],
    ['a judge without its method', { of: () => 1, judge: {} }],
    ['a prior of 0', { of: () => 1, duel: () => 1, prior: 0 }],
    ['a budget for a function', { of: () => 1, duel: () => 1, budget: 10 }],
  ])('refuses %s', (_, options) => {
    expect(() => pairwise('p', 1, options as never)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
