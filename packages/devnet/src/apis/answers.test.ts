import { describe, expect, test } from 'vitest'
import { createSubnetBench, must, people, tao } from '../rules/testing/bench.js'
import { struct } from '../schema/type.js'
import { mainnetImage } from '../schema/version.js'
import type { ApiContext } from './api.js'
import { callRuntimeApi, runtimeApis } from './registry.js'

const [owner, anna] = people as [string, string]

/** Calls through the bytes, as `state_call` does. */
function caller(bench: { readonly state: ApiContext['state']; readonly ctx: { readonly block: number } }) {
  // biome-ignore lint/suspicious/noExplicitAny: what comes back differs from function to function.
  return (name: string, args: Record<string, unknown> = {}): any => {
    const [api, ...rest] = name.split('_')
    const method = runtimeApis.find((candidate) => candidate.name === api)!.methods[rest.join('_')]!
    const check = () => {
      throw new Error('no extrinsic is looked at here')
    }
    const ctx = { state: bench.state, block: bench.ctx.block, image: mainnetImage, check }
    return method.output.codec.dec(callRuntimeApi(name, struct('', method.inputs).codec.enc(args), ctx)!)
  }
}

describe('subnets', () => {
  test('a selective metagraph holds the asked columns of the whole one, and nothing else', () => {
    const bench = createSubnetBench()
    const { netuid } = bench
    const call = caller(bench)
    const whole = call('SubnetInfoRuntimeApi_get_metagraph', { netuid })
    const names = Object.keys(whole)
    expect(names).toHaveLength(72)
    for (const [index, name] of names.entries()) {
      const some = call('SubnetInfoRuntimeApi_get_selective_metagraph', {
        netuid,
        metagraph_indexes: [index],
      })
      const given = Object.entries(some).filter(([, value]) => value !== undefined)
      const expected = name === 'netuid' ? [] : [[name, { value: whole[name] }]]
      expect(given).toEqual([['netuid', netuid], ...expected])
    }
  })

  test('validators and commitments are columns 72 and 73; further ones are passed over', () => {
    const bench = createSubnetBench()
    bench.state.SubtensorModule.ValidatorPermit.set(bench.netuid, [false, true])
    const { validators, commitments } = caller(bench)('SubnetInfoRuntimeApi_get_selective_metagraph', {
      netuid: bench.netuid,
      metagraph_indexes: [72, 73, 74, 9999],
    })
    expect([validators.value, commitments.value]).toEqual([[1], []])
  })

  test('a mechanism has its own incentives and last updates under its storage index', () => {
    const bench = createSubnetBench()
    const { netuid } = bench
    const { SubtensorModule: subtensor } = bench.state
    const call = caller(bench)
    expect(call('SubnetInfoRuntimeApi_get_mechagraph', { netuid, mecid: 1 })).toBeUndefined()
    subtensor.MechanismCountCurrent.set(netuid, 2)
    subtensor.Incentive.set(4096 + netuid, [7])
    subtensor.LastUpdate.set(4096 + netuid, [9n])
    const graph = call('SubnetInfoRuntimeApi_get_mechagraph', { netuid, mecid: 1 })
    expect([graph.netuid, graph.incentives, graph.last_update]).toEqual([4096 + netuid, [7], [9n]])
  })

  test('hyperparameters come in the chain’s order, under their names, in all three versions', () => {
    const bench = createSubnetBench()
    const { netuid } = bench
    bench.state.SubtensorModule.Kappa.set(netuid, 12_345)
    const call = caller(bench)
    const third = call('SubnetInfoRuntimeApi_get_subnet_hyperparams_v3', { netuid })
    const names = third.map(({ name }: { name: Uint8Array }) => Buffer.from(name).toString())
    expect(names).toHaveLength(33)
    expect([names[0], names.at(-1)]).toEqual(['kappa', 'min_childkey_take'])
    expect(third[0].value).toEqual({ type: 'U16', value: 12_345 })
    expect(call('SubnetInfoRuntimeApi_get_subnet_hyperparams', { netuid }).kappa).toBe(12_345)
    expect(call('SubnetInfoRuntimeApi_get_subnet_hyperparams_v2', { netuid })).toMatchObject({
      kappa: 12_345,
      alpha_sigmoid_steepness: 1000n << 32n,
      yuma_version: 3,
    })
  })

  test('nothing is known of a network that does not exist', () => {
    const call = caller(createSubnetBench())
    const functions = ['subnet_info', 'subnet_info_v2', 'subnet_hyperparams_v3', 'dynamic_info', 'metagraph']
    for (const name of [...functions, 'subnet_state', 'subnet_account_id']) {
      expect(call(`SubnetInfoRuntimeApi_get_${name}`, { netuid: 77 })).toBeUndefined()
    }
  })
})

describe('stake and pools', () => {
  function staked() {
    const bench = createSubnetBench()
    const { netuid } = bench
    bench.state.SubtensorModule.SubtokenEnabled.set(netuid, true)
    const hotkey = bench.state.SubtensorModule.SubnetOwnerHotkey.get(netuid)
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey, netuid, amount_staked: 10n * tao }))
    return { bench, netuid, hotkey, call: caller(bench) }
  }

  test('a simulated swap gives what the swap then does', () => {
    const { bench, netuid, hotkey, call } = staked()
    const quote = call('SwapRuntimeApi_sim_swap_tao_for_alpha', { netuid, tao: 5n * tao })
    const stake = () =>
      call('StakeInfoRuntimeApi_get_stake_info_for_hotkey_coldkey_netuid', {
        hotkey_account: hotkey,
        coldkey_account: anna,
        netuid,
      }).stake
    const before = stake()
    must(bench.call(anna, 'SubtensorModule.add_stake', { hotkey, netuid, amount_staked: 5n * tao }))
    expect(stake() - before).toBe(quote.alpha_amount)
    expect(quote.tao_amount + quote.tao_fee).toBe(5n * tao)
    expect(quote.alpha_slippage).toBeGreaterThan(0n)
  })

  test('a swap that the pool refuses simulates to zeros', () => {
    const { netuid, call } = staked()
    const refused = call('SwapRuntimeApi_sim_swap_tao_for_alpha', { netuid, tao: (1n << 64n) - 1n })
    expect(Object.values(refused).every((amount) => amount === 0n)).toBe(true)
  })

  test('stake is listed without zeros, and all of it is available', () => {
    const { netuid, hotkey, call } = staked()
    const list = call('StakeInfoRuntimeApi_get_stake_info_for_coldkey', { coldkey_account: anna })
    expect(list).toHaveLength(1)
    expect(list[0]).toMatchObject({ hotkey, coldkey: anna, netuid, is_registered: true })
    const { stake: total } = list[0]
    const ask = (netuids?: number[]) =>
      call('StakeInfoRuntimeApi_get_stake_availability_for_coldkeys', { coldkey_accounts: [anna], netuids })
    const available = [[netuid, { total, locked: 0n, available: total }]]
    expect(ask()).toEqual([[anna, available]])
    expect(ask([netuid])).toEqual([[anna, available]])
    expect(ask([])).toEqual([[anna, []]])
  })

  test('the fee of a move is none to the same place, the pool’s otherwise', () => {
    const { netuid, hotkey, call } = staked()
    const fee = (origin: unknown, destination: unknown) =>
      call('StakeInfoRuntimeApi_get_stake_fee', {
        origin,
        origin_coldkey_account: anna,
        destination,
        destination_coldkey_account: anna,
        amount: 65_535_000n,
      })
    expect(fee([hotkey, netuid], [hotkey, netuid])).toBe(0n)
    expect(fee(undefined, [hotkey, netuid])).toBe(32_999n)
    expect(fee([hotkey, netuid], [hotkey, 0])).toBe(0n)
  })

  test('a delegate is described with its nominators; others see only what is their own', () => {
    const { bench, netuid, hotkey, call } = staked()
    expect(call('DelegateInfoRuntimeApi_get_delegate', { delegate_account: hotkey })).toBeUndefined()
    bench.state.SubtensorModule.Delegates.set(hotkey, 11_796)
    const delegate = call('DelegateInfoRuntimeApi_get_delegate', { delegate_account: hotkey })
    expect(delegate).toMatchObject({
      delegate_ss58: hotkey,
      owner_ss58: owner,
      take: 11_796,
      registrations: [netuid],
    })
    const [[nominator, [[on, amount]]]] = delegate.nominators
    expect([nominator, on]).toEqual([anna, netuid])
    expect(call('DelegateInfoRuntimeApi_get_delegates')).toEqual([delegate])
    const delegated = call('DelegateInfoRuntimeApi_get_delegated', { delegatee_account: anna })
    expect(delegated).toEqual([[{ ...delegate, nominators: [] }, [netuid, amount]]])
  })
})
