import { describe, expect, it } from 'vitest'
import { type MinerName, minerNames } from './actors.js'
import { type MinerResult, problemsOf } from './result.js'

function problems(incentives: Partial<Record<MinerName, number>>): string[] {
  const miners = minerNames.map((name): MinerResult => {
    const incentive = incentives[name] ?? 0
    return {
      name,
      uid: 0,
      hotkey: '',
      asked: 1,
      answered: 1,
      score: 0,
      weight: 0,
      incentive,
      emission: 0,
      reason: '',
    }
  })
  return problemsOf({ miners })
}

describe('verdict of the demo', () => {
  it('is content when work pays and cheating does not', () => {
    expect(problems({ good: 0.8, weak: 0.19, constant: 0.01 })).toEqual([])
  })

  it.each([
    ['a cheat is paid', { good: 0.8, weak: 0.18, relay: 0.02 }, 'relay'],
    ['the weaker one earns as much', { good: 0.5, weak: 0.5 }, 'good'],
    ['the weaker one earns nothing', { good: 1 }, 'weaker'],
    ['nobody earns', {}, 'good'],
    ['an incentive is no number', { good: 0.8, weak: 0.2, silent: Number.NaN }, 'silent'],
  ])('objects when %s', (_, incentives, word) => {
    expect(problems(incentives).join()).toContain(word)
  })
})
