import { createManualClock, type ManualClock } from '@subnetkit/base/testing'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../tasks/random.js'
import { notChecked, notYet } from '../not-checked.js'
import type { RoundCriterion, RoundEntry } from '../rubric.js'
import { weightedMean } from '../weighted-mean.js'
import { compareAnswers } from './compare-answers.js'
import type { ComparableAnswer, Comparison } from './comparison.js'
import { verdictsInMemory } from './verdicts.js'

const answer = (hotkey: string, value: unknown, more: Partial<ComparableAnswer> = {}): ComparableAnswer => ({
  ...{ hotkey, registeredAt: 1, taskId: 'sum-0', family: 'sum', synapse: 'add' },
  parts: {
    ...{ value: 0.5, failedGate: null, factors: [{ name: 'half', factor: 0.5 }] },
    criteria: [{ name: 'own', weight: 1, score: 1 }],
    features: { beside: { group: 'sum-0', value } },
  },
  ...more,
})

const beside = (compare: RoundCriterion<never>['compare'], more: Partial<RoundCriterion<never>> = {}) => ({
  ...{ name: 'beside', weight: 1, feature: () => null, compare, ...more },
})

function run(
  criterion: RoundCriterion<never>,
  answers: readonly ComparableAnswer[],
  more: Partial<Comparison> = {},
) {
  return compareAnswers({ roundCriteria: [criterion], combine: weightedMean() }, answers, {
    ...{ round: 7, past: () => [], verdicts: verdictsInMemory() },
    random: (name, group) => createRandom(Buffer.from(`${name} ${group}`)),
    ...more,
  })
}

const inGroup = ({ parts }: ComparableAnswer, group: string) => ({
  ...parts,
  features: { beside: { ...parts.features!.beside!, group } },
})

const pair = [answer('a', 1), answer('b', 2)]
const valuesOf = ({ answers }: Awaited<ReturnType<typeof run>>) => answers.map(({ parts }) => parts.value)

describe('compareAnswers', () => {
  test('combines both kinds of criteria, times the factors', async () => {
    const compared = await run(
      beside((entries: readonly RoundEntry<number>[]) => entries.map(({ feature }) => feature / 4)),
      pair,
    )
    expect(valuesOf(compared)).toEqual([0.3125, 0.375])
  })

  test.each<[string, RoundCriterion<never>['compare'], detail: string]>([
    ['throws', () => JSON.parse('{'), 'JSON'],
    ['rejects', () => Promise.reject(new Error('no such model')), 'no such model'],
    ['never settles', () => new Promise(() => {}), 'no result within 5 ms'],
    ['returns NaN', (entries) => entries.map(() => Number.NaN), 'NaN'],
    ['returns a number above 1', (entries) => entries.map(() => 1.001), '1.001'],
    ['returns too few scores', () => [1], '1 scores for 2 entries'],
    ['returns nothing', () => undefined as never, 'undefined'],
    [
      'returns details that are too large',
      (entries) => entries.map(() => ({ score: 1, detail: 'x'.repeat(500) })),
      '502 bytes',
    ],
  ])('leaves out a comparison that %s, by name', async (_, compare, detail) => {
    const { answers, troubles } = await run(beside(compare, { deadlineMs: 5 }), pair)
    expect(answers.map(({ outcome, parts }) => [outcome, parts.value])).toEqual([
      ['scored', 0.5],
      ['scored', 0.5],
    ])
    expect(troubles).toMatchObject([{ code: 'COMPARE_FAILED' }])
    expect(answers[0]?.parts.compared?.[0]?.leftOut).toContain(detail)
  })

  describe('defect: one answer with which a comparison failed took the criterion from all', () => {
    const values = (entries: readonly RoundEntry<unknown>[]) =>
      entries.map(({ feature }) => feature as number)
    const four = [answer('a', 0.1), answer('b', 0.2), answer('c', 0.3), answer('evil', 'x')]
    test.each<[string, RoundCriterion<never>['compare']]>([
      [
        'throws',
        (entries) =>
          values(entries).map((value) => {
            if (typeof value !== 'number') throw new TypeError(`${value} is no number`)
            return value
          }),
      ],
      ['rejects', async (entries) => values(entries).map((value) => Number(value.toFixed(1)))],
      ['returns NaN for it', (entries) => values(entries).map(Number)],
      [
        'returns NaN for all',
        (entries) => values(entries).map(() => Math.max(...values(entries).map(Number))),
      ],
    ])('where it %s', async (_, compare) => {
      const { answers, troubles } = await run(beside(compare), four)
      const alone = await run(beside(compare), four.slice(0, 3))
      expect(valuesOf({ answers: answers.slice(0, 3), troubles })).toEqual(valuesOf(alone))
      expect(answers.at(-1)).toMatchObject({
        outcome: 'malformed',
        reason: expect.stringMatching(/^COMPARE_FAILED: criterion beside /),
        parts: { value: 0, compared: [{ leftOut: expect.stringMatching(/^COMPARE_FAILED: /) }] },
      })
      expect(troubles).toMatchObject([
        { code: 'COMPARE_INCOMPLETE', message: expect.stringContaining('1 of 4 answers') },
      ])
    })

    test('does so again from what was stored, whatever the order', async () => {
      const compare = beside((entries) => values(entries).map((value) => Number(value.toFixed(1))))
      const first = await run(compare, four)
      const again = await run(
        compare,
        first.answers.map(({ answer: one, parts }) => ({ ...one, parts })).toReversed(),
      )
      expect(again.answers.toReversed().map(({ outcome, parts }) => [outcome, parts])).toEqual(
        first.answers.map(({ outcome, parts }) => [outcome, parts]),
      )
    })

    test('but charges nobody for an answer that fails beside one other, nor where verdicts were asked for', async () => {
      const equal = (entries: readonly RoundEntry<unknown>[]) => {
        if (new Set(values(entries)).size < entries.length) throw new Error('two are equal')
        return entries.map(() => 1)
      }
      const copied = [...four.slice(0, 3), answer('copy', 0.2)]
      const judged: RoundCriterion<never>['compare'] = async (entries, { verdict }) => {
        await verdict('one', () => 1)
        return values(entries).map(Number)
      }
      for (const [compare, answers, expected] of [
        [equal, copied, [1, 'COMPARE_INCOMPLETE']],
        [judged, four, [4, 'COMPARE_FAILED']],
      ] as const) {
        const compared = await run(beside(compare), answers)
        expect(compared.answers.map(({ outcome }) => outcome)).toEqual(Array(4).fill('scored'))
        const left = compared.answers.filter(({ parts }) => parts.compared?.[0]?.leftOut !== undefined)
        expect([left.length, compared.troubles[0]?.code]).toEqual(expected)
      }
    })
  })

  describe('defect: finding the answers on which a comparison fails', () => {
    const slow = (clock: ManualClock, each: number) => {
      let runs = 0
      const compare = beside(async (entries: readonly RoundEntry<unknown>[]) => {
        runs += 1
        await clock.advance(each)
        return entries.map(({ feature }) => (feature === 'x' ? Number.NaN : 0.5))
      })
      return { compare, runs: () => runs }
    }
    const eight = [...'abcdefg'].map((name) => answer(name, 0.5)).concat(answer('evil', 'x'))

    test('held the fold for as many comparisons as it took', async () => {
      const clock = createManualClock()
      const { compare, runs } = slow(clock, 10_000)
      const groups = [eight, eight.map((one) => ({ ...one, taskId: 'sum-1', parts: inGroup(one, 'sum-1') }))]
      const { answers, troubles } = await run(compare, groups.flat(), { clock })
      expect(answers.map(({ outcome }) => outcome)).toEqual(Array(16).fill('scored'))
      expect(troubles).toMatchObject([{ code: 'COMPARE_FAILED' }])
      // One for each group, and what both begin within 30 s.
      expect(runs()).toBeLessThanOrEqual(2 + 6)
    })

    test('failed the fold where the comparison holds at times', async () => {
      let runs = 0
      const flaky = beside((entries: readonly RoundEntry<unknown>[]) => {
        runs += 1
        if (runs === 1 || runs > 4) throw new Error('the service is busy')
        return entries.map(() => 1)
      })
      const { answers } = await run(flaky, eight)
      expect(answers.map(({ outcome }) => outcome)).toEqual(Array(8).fill('scored'))
    })
  })

  test('an answer without another criterion counts for nothing then', async () => {
    const bare = pair.map((one) => ({ ...one, parts: { ...one.parts, criteria: [] } }))
    const { answers } = await run(
      beside(() => [0, 1], { minPeers: 2 }),
      bare,
    )
    expect(answers.map(({ outcome, reason }) => [outcome, reason?.split(':')[0]])).toEqual([
      ['ours', 'TOO_FEW_PEERS'],
      ['ours', 'TOO_FEW_PEERS'],
    ])
  })

  test('a score that has to wait is no trouble: its reason says so', async () => {
    const bare = pair.map((one) => ({ ...one, parts: { ...one.parts, criteria: [] } }))
    const { answers, troubles } = await run(
      beside(() => [notYet('no forecast has matured'), 1]),
      bare,
    )
    expect(troubles).toEqual([])
    expect(answers.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['ours', expect.stringMatching(/^NOT_YET: .*: no forecast has matured$/)],
      ['scored', null],
    ])
  })

  test('an entry that could not be looked at is left out by name, and reported', async () => {
    const bare = pair.map((one) => ({ ...one, parts: { ...one.parts, criteria: [] } }))
    const { answers, troubles } = await run(
      beside(() => [notChecked('the judge is down'), 1]),
      bare,
    )
    expect(troubles.map(({ code }) => code)).toEqual(['NOT_CHECKED'])
    expect(answers.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['ours', expect.stringMatching(/^NOT_CHECKED: .*: the judge is down$/)],
      ['scored', null],
    ])
  })

  test('a criterion that needs no peers scores a miner that is alone', async () => {
    const [alone] = pair
    const { answers } = await run(
      beside(() => [1], { minPeers: 0 }),
      [alone!],
    )
    expect(answers[0]?.parts.criteria.map(({ score }) => score)).toContain(1)
  })

  test('a comparison that changes its entries changes no answer', async () => {
    const before = JSON.stringify(pair)
    const spoil = beside((entries: readonly RoundEntry<unknown>[]) =>
      entries.map((entry) => {
        Object.assign(entry, { feature: 'spoilt', miner: 'another' })
        return 1
      }),
    )
    await run(spoil, pair)
    expect(JSON.stringify(pair)).toBe(before)
  })

  test('repeats itself: what was compared is compared again from the same features', async () => {
    const criterion = beside((entries, { random }) => entries.map(() => random.next()))
    const first = await run(criterion, pair)
    const again = await run(
      criterion,
      first.answers.map(({ answer: one, parts }) => ({ ...one, parts })).toReversed(),
    )
    expect(again.answers.map(({ parts }) => parts).toReversed()).toEqual(
      first.answers.map(({ parts }) => parts),
    )
  })

  test('keeps groups and criteria apart', async () => {
    const seen: string[] = []
    const noting = beside((entries: readonly RoundEntry<unknown>[], { group }) => {
      seen.push(`${group} ${entries.map(({ feature }) => feature).join(' ')}`)
      return entries.map(() => 1)
    })
    const other = (hotkey: string, value: unknown) => {
      const one = answer(hotkey, value, { taskId: 'sum-1' })
      return { ...one, parts: { ...one.parts, features: { beside: { group: 'sum-1', value } } } }
    }
    await run(noting, [other('b', 4), ...pair, other('a', 3)])
    expect(seen).toEqual(['sum-0 1 2', 'sum-1 3 4'])
  })

  test('ends with its signal instead of leaving a criterion out', async () => {
    const stopping = new AbortController()
    const running = run(
      beside(() => new Promise(() => {})),
      pair,
      { signal: stopping.signal },
    )
    stopping.abort(new Error('the validator stops'))
    await expect(running).rejects.toThrow('the validator stops')
  })

  test('a combination that fails on an answer costs that answer only', async () => {
    const combine = (scores: readonly { readonly score: number }[]) => (scores[1]!.score === 1 ? 2 : 0.5)
    const { answers } = await compareAnswers({ roundCriteria: [beside(() => [0, 1])], combine }, pair, {
      ...{ round: 7, past: () => [], verdicts: verdictsInMemory() },
      random: () => createRandom(new Uint8Array(1)),
    })
    expect(answers.map(({ outcome, parts }) => [outcome, parts.value])).toEqual([
      ['scored', 0.25],
      ['malformed', 0],
    ])
  })
})
