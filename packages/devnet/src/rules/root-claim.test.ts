import { describe, expect, it } from 'vitest'
import { stakeOf } from './holdings.js'
import { claimableAlpha } from './root-claim.js'
import { accountOf, allTao, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert] = people as [string, string, string]
const hotkey = accountOf('validator')
const onRoot = { hotkey, coldkey: anna, netuid: 0 }
const onSubnet = { hotkey, coldkey: anna, netuid }

/** A validator with 100 TAO of anna's on root, each rao of which has earned a tenth of a rao of alpha. */
function bench(): Bench {
  const made = createSubnetBench()
  must(made.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
  must(made.call(anna, 'SubtensorModule.add_stake', { hotkey, netuid: 0, amount_staked: 100n * tao }))
  made.state.SubtensorModule.RootClaimable.set(hotkey, [[netuid, (1n << 32n) / 10n]])
  // what is claimable is alpha that has been emitted
  made.state.SubtensorModule.SubnetAlphaOut.update(netuid, (alpha) => alpha + 100n * tao)
  return made
}

const claim = (made: Bench, subnets: number[] = [netuid], as = anna) =>
  made.call(as, 'SubtensorModule.claim_root', { subnets })

describe('claim_root', () => {
  it('takes one to five subnets', () => {
    const made = bench()
    expect(claim(made, [])).toBe('InvalidSubnetNumber')
    expect(claim(made, [1, 2, 3, 4, 5, 6])).toBe('InvalidSubnetNumber')
  })

  it('sells what is due and restakes it on root, once', () => {
    const made = bench()
    const before = stakeOf(made.ctx, onRoot)
    const due = claimableAlpha(made.ctx, onSubnet)
    expect(due).toBe((((1n << 32n) / 10n) * before) >> 32n)
    must(claim(made))
    const gain = stakeOf(made.ctx, onRoot) - before
    expect(gain).toBeGreaterThan(9n * tao)
    expect(stakeOf(made.ctx, onSubnet)).toBe(0n)
    expect(made.state.SubtensorModule.RootClaimed.get(netuid, hotkey, anna)).toBe(
      due + ((((1n << 32n) / 10n) * gain) >> 32n),
    )
    must(claim(made))
    expect(stakeOf(made.ctx, onRoot) - before).toBe(gain)
    expect(made.state.Balances.TotalIssuance.get()).toBe(allTao(made))
    expect(made.events.at(-1)).toMatchObject({ event: 'RootClaimed', data: { coldkey: anna } })
  })

  it('keeps alpha for those who want it', () => {
    const made = bench()
    const type = (subnets: number[]) =>
      made.call(anna, 'SubtensorModule.set_root_claim_type', {
        new_root_claim_type: { type: 'KeepSubnets', value: { subnets } },
      })
    expect(type([])).toBe('InvalidSubnetNumber')
    must(type([netuid]))
    const due = claimableAlpha(made.ctx, onSubnet)
    must(claim(made))
    expect(stakeOf(made.ctx, onSubnet)).toBe(due)
  })

  it('leaves less than the threshold', () => {
    const made = bench()
    made.state.SubtensorModule.RootClaimable.set(hotkey, [[netuid, 1n << 14n]])
    must(claim(made))
    expect(made.state.SubtensorModule.RootClaimed.get(netuid, hotkey, anna)).toBe(0n)
  })

  it('owes new root stake nothing of the past', () => {
    const made = bench()
    must(made.call(bert, 'SubtensorModule.add_stake', { hotkey, netuid: 0, amount_staked: 50n * tao }))
    expect(claimableAlpha(made.ctx, { hotkey, coldkey: bert, netuid })).toBeLessThanOrEqual(1n)
    const due = claimableAlpha(made.ctx, onSubnet)
    must(made.call(anna, 'SubtensorModule.remove_stake', { hotkey, netuid: 0, amount_unstaked: 40n * tao }))
    // stake that leaves takes its part along: the claim of the other part stands
    expect(claimableAlpha(made.ctx, onSubnet)).toBeLessThanOrEqual(due)
  })
})
