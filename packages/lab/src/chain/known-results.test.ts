import { describe, expect, test } from 'vitest'
import { dividendsPerStake, rulesOf } from '../testing/known/bonds.js'
import { drifting, playCopying, switching } from '../testing/known/copying.js'
import { playScenario, readScenario, type StoredEpoch } from '../testing/known/vector-scenario.js'

const figures = ({
  bonds,
  consensus,
  dividends,
  incentive,
  validator_permit,
  validator_trust,
}: StoredEpoch) => ({
  ...{ bonds, consensus, dividends, incentive, validator_permit, validator_trust },
})

test.each([
  ['epoch-yuma3.json', 'yuma3-kappa-moves-first', 7],
  ['epoch-yuma3.json', 'yuma3-kappa-moves-last', 7],
  ['epoch-yuma3.json', 'yuma3-one-epoch-switch', 7],
  ['epoch-yuma3.json', 'yuma3-liquid-alpha-disabled', 7],
  // Its later epochs remove bonds, which is no part of the lab.
  ['epoch-yuma3.json', 'yuma3-bonds-reset', 20],
  ['epoch-yuma2-and-masks.json', 'yuma2-bonds-ema', 9],
])('%s: %s plays on the chain of the lab as in the chain’s own test, to the bit', (file, id, epochs) => {
  const scenario = readScenario(file, id)
  const steps = scenario.steps.slice(0, epochs)
  const played = playScenario({ ...scenario, steps })
  expect(played.map(figures)).toEqual(steps.map(({ reference }) => figures(reference.stored)))
})

describe('bonds', () => {
  const late = 15
  const paid = (id: string, rules: keyof typeof rulesOf) => dividendsPerStake(id, rulesOf[rules], late + 1)

  test('who follows the majority late is paid again within epochs under Yuma 3, and within tens of them under Yuma 2', () => {
    const [two, three] = [
      paid('yuma3-kappa-moves-first', 'Yuma 2'),
      paid('yuma3-kappa-moves-first', 'Yuma 3'),
    ]
    const follower = (epochs: readonly (readonly number[])[], epoch: number) => epochs[epoch]![1]!
    // It was clipped in epoch 1, and moved in epoch 2.
    expect([follower(two, 1), follower(three, 1)]).toEqual([0, 0])
    expect(follower(three, 2)).toBeGreaterThan(0.5)
    expect(follower(two, 2)).toBeLessThan(0.05)
    expect(follower(three, late)).toBeGreaterThan(0.9)
    expect(follower(two, late)).toBeLessThan(0.35)
  })

  test('who finds a miner before the majority is paid for it once the majority moves', () => {
    const epochs = paid('yuma3-kappa-moves-last', 'Yuma 3')
    const finder = epochs.map((of) => of[1]!)
    expect(finder[1]).toBeLessThan(0.6)
    expect(finder[3]).toBeGreaterThan(2)
    // The one that followed it, before the majority, is paid less, and the majority least.
    expect(finder[3]).toBeGreaterThan(epochs[3]![2]!)
    expect(epochs[3]![2]).toBeGreaterThan(epochs[3]![0]!)
    expect(finder[late]).toBeLessThan(1.15)
  })

  test('liquid alpha pays the finder more, Yuma 2 nearly all and for long, and lost bonds of clipped weights nothing', () => {
    const finder = (rules: keyof typeof rulesOf, epoch: number) =>
      paid('yuma3-kappa-moves-last', rules)[epoch]![1]!
    expect(finder('Yuma 3, liquid alpha', 3)).toBeGreaterThan(finder('Yuma 3', 3) * 1.3)
    expect(finder('Yuma 2', 3)).toBeGreaterThan(9)
    expect(finder('Yuma 2', late)).toBeGreaterThan(7)
    expect(finder('Yuma 3, clipped weights lose bonds', 3)).toBeCloseTo(1, 3)
  })
})

describe('copied weights', () => {
  const late = [0, 2]
  const short = { ...switching, epochs: 64 }

  test('hidden for a reveal period they are as old as those of a copier that is late by as much', () => {
    for (const lag of late) {
      for (const revealPeriod of [1, 3]) {
        const hidden = playCopying(short, lag, { revealPeriod })
        const open = playCopying(short, lag + revealPeriod, { commitReveal: false })
        expect(hidden.trust).toBeCloseTo(open.trust, 3)
        expect(hidden.ratio).toBeCloseTo(open.ratio, 2)
        // Wrong in as many of 8 epochs as it is late.
        expect(hidden.trust).toBeCloseTo(1 - (lag + revealPeriod) / 8, 3)
        expect(hidden.honestTrust).toBeCloseTo(1, 3)
      }
    }
  })

  test.each([
    ['Yuma 2', { yuma3: false }],
    ['Yuma 3', {}],
    ['liquid alpha', { liquidAlpha: true }],
  ])('open they pay more than honest work, and hidden the less the longer, under %s', (_, rules) => {
    const field = { ...drifting(2), epochs: 60 }
    const open = playCopying(field, 0, { ...rules, commitReveal: false })
    expect(open.ratio).toBeGreaterThan(1.01)
    expect(open.trust).toBeGreaterThan(open.honestTrust)
    const ratios = [1, 3].map((revealPeriod) => playCopying(field, 0, { ...rules, revealPeriod }).ratio)
    expect(ratios[0]).toBeLessThan(0.97)
    expect(ratios).toEqual(ratios.toSorted((one, other) => other - one))
    expect(ratios[1]).toBeLessThan(0.94)
  })
})
