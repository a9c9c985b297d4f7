import { idleStatements } from '@subnetkit/devnet/conformance'
import { describe, expect, test } from 'vitest'
import { evidenceFor, namesCall, namesStorage } from './evidence.js'
import { parse, speechOf, testsOf, wordsOf } from './syntax.js'

test('what is said to be simplified is there', () => {
  expect(idleStatements()).toEqual([])
})

describe('how code and tests are read', () => {
  const code = parse(
    'rule.ts',
    `function f(ctx: Context<'NotAText'>) {
       const { SubtensorModule: subtensor, Swap } = ctx.state
       const { Tempo, Burn: price } = subtensor
       Swap.FeeRate.get(1); ctx.state.System.Number.get()
       ctx.fail('SubtensorModule', 'TxRateLimitExceeded'); throw tokenFailure('Frozen')
     }`,
  )

  test('storage is what is reached from its pallet, by whatever name', () => {
    const { reached } = speechOf(code)
    for (const item of ['SubtensorModule.Tempo', 'SubtensorModule.Burn', 'Swap.FeeRate', 'System.Number']) {
      expect(reached).toContain(item)
    }
    expect(reached).not.toContain('Swap.Tempo')
  })

  test('errors and events are texts, but not those of types and of errors that no pallet has', () => {
    const { texts } = speechOf(code)
    expect(texts).toContain('TxRateLimitExceeded')
    expect(texts).not.toContain('Frozen')
    expect(texts).not.toContain('NotAText')
  })

  test('a test shows what it or its helpers name; the one that names it itself goes first', () => {
    const text = `
      const stake = (bench) => bench.call(who, 'SubtensorModule.add_stake', {})
      describe('staking', () => {
        test('by a helper', () => { stake(bench) })
        test('of something else', () => { bench.call('SubtensorModule.remove_stake') })
        test.each(cases)('of add_stake itself', () => { bench.call('SubtensorModule.add_stake'); x.SubtensorModule.Tempo })
      })`
    const file = parse('stake.test.ts', text)
    const files = [{ path: 'stake.test.ts', words: wordsOf(file), tests: testsOf(file) }]
    const show = (call: string) => evidenceFor(files, call, namesCall('SubtensorModule', call))?.title
    expect(show('add_stake')).toBe('staking › of add_stake itself')
    expect(show('remove_stake')).toBe('staking › of something else')
    expect(show('move_stake')).toBeUndefined()
    const byHelper = { ...files[0]!, tests: files[0]!.tests.slice(0, 1) }
    expect(evidenceFor([byHelper], '', namesCall('SubtensorModule', 'add_stake'))?.title).toContain('helper')
    expect(evidenceFor(files, 'Tempo', namesStorage('SubtensorModule', 'Tempo'))?.title).toContain('itself')
  })
})
