import { describe, expect, test } from 'vitest'
import { accountOf, allTao, createBench, must, tao } from '../../../rules/testing/bench.js'
import type { CallArgs } from '../../../schema/schema.js'
import { freeBalance } from '../../currency.js'
import { fundsAccount } from './loan.js'

const [anna, bert, cleo] = ['anna', 'bert', 'cleo'].map(accountOf) as [string, string, string]
const target = accountOf('target')
const fast = { allowLoopbackAxons: false, isFastBuild: true }

const wanted: CallArgs<'Crowdloan.create'> = {
  deposit: 10n * tao,
  min_contribution: tao,
  cap: 100n * tao,
  end: 60,
  call: undefined,
  target_address: target,
}

/** A crowdloan of anna's. */
function opened(changes: Partial<typeof wanted> = {}) {
  const bench = createBench(fast)
  const before = allTao(bench)
  must(bench.call(anna, 'Crowdloan.create', { ...wanted, ...changes }))
  const give = (who: string, amount: bigint) =>
    bench.call(who, 'Crowdloan.contribute', { crowdloan_id: 0, amount })
  const act = (who: string, call: 'withdraw' | 'finalize' | 'refund' | 'dissolve') =>
    bench.call(who, `Crowdloan.${call}`, { crowdloan_id: 0 })
  const loan = () => bench.state.Crowdloan.Crowdloans.get(0)
  return { bench, before, give, act, loan }
}

describe('create', () => {
  test.each<[string, Partial<typeof wanted>]>([
    ['DepositTooLow', { deposit: 10n * tao - 1n }],
    ['CapTooLow', { cap: 10n * tao }],
    ['MinimumContributionTooLow', { min_contribution: tao / 10n - 1n }],
    ['InvalidFinalizationConfig', { target_address: undefined }],
    ['CannotEndInPast', { end: 1 }],
    ['BlockDurationTooShort', { end: 50 }],
    ['BlockDurationTooLong', { end: 20_002 }],
    ['InsufficientBalance', { deposit: 10n ** 9n * tao, cap: 10n ** 10n * tao }],
  ])('%s', (error, changes) => {
    const bench = createBench(fast)
    expect(bench.call(anna, 'Crowdloan.create', { ...wanted, ...changes })).toBe(`Crowdloan.${error}`)
  })

  test('puts the deposit aside as the first contribution', () => {
    const { bench, loan } = opened()
    expect(loan()).toMatchObject({ creator: anna, raised: 10n * tao, contributors_count: 1 })
    expect(freeBalance(bench.ctx, fundsAccount(0))).toBe(10n * tao)
    expect(bench.state.System.Account.get(fundsAccount(0)).providers).toBe(2)
    expect(bench.events.at(-1)).toMatchObject({ event: 'Created', data: { crowdloan_id: 0, end: 60 } })
  })

  test('before spec 408 takes neither call nor target, and both', () => {
    const bench = createBench(fast)
    bench.state.System.LastRuntimeUpgrade.set({ spec_version: 407, spec_name: 'node-subtensor' })
    const open = (changes: Partial<typeof wanted>) =>
      bench.call(anna, 'Crowdloan.create', { ...wanted, ...changes })
    const call = { pallet: 'System', call: 'remark_with_event', args: { remark: Uint8Array.of(1) } }
    must(open({ call, cap: 11n * tao }))
    must(open({ target_address: undefined, cap: 11n * tao }))
    for (const crowdloan_id of [0, 1]) {
      must(bench.call(bert, 'Crowdloan.contribute', { crowdloan_id, amount: tao }))
      must(bench.call(anna, 'Crowdloan.finalize', { crowdloan_id }))
    }
    expect(freeBalance(bench.ctx, target)).toBe(11n * tao)
    expect(bench.events.map(({ event }) => event)).toContain('Remarked')
  })

  test('in a slow build takes a week at least', () => {
    const bench = createBench()
    expect(bench.call(anna, 'Crowdloan.create', wanted)).toBe('Crowdloan.BlockDurationTooShort')
    expect(bench.call(anna, 'Crowdloan.create', { ...wanted, end: 50_401 })).toBeNull()
  })
})

describe('contributions', () => {
  test('reach the cap and no further, and not after the end', () => {
    const { bench, give, loan } = opened()
    expect(give(bert, tao - 1n)).toBe('Crowdloan.ContributionTooLow')
    must(give(bert, 50n * tao))
    must(give(bert, 60n * tao))
    expect(loan()).toMatchObject({ raised: 100n * tao, contributors_count: 2 })
    expect(bench.events.at(-1)).toMatchObject({ event: 'Contributed', data: { amount: 40n * tao } })
    expect(give(cleo, tao)).toBe('Crowdloan.CapRaised')
    bench.mine(60)
    expect(give(cleo, tao)).toBe('Crowdloan.ContributionPeriodEnded')
    expect(bench.call(cleo, 'Crowdloan.contribute', { crowdloan_id: 7, amount: tao })).toBe(
      'Crowdloan.InvalidCrowdloanId',
    )
  })

  test('of each reach the most that the creator allows', () => {
    const { bench, give } = opened()
    const limit = (new_max_contribution: bigint | undefined) =>
      bench.call(anna, 'Crowdloan.set_max_contribution', { crowdloan_id: 0, new_max_contribution })
    expect(limit(9n * tao)).toBe('Crowdloan.MaximumContributionTooLow')
    must(limit(20n * tao))
    must(give(bert, 15n * tao))
    must(give(bert, 15n * tao))
    expect(bench.state.Crowdloan.Contributions.get(0, bert)).toBe(20n * tao)
    expect(give(bert, tao)).toBe('Crowdloan.MaxContributionReached')
    must(limit(undefined))
    expect(give(bert, tao)).toBeNull()
  })

  test('are withdrawn, all but the deposit', () => {
    const { bench, before, give, act, loan } = opened()
    must(give(bert, 20n * tao))
    must(give(anna, 5n * tao))
    must(act(bert, 'withdraw'))
    expect(act(bert, 'withdraw')).toBe('Crowdloan.NoContribution')
    must(act(anna, 'withdraw'))
    expect(act(anna, 'withdraw')).toBe('Crowdloan.DepositCannotBeWithdrawn')
    expect(loan()).toMatchObject({ raised: 10n * tao, contributors_count: 1 })
    expect(allTao(bench)).toBe(before)
  })

  test('are refunded by the creator, who then dissolves the crowdloan', () => {
    const { bench, before, give, act, loan } = opened()
    must(give(bert, 20n * tao))
    must(give(cleo, 20n * tao))
    expect(act(bert, 'refund')).toBe('Crowdloan.InvalidOrigin')
    expect(act(anna, 'dissolve')).toBe('Crowdloan.NotReadyToDissolve')
    must(act(anna, 'refund'))
    expect(bench.events.at(-1)).toMatchObject({ event: 'AllRefunded' })
    must(act(anna, 'dissolve'))
    expect(loan()).toBeUndefined()
    expect(bench.state.System.Account.has(fundsAccount(0))).toBe(false)
    expect(allTao(bench)).toBe(before)
  })
})

describe('finalize', () => {
  test('pays the target once the cap is raised', () => {
    const { bench, give, act, loan } = opened()
    expect(act(bert, 'finalize')).toBe('Crowdloan.InvalidOrigin')
    expect(act(anna, 'finalize')).toBe('Crowdloan.CapNotRaised')
    must(give(bert, 90n * tao))
    must(act(anna, 'finalize'))
    expect(freeBalance(bench.ctx, target)).toBe(100n * tao)
    expect(loan()?.finalized).toBe(true)
    for (const call of ['finalize', 'refund', 'dissolve'] as const)
      expect(act(anna, call)).toBe('Crowdloan.AlreadyFinalized')
    expect(act(bert, 'withdraw')).toBe('Crowdloan.AlreadyFinalized')
  })

  test('makes the call in the creator’s name, or fails with it', () => {
    const call = { pallet: 'System', call: 'remark_with_event', args: { remark: Uint8Array.of(1) } }
    const { bench, give, act } = opened({ call, target_address: undefined })
    must(give(bert, 90n * tao))
    must(act(anna, 'finalize'))
    expect(bench.events.slice(-2)).toMatchObject([
      { event: 'Remarked', data: { sender: anna } },
      { event: 'Finalized' },
    ])
    expect(bench.state.Crowdloan.CurrentCrowdloanId.get()).toBeUndefined()
    const failing = opened({
      call: { ...call, call: 'set_storage', args: { items: [] } },
      target_address: undefined,
    })
    must(failing.give(bert, 90n * tao))
    expect(failing.act(anna, 'finalize')).not.toBeNull()
    expect(failing.loan()?.finalized).toBe(false)
  })
})

test('the creator changes end, cap and least contribution within bounds', () => {
  const { bench } = opened()
  const id = { crowdloan_id: 0 }
  const end = (who: string, new_end: number) => bench.call(who, 'Crowdloan.update_end', { ...id, new_end })
  expect(end(bert, 70)).toBe('Crowdloan.InvalidOrigin')
  expect(end(anna, 40)).toBe('Crowdloan.BlockDurationTooShort')
  must(end(anna, 70))
  const cap = (new_cap: bigint) => bench.call(anna, 'Crowdloan.update_cap', { ...id, new_cap })
  expect(cap(9n * tao)).toBe('Crowdloan.CapTooLow')
  must(cap(50n * tao))
  const least = (new_min_contribution: bigint) =>
    bench.call(anna, 'Crowdloan.update_min_contribution', { ...id, new_min_contribution })
  expect(least(1n)).toBe('Crowdloan.MinimumContributionTooLow')
  must(least(2n * tao))
  expect(bench.state.Crowdloan.Crowdloans.get(0)).toMatchObject({
    end: 70,
    cap: 50n * tao,
    min_contribution: 2n * tao,
  })
})
