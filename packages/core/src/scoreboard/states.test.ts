import { describe, expect, expectTypeOf, test } from 'vitest'
import { ema } from './ema.js'
import { foldRound } from './fold-round.js'
import { parseIncentive } from './parse-incentive.js'
import type { FormerScore, ScoreboardPolicy } from './policy.js'
import type { ScoreEntry } from './scoreboard.js'
import { convertScores, type Scoring } from './states.js'
import { windowedMean } from './windowed-mean.js'

const entry = (more: Partial<ScoreEntry> = {}): ScoreEntry => ({
  ...{ hotkey: '5A', registeredAt: 1, score: 0.5, rounds: 3, lastRound: 9, seenAt: 9 },
  ...{ state: 0.5, scoreboard: 'ema(0.1)', version: '2' },
  ...more,
})
const result = { hotkey: '5A', registeredAt: 1, mean: 1, tasks: 4, answered: 4 }
const window = windowedMean({ rounds: 4 })

describe('a scoreboard of another name', () => {
  const convert = (onScoreboardChange: Scoring['onScoreboardChange'], given = entry()) =>
    convertScores([given], { scoreboard: window, onScoreboardChange, version: '3' })

  test('continues at the scores, once', () => {
    const { changed, replaced } = convert(undefined)
    expect(changed).toEqual([
      entry({ state: [0.5, 0.5, 0.5, 0.5], scoreboard: 'windowedMean(4)', version: '3' }),
    ])
    expect(replaced).toEqual([{ from: 'ema(0.1)', to: 'windowedMean(4)', rule: 'continue', miners: 1 }])
    expect(convertScores(changed, { scoreboard: window, version: '3' })).toEqual({
      changed: [],
      replaced: [],
    })
  })

  test('restarts where the rule says so', () => {
    expect(convert('restart')).toMatchObject({
      changed: [{ score: 0, state: [], rounds: 3 }],
      replaced: [{ rule: 'restart' }],
    })
  })

  test('refuses where the rule says so', () => {
    expect(() => convert('refuse')).toThrow(expect.objectContaining({ code: 'SCOREBOARD_CHANGED' }))
  })

  test('converts by a function, which sees what was left', () => {
    const seen: FormerScore[] = []
    const { changed, replaced } = convert((former) => {
      seen.push(former)
      return [former.score, 1]
    })
    expect(seen).toEqual([
      { hotkey: '5A', policy: 'ema(0.1)', version: '2', state: 0.5, score: 0.5, rounds: 3 },
    ])
    expect([changed[0]?.score, replaced[0]?.rule]).toEqual([1.5 / 4, 'migrate'])
    expect(() => convert(() => ({ a: 1 }))).toThrow(expect.objectContaining({ code: 'SCOREBOARD_BROKEN' }))
  })

  const old = entry({ state: null, scoreboard: null, version: null })
  test.each(['continue', 'restart', 'refuse'] as const)(
    'defect: scores of an older store were no states (%s)',
    (rule) => {
      const { changed, replaced } = convertScores([{ ...old, score: 0.1 + 0.2 }], {
        ...{ scoreboard: ema({ alpha: 0.1 }), onScoreboardChange: rule, version: '2' },
      })
      expect(changed).toEqual([entry({ score: 0.1 + 0.2, state: 0.1 + 0.2 })])
      expect(replaced).toEqual([{ from: null, to: 'ema(0.1)', rule: 'continue', miners: 1 }])
    },
  )

  test('is folded by the same rule if another process left it meanwhile', () => {
    const [after] = foldRound([entry()], { number: 10, block: 10, results: [result] }, { scoreboard: window })
    expect(after).toMatchObject({ score: 2.5 / 4, state: [0.5, 0.5, 0.5, 1], rounds: 4 })
  })
})

test('scores of a later version of the subnet are refused, those of an earlier one are not', () => {
  const scoring = (version: string) => ({ scoreboard: ema({ alpha: 0.1 }), version })
  const newer = expect.objectContaining({ code: 'SCORES_NEWER', details: { found: '2', own: '1' } })
  expect(() => convertScores([entry()], scoring('1'))).toThrow(newer)
  // As numbers: text would put 10 before 2.
  expect(convertScores([entry()], scoring('10')).changed).toEqual([])
  // A definition may have the later version as its next one.
  expect(convertScores([entry()], { ...scoring('1'), newest: '2' }).changed).toEqual([])
})

describe('a scoreboard that fails is named', () => {
  const sound: ScoreboardPolicy<unknown> = { name: 'own', start: () => 0, fold: () => 0.5, score: () => 0.5 }
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  test.each<[string, Partial<ScoreboardPolicy>]>([
    ['a score beyond 1', { score: () => 2 }],
    ['NaN', { score: () => Number.NaN }],
    [
      'NaN in the state, which JSON would lose',
      { fold: () => Number.NaN, score: (state) => state as number },
    ],
    ['no state', { fold: () => undefined }],
    ['a bigint', { fold: () => 1n }],
    ['a state that holds itself', { fold: () => cycle }],
    ['a state of 5000 bytes', { fold: () => 'x'.repeat(5_000) }],
    [
      'an error',
      {
        fold: () => {
          throw new Error('odd')
        },
      },
    ],
  ])('%s', (_, broken) => {
    const fold = () =>
      foldRound([], { number: 1, block: 1, results: [result] }, { scoreboard: { ...sound, ...broken } })
    expect(fold).toThrow(expect.objectContaining({ code: 'SCOREBOARD_BROKEN' }))
  })
})

test('types: a scoreboard with a state of its own is one for an incentive', () => {
  const own: ScoreboardPolicy<{ readonly best: number }> = {
    ...{ name: 'best', start: () => ({ best: 0 }), score: ({ best }) => best },
    fold({ best }, round) {
      expectTypeOf(round.peers).toEqualTypeOf<
        readonly { readonly state: { readonly best: number }; readonly mean: number }[]
      >()
      return { best: Math.max(best, round.mean) }
    },
  }
  const [after] = foldRound(
    [],
    { number: 1, block: 1, results: [result] },
    parseIncentive({ scoreboard: own }),
  )
  expect(after).toMatchObject({ score: 1, state: { best: 1 } })
  // @ts-expect-error the scoreboards of older versions had a fold alone
  expect(() => parseIncentive({ scoreboard: { name: 'old', fold: () => 0 } })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
})

test('a fold sees the other miners of the round, with their states before it', () => {
  const seen: unknown[] = []
  const scoreboard: ScoreboardPolicy<number> = {
    ...{ name: 'rounds', start: () => 0, score: () => 0 },
    fold(state, { peers, tasks, answered }) {
      seen.push({ peers: [...peers], tasks, answered })
      return state + 1
    },
  }
  const other = { ...result, hotkey: '5B', mean: 0, answered: 0 }
  const known = [entry({ state: 7, scoreboard: 'rounds' })]
  foldRound(known, { number: 1, block: 1, results: [result, other] }, { scoreboard })
  expect(seen).toEqual([
    { peers: [{ state: 0, mean: 0 }], tasks: 4, answered: 4 },
    { peers: [{ state: 7, mean: 1 }], tasks: 4, answered: 0 },
  ])
})
