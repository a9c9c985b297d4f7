import { describe, expect, it } from 'vitest'
import { problemsOf, renderSummary } from './result.js'

const roleOf = {
  good: 'honest',
  weak: 'weaker',
  constant: 'cheat',
  relay: 'cheat',
  silent: 'broken',
} as const

function problems(incentives: Partial<Record<keyof typeof roleOf, number>>): string[] {
  const names = Object.keys(roleOf) as (keyof typeof roleOf)[]
  return problemsOf({
    miners: names.map((name) => ({ name, role: roleOf[name], incentive: incentives[name] ?? 0 })),
  })
}

describe('verdict of the demo', () => {
  it('is content when work pays and cheating does not', () => {
    expect(problems({ good: 0.8, weak: 0.19, constant: 0.01 })).toEqual([])
  })

  it.each([
    ['a cheat is paid', { good: 0.8, weak: 0.18, relay: 0.02 }, 'relay'],
    ['the weaker one earns as much', { good: 0.5, weak: 0.5 }, 'good'],
    ['the weaker one earns nothing', { good: 1 }, 'weak'],
    ['a cheat earns as much as the weaker one', { good: 0.99, weak: 0.005, relay: 0.005 }, 'relay'],
    ['no miner earns', {}, 'good'],
    ['an incentive is no number', { good: 0.8, weak: 0.2, silent: Number.NaN }, 'silent'],
  ])('objects when %s', (_, incentives, word) => {
    expect(problems(incentives).join()).toContain(word)
  })

  it('objects to a cast in which there is nothing to compare', () => {
    expect(problemsOf({ miners: [{ name: 'good', role: 'honest', incentive: 1 }] })).toHaveLength(1)
  })
})

it('the summary of all subnets has a line for each, and for one that failed its reason', () => {
  const lines = renderSummary([
    { subnet: 'text', problems: [] },
    { subnet: 'image', problems: ['no model'] },
  ])
  expect(lines.trim().split('\n').slice(2)).toEqual([
    expect.stringMatching(/^text .*as it should be$/),
    expect.stringMatching(/^image .*no model$/),
  ])
})
