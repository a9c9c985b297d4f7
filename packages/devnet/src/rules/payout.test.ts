import { dividendPots } from '@subnetkit/yuma'
import { describe, expect, it } from 'vitest'
import { splitWithParents } from './dividends.js'
import type { DrainedEpoch } from './epoch-schedule.js'
import { creditStake, hotkeyStake, stakeOf } from './holdings.js'
import { floor32, to32 } from './math/fixed.js'
import { payEpoch } from './payout.js'
import { hotkeysOf, root } from './subnets.js'
import { accountOf, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [owner, anna, bert] = people as [string, string, string]
const child = accountOf('child')
const parent = accountOf('parent')
const whole = (1n << 64n) - 1n

const drained = (
  { ctx }: Bench,
  amounts: Pick<DrainedEpoch, 'server' | 'validator' | 'root' | 'ownerCut'>,
) => ({
  netuid,
  hotkeys: hotkeysOf(ctx, netuid),
  ...amounts,
})

function subnet(): Bench {
  const bench = createSubnetBench()
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: child }))
  return bench
}

describe('dividends of a child', () => {
  const withParent = (parentOwner: string) => {
    const bench = subnet()
    bench.state.SubtensorModule.Owner.set(parent, parentOwner)
    creditStake(bench.ctx, { hotkey: child, coldkey: anna, netuid }, 100n)
    creditStake(bench.ctx, { hotkey: parent, coldkey: parentOwner, netuid }, 600n)
    bench.state.SubtensorModule.ParentKeys.set(child, netuid, [[whole / 2n, parent]])
    bench.state.SubtensorModule.ChildkeyTake.set(child, netuid, 6554)
    return bench
  }

  it('go to it alone without parents', () => {
    expect(splitWithParents(subnet().ctx, netuid, child, 77n)).toEqual({ parts: [[child, 77n]], burned: 0n })
  })

  it('are shared by contributed stake, without a take among keys of one owner', () => {
    const { parts } = splitWithParents(withParent(anna).ctx, netuid, child, 4000n)
    // 100 of its own, just under 300 of the parent's 600
    expect(parts).toEqual([
      [parent, 2999n],
      [child, 1000n],
    ])
  })

  it('leave the child its take, and the burn nobody, between owners', () => {
    const bench = withParent(bert)
    const { parts } = splitWithParents(bench.ctx, netuid, child, 4000n)
    // 3000 to the parent, 10 % of it kept
    expect(parts).toEqual([
      [parent, 2699n],
      [child, 1300n],
    ])
    bench.state.SubtensorModule.CKBurn.set(whole / 10n)
    const burning = splitWithParents(bench.ctx, netuid, child, 4000n)
    expect(burning.burned).toBe(299n)
    const paid = burning.parts.reduce((sum, [, amount]) => sum + amount, 0n)
    expect(paid + burning.burned).toBeLessThanOrEqual(4000n)
    expect(paid + burning.burned).toBeGreaterThan(3996n)
  })
})

describe('the pots', () => {
  it('are shared by the kind of stake behind each hotkey', () => {
    const pots = dividendPots(
      [
        { hotkey: 'a', amount: 100n, alpha: 10n, root: 0n },
        { hotkey: 'b', amount: 100n, alpha: 10n, root: to32(30n) },
      ],
      { alphaPot: 1000n, rootPot: 500n },
    )
    // b's dividends are three quarters root, so alpha is 100 to 25
    expect([...pots.alpha].map(([, bits]) => floor32(bits))).toEqual([799n, 199n])
    expect([...pots.root].map(([, bits]) => floor32(bits))).toEqual([0n, 500n])
  })
})

describe('an epoch without weights', () => {
  it('gives the whole pot to whoever has stake', () => {
    const bench = subnet()
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey: child, netuid, amount_staked: 50n * tao }))
    const before = hotkeyStake(bench.ctx, child, netuid)
    payEpoch(bench.ctx, drained(bench, { server: 400n, validator: 600n, root: 0n, ownerCut: 0n }))
    expect(hotkeyStake(bench.ctx, child, netuid) - before).toBeGreaterThanOrEqual(998n)
    expect(bench.state.SubtensorModule.MinerBurned.get(netuid)).toBe(0n)
  })
})

describe('takes and nominators', () => {
  it('the owner takes 18 %, the rest is shared by all who stake', () => {
    const bench = subnet()
    const nominator = { hotkey: child, coldkey: bert, netuid }
    creditStake(bench.ctx, { hotkey: child, coldkey: anna, netuid }, 1_000_000n)
    creditStake(bench.ctx, nominator, 1_000_000n)
    payEpoch(bench.ctx, drained(bench, { server: 0n, validator: 200_000n, root: 0n, ownerCut: 0n }))
    // 36000 are the owner's before the other 164000 are shared: 164000 * 1000000 / 2036000
    expect(stakeOf(bench.ctx, nominator) - 1_000_000n).toBe(80_550n)
  })
})

describe('root dividends', () => {
  it('raise what root stake can claim, and pay the take in alpha', () => {
    const bench = subnet()
    creditStake(bench.ctx, { hotkey: child, coldkey: bert, netuid: root }, 1000n * tao)
    payEpoch(bench.ctx, drained(bench, { server: 0n, validator: 0n, root: 100n * tao, ownerCut: 0n }))
    const [[subnetOf = 0, rate = 0n] = []] = bench.state.SubtensorModule.RootClaimable.get(child)
    expect(subnetOf).toBe(netuid)
    expect(Number(rate) / 2 ** 32).toBeCloseTo(0.082, 5)
    expect(bench.state.SubtensorModule.RootAlphaDividendsPerSubnet.get(netuid, child)).toBeGreaterThan(
      99n * tao,
    )
    expect(Number(stakeOf(bench.ctx, { hotkey: child, coldkey: anna, netuid }))).toBeCloseTo(18e9, -8)
  })
})

describe('the owner', () => {
  it('gets its cut as stake', () => {
    const bench = subnet()
    payEpoch(bench.ctx, drained(bench, { server: 0n, validator: 0n, root: 0n, ownerCut: 123n }))
    expect(stakeOf(bench.ctx, { hotkey: accountOf('owner-hot'), coldkey: owner, netuid })).toBe(123n)
  })
})

describe('auto staking', () => {
  it('puts incentives on the hotkey that the coldkey has chosen', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: parent }))
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey: child, netuid, amount_staked: 50n * tao }))
    must(bench.call(anna, 'SubtensorModule.set_coldkey_auto_stake_hotkey', { netuid, hotkey: child }))
    subtensor.ValidatorPermit.set(netuid, [false, true, false])
    subtensor.Weights.set(netuid, 1, [[2, 65_535]])
    subtensor.LastUpdate.set(netuid, [1n, 2n, 1n])
    payEpoch(bench.ctx, drained(bench, { server: 500n, validator: 500n, root: 0n, ownerCut: 0n }))
    expect(hotkeyStake(bench.ctx, parent, netuid)).toBe(0n)
    expect(bench.events.find(({ event }) => event === 'AutoStakeAdded')?.data).toMatchObject({
      destination: child,
      hotkey: parent,
    })
  })
})
