import type { Metagraph } from '@subnetkit/chain'
import { metagraphOf, neuronOf } from '@subnetkit/chain/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ema } from './ema.js'
import { foldRound } from './fold-round.js'
import { linear } from './linear.js'
import type { Incentive, WeightPolicy } from './policy.js'
import { power } from './power.js'
import type { ScoreEntry } from './scoreboard.js'
import { softmax } from './softmax.js'
import { weightsFrom } from './weights.js'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const policies: WeightPolicy[] = [linear(), power({ exponent: 3 }), softmax({ temperature: 0.2 })]

const entry = (hotkey: string, score: number, registeredAt = 1): ScoreEntry => ({
  hotkey,
  registeredAt,
  score,
  rounds: 1,
  lastRound: 1,
  seenAt: 1,
  state: score,
  scoreboard: 'ema(0.5)',
  version: '1',
})

function metagraph(hotkeys: readonly string[], ownerHotkey = 'nobody'): Metagraph {
  const neurons = hotkeys.map((hotkey, uid) => neuronOf(hotkey, { uid, lastUpdate: 0 }))
  return metagraphOf(10, neurons, { ownerHotkey })
}

describe('foldRound', () => {
  const round = (results: { hotkey: string; registeredAt: number; mean: number }[]) => ({
    number: 2,
    block: 20,
    results: results.map((result) => ({ ...result, tasks: 3, answered: 3 })),
  })

  test('defect: miners that were not asked keep their score', () => {
    const changed = foldRound(
      [entry('asked', 1), entry('resting', 0.8)],
      round([{ hotkey: 'asked', registeredAt: 1, mean: 0 }]),
      { scoreboard: ema({ alpha: 0.5 }), version: '2' },
    )
    expect(changed).toEqual([
      {
        ...{ hotkey: 'asked', registeredAt: 1, score: 0.5, rounds: 2, lastRound: 2, seenAt: 20 },
        ...{ state: 0.5, scoreboard: 'ema(0.5)', version: '2' },
      },
    ])
  })

  test('a newcomer starts from 0, and so does a hotkey that registered anew', () => {
    const changed = foldRound(
      [entry('returned', 1)],
      round([
        { hotkey: 'new', registeredAt: 5, mean: 1 },
        { hotkey: 'returned', registeredAt: 9, mean: 1 },
      ]),
      { scoreboard: ema({ alpha: 0.1 }) },
    )
    expect(changed.map(({ score, rounds }) => [score, rounds])).toEqual([
      [0.1, 1],
      [0.1, 1],
    ])
  })

  test('ema stays between the previous score and the round', () => {
    fc.assert(
      fc.property(unit, unit, fc.double({ min: 0.001, max: 1, noNaN: true }), (previous, round, alpha) => {
        const next = ema({ alpha }).fold(previous, {
          mean: round,
          tasks: 1,
          answered: 1,
          results: [],
          peers: [],
        })
        expect(next).toBeGreaterThanOrEqual(Math.min(previous, round) - 1e-15)
        expect(next).toBeLessThanOrEqual(Math.max(previous, round) + 1e-15)
      }),
    )
  })
})

describe.each(policies)('$name', (policy) => {
  const scores = fc.array(unit, { maxLength: 40 })

  test('shares sum to 1, or to 0 when nobody has a score; a score of 0 gets nothing', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const shares = policy.shares(values)
        const sum = shares.reduce((total, share) => total + share, 0)
        expect(shares).toHaveLength(values.length)
        expect(sum).toBeCloseTo(values.some((value) => value > 0) ? 1 : 0, 9)
        for (const [index, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(0)
          if (values[index] === 0) expect(share).toBe(0)
        }
      }),
    )
  })

  test('a better score never gets less, wherever it stands', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const shares = policy.shares(values)
        const order = values.map((_, index) => index).toSorted((a, b) => values[a]! - values[b]!)
        for (const [place, index] of order.entries()) {
          const worse = order[place - 1]
          if (worse !== undefined) expect(shares[index]!).toBeGreaterThanOrEqual(shares[worse]!)
        }
        const reversed = policy.shares(values.toReversed()).toReversed()
        for (const [index, share] of shares.entries()) expect(reversed[index]).toBeCloseTo(share, 12)
      }),
    )
  })
})

describe('weightsFrom', () => {
  const incentive = (burn: number): Incentive => ({ scoreboard: ema({ alpha: 1 }), weights: linear(), burn })

  test('pays by identity: a newcomer on the uid of a good miner inherits nothing', () => {
    const entries = [entry('good', 1, 0), entry('other', 0.5)]
    expect(weightsFrom(entries, metagraph(['good', 'other']), incentive(0), 'me')).toEqual({
      uids: [1],
      values: [65_535],
    })
  })

  test('gives nothing for its own score, and the burned share to the owner', () => {
    const entries = [entry('me', 1), entry('a', 0.6), entry('b', 0.2)]
    const subnet = metagraph(['owner', 'b', 'me', 'a'], 'owner')
    expect(weightsFrom(entries, subnet, incentive(0.25), 'me')).toEqual({
      uids: [0, 1, 3],
      // shares 0.25, 0.75 * 0.25, 0.75 * 0.75, relative to the largest
      values: [29_127, 21_845, 65_535],
    })
  })

  test('the burned share is exact in the sum of weights', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 20 }), unit, (scores, burn) => {
        fc.pre(scores.some((score) => score > 0))
        const hotkeys = scores.map((_, index) => `miner${index}`)
        const entries = scores.map((score, index) => entry(`miner${index}`, score))
        const { uids, values } = weightsFrom(
          entries,
          metagraph(['owner', ...hotkeys], 'owner'),
          incentive(burn),
          'me',
        )
        const total = values.reduce((sum, value) => sum + value, 0)
        const burned = uids[0] === 0 ? values[0]! : 0
        expect(Math.abs(burned / total - burn)).toBeLessThan(2e-4)
      }),
    )
  })

  test('without any score everything burns, or nothing is set', () => {
    const subnet = metagraph(['owner', 'a'], 'owner')
    expect(weightsFrom([], subnet, incentive(0.1), 'me')).toEqual({ uids: [0], values: [65_535] })
    expect(weightsFrom([], subnet, incentive(0), 'me')).toEqual({ uids: [], values: [] })
  })

  test('an owner that validates may burn to itself', () => {
    const subnet = metagraph(['me', 'a'], 'me')
    expect(weightsFrom([entry('a', 1)], subnet, incentive(0.5), 'me')).toEqual({
      uids: [0, 1],
      values: [65_535, 65_535],
    })
  })
})
