import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import { stakeOf } from './holdings.js'
import { amountWithinRatio, currentPrice, readPool, simulateSwap } from './pool.js'
import { root } from './subnets.js'
import { accountOf, allTao, type Bench, createSubnetBench, must, people, tao } from './testing/bench.js'

const netuid = 2
const [, anna, bert] = people as [string, string, string]
const hotkey = accountOf('hot')
const other = accountOf('other')
const holding = { hotkey, coldkey: anna, netuid }

function subnet(): Bench {
  const bench = createSubnetBench()
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey }))
  must(bench.call(bert, 'SubtensorModule.burned_register', { netuid, hotkey: other }))
  return bench
}

const add = (bench: Bench, amount: bigint, change: { hotkey?: string; netuid?: number } = {}) =>
  bench.call(anna, 'SubtensorModule.add_stake', { hotkey, netuid, amount_staked: amount, ...change })
const remove = (bench: Bench, amount: bigint, change: { hotkey?: string; netuid?: number } = {}) =>
  bench.call(anna, 'SubtensorModule.remove_stake', { hotkey, netuid, amount_unstaked: amount, ...change })

describe('add_stake', () => {
  it('buys at the pool’s price, with the fee, and says so', () => {
    const bench = subnet()
    const quote = simulateSwap(bench.ctx, netuid, 'buy', 100n * tao)
    const [free, price] = [freeBalance(bench.ctx, anna), currentPrice(bench.ctx, netuid)]
    must(add(bench, 100n * tao))
    expect(stakeOf(bench.ctx, holding)).toBe(quote.paidOut)
    expect(free - freeBalance(bench.ctx, anna)).toBe(100n * tao)
    expect(currentPrice(bench.ctx, netuid)).toBeGreaterThan(price)
    expect(bench.events.at(-1)).toMatchObject({
      event: 'StakeAdded',
      data: [anna, hotkey, 100n * tao, quote.paidOut, netuid, 50_354_772n],
    })
    expect(bench.state.SubtensorModule.StakingHotkeys.get(anna)).toContain(hotkey)
  })

  it('stakes one to one on root', () => {
    const bench = subnet()
    must(add(bench, 7n * tao, { netuid: root }))
    expect(stakeOf(bench.ctx, { ...holding, netuid: root })).toBe(7n * tao)
    expect(bench.state.SubtensorModule.SubnetTAO.get(root)).toBe(7n * tao)
  })

  it('refuses in the chain’s order', () => {
    const bench = subnet()
    const { SubtensorModule: subtensor } = bench.state
    const stranger = { hotkey: accountOf('stranger') }
    expect(add(bench, tao, stranger)).toBe('HotKeyAccountNotExists')
    expect(add(bench, 1_100_000n * tao - tao, stranger)).toBe('InsufficientLiquidity')
    expect(add(bench, 1_000_000n * tao, stranger)).toBe('NotEnoughBalanceToStake')
    expect(add(bench, 1_999_999n, stranger)).toBe('AmountTooLow')
    expect(add(bench, 2_000_000n, stranger)).toBe('AmountTooLow')
    subtensor.SubtokenEnabled.set(netuid, false)
    expect(add(bench, 1n, stranger)).toBe('SubtokenDisabled')
    expect(add(bench, 1n, { ...stranger, netuid: 77 })).toBe('SubnetNotExists')
  })
})

describe('add_stake_limit', () => {
  const limited = (bench: Bench, limit_price: bigint, allow_partial: boolean) =>
    bench.call(anna, 'SubtensorModule.add_stake_limit', {
      hotkey,
      netuid,
      amount_staked: 500n * tao,
      limit_price,
      allow_partial,
    })

  it('goes as far as the limit, or not at all', () => {
    const bench = subnet()
    expect(limited(bench, 1n, true)).toBe('Swap.PriceLimitExceeded')
    expect(limited(bench, 1_200_000_000n, false)).toBe('SlippageTooHigh')
    const before = freeBalance(bench.ctx, anna)
    must(limited(bench, 1_200_000_000n, true))
    expect(before - freeBalance(bench.ctx, anna)).toBeLessThan(100n * tao)
    expect(Number(currentPrice(bench.ctx, netuid)) / 2 ** 64).toBeCloseTo(1.2, 8)
  })
})

describe('remove_stake', () => {
  it('pays out what the pool gives, and caps the amount to what is there', () => {
    const bench = subnet()
    must(add(bench, 100n * tao))
    const alpha = stakeOf(bench.ctx, holding)
    const quote = simulateSwap(bench.ctx, netuid, 'sell', alpha)
    const before = freeBalance(bench.ctx, anna)
    must(remove(bench, alpha * 5n))
    expect(freeBalance(bench.ctx, anna) - before).toBe(quote.paidOut)
    expect(stakeOf(bench.ctx, holding)).toBe(0n)
    expect(bench.state.SubtensorModule.Alpha.has(hotkey, anna, netuid)).toBe(false)
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })

  it('refuses what pays too little and leaves something', () => {
    const bench = subnet()
    expect(remove(bench, 5n)).toBe('AmountTooLow')
    must(add(bench, tao))
    expect(remove(bench, 0n)).toBe('AmountTooLow')
    expect(remove(bench, 1_000_000n)).toBe('AmountTooLow')
    expect(remove(bench, 3_000_000n)).toBeNull()
    bench.state.SubtensorModule.SubtokenEnabled.set(netuid, false)
    expect(remove(bench, 0n)).toBe('SubtokenDisabled')
  })

  it('takes everything with unstake_all', () => {
    const bench = subnet()
    must(add(bench, 100n * tao))
    must(add(bench, 9n * tao, { netuid: root }))
    must(bench.call(anna, 'SubtensorModule.unstake_all_alpha', { hotkey }))
    expect(stakeOf(bench.ctx, holding)).toBe(0n)
    expect(stakeOf(bench.ctx, { ...holding, netuid: root })).toBeGreaterThan(100n * tao)
    must(bench.call(anna, 'SubtensorModule.unstake_all', { hotkey }))
    expect(stakeOf(bench.ctx, { ...holding, netuid: root })).toBe(0n)
  })
})

describe('moving stake', () => {
  const move = (bench: Bench, destination_hotkey: string, destination_netuid: number, alpha_amount: bigint) =>
    bench.call(anna, 'SubtensorModule.move_stake', {
      origin_hotkey: hotkey,
      destination_hotkey,
      origin_netuid: netuid,
      destination_netuid,
      alpha_amount,
    })

  it('is free of swap within a subnet', () => {
    const bench = subnet()
    must(add(bench, 100n * tao))
    const alpha = stakeOf(bench.ctx, holding)
    const price = currentPrice(bench.ctx, netuid)
    must(move(bench, other, netuid, alpha))
    expect(stakeOf(bench.ctx, { ...holding, hotkey: other })).toBe(alpha)
    expect(currentPrice(bench.ctx, netuid)).toBe(price)
    expect(bench.events.at(-1)).toMatchObject({ event: 'StakeMoved' })
  })

  it('sells and buys between networks and keeps TAO', () => {
    const bench = subnet()
    must(add(bench, 100n * tao))
    must(move(bench, hotkey, root, 10n * tao))
    expect(stakeOf(bench.ctx, { ...holding, netuid: root })).toBeGreaterThan(9n * tao)
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })

  it('refuses in the chain’s order', () => {
    const bench = subnet()
    must(add(bench, 100n * tao))
    const transfer = (alpha_amount: bigint) =>
      bench.call(anna, 'SubtensorModule.transfer_stake', {
        destination_coldkey: bert,
        hotkey,
        origin_netuid: netuid,
        destination_netuid: netuid,
        alpha_amount,
      })
    must(transfer(tao))
    bench.state.SubtensorModule.TransferToggle.set(netuid, false)
    expect(transfer(tao)).toBe('TransferDisallowed')
    bench.state.SubtensorModule.TransferToggle.set(netuid, true)
    expect(transfer(100n)).toBe('AmountTooLow')
    expect(move(bench, accountOf('stranger'), netuid, 1n)).toBe('HotKeyAccountNotExists')
    expect(move(bench, accountOf('stranger'), 1, 1n)).toBe('SubtokenDisabled')
    expect(move(bench, accountOf('stranger'), 9, 1n)).toBe('SubnetNotExists')
    expect(move(bench, hotkey, netuid, 1n)).toBe('SameNetuid')
  })
})

describe('swap_stake_limit', () => {
  const third = 3
  const swap = (
    bench: Bench,
    to: number,
    limit_price: bigint,
    allow_partial: boolean,
    alpha_amount = 90n * tao,
  ) =>
    bench.call(anna, 'SubtensorModule.swap_stake_limit', {
      hotkey,
      origin_netuid: netuid,
      destination_netuid: to,
      alpha_amount,
      limit_price,
      allow_partial,
    })

  /** Two subnets whose alpha costs about the same, anna with some of the first. */
  function pair(): Bench {
    const bench = subnet()
    bench.state.SubtensorModule.NetworkRateLimit.set(0n)
    must(bench.call(bert, 'SubtensorModule.register_network', { hotkey: accountOf('third-hot') }))
    must(bench.call(bert, 'SubtensorModule.start_call', { netuid: third }))
    must(add(bench, 100n * tao))
    return bench
  }
  const ratio = (bench: Bench) =>
    Number(currentPrice(bench.ctx, netuid)) / Number(currentPrice(bench.ctx, third))

  it('goes as far between two pools as the price of one in the other allows', () => {
    const bench = pair()
    const limit = 1_100_000_000n
    expect(ratio(bench)).toBeGreaterThan(1.2)
    expect(swap(bench, third, limit, false)).toBe('SlippageTooHigh')
    expect(swap(bench, third, 1_000_000_000_000n, false)).toBe('SlippageTooHigh')
    const [from, to] = [netuid, third].map((subnet) => {
      const { tao: held, alpha } = readPool(bench.ctx, subnet)
      return { tao: Number(held), alpha: Number(alpha) }
    }) as [{ tao: number; alpha: number }, { tao: number; alpha: number }]
    // the chain's formula, which leads further than the limit
    const reach = ((to.alpha * from.tao) / 1.1 - from.alpha * to.tao) / (from.tao + to.tao)
    expect(Number(amountWithinRatio(bench.ctx, netuid, third, limit)) / reach).toBeCloseTo(1, 9)
    must(swap(bench, third, limit, true))
    expect(ratio(bench)).toBeLessThan(1.1)
    expect(stakeOf(bench.ctx, { ...holding, netuid: third })).toBeGreaterThan(0n)
    must(swap(bench, third, 0n, false, tao))
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })

  it('to root is bounded by the price of the origin', () => {
    const bench = pair()
    must(swap(bench, root, 1_150_000_000n, true))
    expect(Number(currentPrice(bench.ctx, netuid)) / 2 ** 64).toBeCloseTo(1.15, 3)
  })
})

describe('take', () => {
  it('goes down freely, up once in a while, and belongs to the owner', () => {
    const bench = subnet()
    const change = (call: 'increase_take' | 'decrease_take', take: number, as = anna) =>
      bench.call(as, `SubtensorModule.${call}`, { hotkey, take })
    expect(change('decrease_take', 100, bert)).toBe('NonAssociatedColdKey')
    must(change('decrease_take', 100))
    expect(change('decrease_take', 100)).toBe('DelegateTakeTooLow')
    expect(change('increase_take', 100)).toBe('DelegateTakeTooLow')
    expect(change('increase_take', 11_797)).toBe('DelegateTakeTooHigh')
    expect(change('increase_take', 200)).toBe('DelegateTxRateLimitExceeded')
    bench.state.SubtensorModule.TxDelegateTakeRateLimit.set(3n)
    bench.mine(4)
    expect(change('increase_take', 200)).toBeNull()
  })
})

describe('any order of staking', () => {
  it('keeps every rao accounted for', () => {
    const step = fc.record({
      who: fc.constantFrom(anna, bert),
      kind: fc.constantFrom('add', 'remove', 'mine'),
      amount: fc.bigInt({ min: 2_100_000n, max: 300n * tao }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const bench = subnet()
        for (const { who, kind, amount } of steps) {
          if (kind === 'mine') bench.mine(3)
          else if (kind === 'add') {
            bench.call(who, 'SubtensorModule.add_stake', { hotkey, netuid, amount_staked: amount })
          } else bench.call(who, 'SubtensorModule.remove_stake', { hotkey, netuid, amount_unstaked: amount })
        }
        const { SubtensorModule: subtensor } = bench.state
        const [a, b] = [anna, bert].map((coldkey) => stakeOf(bench.ctx, { hotkey, coldkey, netuid }))
        return (
          bench.state.Balances.TotalIssuance.get() === allTao(bench) &&
          (a ?? 0n) + (b ?? 0n) <= subtensor.TotalHotkeyAlpha.get(hotkey, netuid) &&
          // with the fees of what was bought
          subtensor.TotalStake.get() >=
            [0, 1, netuid].reduce((sum, subnet) => sum + subtensor.SubnetTAO.get(subnet), 0n)
        )
      }),
      { numRuns: 15 },
    )
  })
})
