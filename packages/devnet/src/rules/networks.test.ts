import { describe, expect, it } from 'vitest'
import { freeBalance } from '../runtime/currency.js'
import { lockCost, subnetToPrune } from './networks.js'
import { accountOf, allTao, createBench, createSubnetBench, must, people, tao } from './testing/bench.js'

const [owner, anna, bert] = people as [string, string, string]
const hotkey = accountOf('owner-hot')

describe('register_network', () => {
  it('locks the cost as the pool, seats the owner and starts with the chain’s values', () => {
    const bench = createBench()
    const before = freeBalance(bench.ctx, owner)
    expect(lockCost(bench.ctx)).toBe(1000n * tao)
    must(bench.call(owner, 'SubtensorModule.register_network', { hotkey }))
    const { SubtensorModule: subtensor } = bench.state
    expect(before - freeBalance(bench.ctx, owner)).toBe(1000n * tao)
    expect(subtensor.SubnetTAO.get(2)).toBe(1000n * tao)
    expect(subtensor.SubnetAlphaIn.get(2)).toBe(1000n * tao)
    expect(subtensor.SubnetAlphaOut.get(2)).toBe(0n)
    expect(subtensor.Keys.get(2, 0)).toBe(hotkey)
    expect(subtensor.SubnetOwner.get(2)).toBe(owner)
    expect([subtensor.Tempo.get(2), subtensor.ImmunityPeriod.get(2)]).toEqual([360, 5000])
    expect([subtensor.Yuma3On.get(2), subtensor.SubnetEmissionEnabled.get(2)]).toEqual([true, false])
    expect(Buffer.from(subtensor.TokenSymbol.get(2)).toString()).toBe('β')
    expect(bench.events.at(-1)).toMatchObject({ event: 'NetworkAdded', data: [2, 1] })
    expect(lockCost(bench.ctx)).toBe(2000n * tao)
  })

  it('refuses in the chain’s order', () => {
    const bench = createBench()
    const { SubtensorModule: subtensor } = bench.state
    const register = () => bench.call(owner, 'SubtensorModule.register_network', { hotkey })
    bench.mine(3)
    subtensor.NetworkMinLockCost.set(2_000_000n * tao)
    expect(register()).toBe('CannotAffordLockCost')
    subtensor.SubnetLimit.set(1)
    expect(register()).toBe('SubnetLimitReached')
    subtensor.NetworkRateLimit.set(10n)
    subtensor.LastRateLimitedBlock.set({ type: 'NetworkLastRegistered' }, 1n)
    expect(register()).toBe('NetworkTxRateLimitExceeded')
    subtensor.NetworkRegistrationStartBlock.set(99n)
    expect(register()).toBe('SubNetRegistrationDisabled')
    subtensor.Owner.set(hotkey, anna)
    expect(register()).toBe('NonAssociatedColdKey')
    const systemAccount = `0x${Buffer.from('modlsubtensr').toString('hex')}0200`.padEnd(66, '0')
    const onSystem = bench.call(owner, 'SubtensorModule.register_network', { hotkey: systemAccount })
    expect(onSystem).toBe('CannotUseSystemAccount')
  })

  it('checks the identity last, and undoes everything', () => {
    const bench = createBench()
    const field = new Uint8Array(2000)
    const identity = {
      subnet_name: field,
      github_repo: field,
      subnet_contact: field,
      subnet_url: field,
      discord: field,
      description: field,
      logo_url: field,
      additional: field,
    }
    const register = { hotkey, identity }
    expect(bench.call(owner, 'SubtensorModule.register_network_with_identity', register)).toBe(
      'InvalidIdentity',
    )
    expect(bench.state.SubtensorModule.NetworksAdded.get(2)).toBe(false)
  })

  it('makes room by ending the cheapest subnet past its immunity, which pays its holders', () => {
    const bench = createSubnetBench()
    const { SubtensorModule: subtensor } = bench.state
    const miner = accountOf('hot')
    must(bench.call(anna, 'SubtensorModule.burned_register', { netuid: 2, hotkey: miner }))
    must(
      bench.call(anna, 'SubtensorModule.add_stake', { hotkey: miner, netuid: 2, amount_staked: 10n * tao }),
    )
    subtensor.SubnetLimit.set(2)
    subtensor.NetworkRateLimit.set(0n)
    subtensor.NetworkImmunityPeriod.set(5n)
    subtensor.SubnetMovingPrice.set(1, 5n)
    bench.mine(10)
    subtensor.SubnetMovingPrice.set(2, 1n)
    expect(subnetToPrune(bench.ctx)).toBe(2)
    const before = freeBalance(bench.ctx, anna)
    must(bench.call(bert, 'SubtensorModule.register_network', { hotkey: accountOf('bert-hot') }))
    expect(subtensor.SubnetOwner.get(2)).toBe(bert)
    // anna held all stake, so the whole pool was hers
    expect(freeBalance(bench.ctx, anna) - before).toBeGreaterThan(1000n * tao)
    expect([...subtensor.Alpha.keys()].filter(([, , netuid]) => netuid === 2)).toEqual([])
    expect(subtensor.Uids.get(2, miner)).toBeUndefined()
    expect(subtensor.FirstEmissionBlockNumber.get(2)).toBeUndefined()
    expect(bench.state.Balances.TotalIssuance.get()).toBe(allTao(bench))
  })
})

describe('start_call', () => {
  it('refuses in the chain’s order and starts with the next block', () => {
    const bench = createBench()
    const start = (as: string, netuid = 2) => bench.call(as, 'SubtensorModule.start_call', { netuid })
    must(bench.call(owner, 'SubtensorModule.register_network', { hotkey }))
    bench.state.SubtensorModule.StartCallDelay.set(5n)
    expect(start(owner, 9)).toBe('SubnetNotExists')
    expect(start(anna)).toBe('BadOrigin')
    expect(start(owner)).toBe('NeedWaitingMoreBlocksToStarCall')
    bench.mine(5)
    must(start(owner))
    expect(bench.events.at(-1)).toMatchObject({ event: 'FirstEmissionBlockNumberSet', data: [2, 7n] })
    expect(start(owner)).toBe('FirstEmissionBlockNumberAlreadySet')
    expect(bench.state.SubtensorModule.SubnetAlphaOut.get(2)).toBe(0n)
    bench.mine()
    expect(bench.state.SubtensorModule.SubnetAlphaOut.get(2)).toBe(tao)
  })
})
