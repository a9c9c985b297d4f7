import { describe, expect, test } from 'vitest'
import { accountOf, allTao, createBench, must } from '../../../rules/testing/bench.js'
import type { RuntimeCall } from '../../../schema/types/outer.js'
import { hashCall } from '../../call-hash.js'
import { EXISTENTIAL_DEPOSIT, freeBalance, setBalance } from '../../currency.js'
import { mayProxy, type ProxyType } from './filter.js'

const [anna, bert, cleo] = ['anna', 'bert', 'cleo'].map(accountOf) as [string, string, string]
const id = (value: string) => ({ type: 'Id', value }) as const
const transfer = (to: string, value: bigint): RuntimeCall => ({
  pallet: 'Balances',
  call: 'transfer_keep_alive',
  args: { dest: id(to), value },
})

function delegated(proxy_type: ProxyType = 'Any', delay = 0) {
  const bench = createBench()
  must(bench.call(anna, 'Proxy.add_proxy', { delegate: id(bert), proxy_type, delay }))
  const act = (call: RuntimeCall, as = bert, force_proxy_type?: ProxyType) =>
    bench.call(as, 'Proxy.proxy', { real: id(anna), force_proxy_type, call })
  /** Result of the call that the proxy made last. */
  const outcome = () => bench.events.findLast(({ event }) => event === 'ProxyExecuted')?.data
  return { bench, act, outcome }
}

describe('proxies', () => {
  test('are kept in order with a deposit, each once, of others than oneself', () => {
    const bench = createBench()
    const add = (delegate: string, proxy_type: ProxyType, delay = 0) =>
      bench.call(anna, 'Proxy.add_proxy', { delegate: id(delegate), proxy_type, delay })
    expect(add(anna, 'Any')).toBe('Proxy.NoSelfProxy')
    must(add(cleo, 'Staking', 5))
    expect(bench.events.slice(-2).map(({ event }) => event)).toEqual(['Reserved', 'ProxyAdded'])
    must(add(bert, 'Transfer'))
    must(add(bert, 'Owner'))
    expect(add(bert, 'Owner')).toBe('Proxy.Duplicate')
    const [definitions, deposit] = bench.state.Proxy.Proxies.get(anna)
    expect(definitions.map(({ delegate, proxy_type }) => [delegate, proxy_type])).toEqual([
      [bert, 'Owner'],
      [bert, 'Transfer'],
      [cleo, 'Staking'],
    ])
    expect(deposit).toBe(159_000_000n)
    expect(bench.state.System.Account.get(anna)).toMatchObject({ consumers: 1, data: { reserved: deposit } })
  })

  test('are removed one by one or all at once, with the deposit back', () => {
    const { bench } = delegated()
    const remove = (delay: number) =>
      bench.call(anna, 'Proxy.remove_proxy', { delegate: id(bert), proxy_type: 'Any', delay })
    expect(remove(1)).toBe('Proxy.NotFound')
    must(remove(0))
    expect(bench.state.Proxy.Proxies.has(anna)).toBe(false)
    expect(bench.state.System.Account.get(anna)).toMatchObject({ consumers: 0, data: { reserved: 0n } })
    must(bench.call(anna, 'Proxy.add_proxy', { delegate: id(cleo), proxy_type: 'Any', delay: 0 }))
    must(bench.call(anna, 'Proxy.remove_proxies', {}))
    expect(bench.state.Proxy.Proxies.get(anna)).toEqual([[], 0n])
  })

  test('need the deposit, and leave the account alive', () => {
    const bench = createBench()
    const add = () => bench.call(anna, 'Proxy.add_proxy', { delegate: id(bert), proxy_type: 'Any', delay: 0 })
    setBalance(bench.ctx, anna, 93_000_000n - 1n)
    expect(add()).toBe('Balances.InsufficientBalance')
    setBalance(bench.ctx, anna, 93_000_000n + EXISTENTIAL_DEPOSIT - 1n)
    expect(add()).toBe('ConsumerRemaining')
    setBalance(bench.ctx, anna, 93_000_000n + EXISTENTIAL_DEPOSIT)
    expect(add()).toBeNull()
  })

  test('number at most 20', () => {
    const bench = createBench()
    const add = (delay: number) =>
      bench.call(anna, 'Proxy.add_proxy', { delegate: id(bert), proxy_type: 'Any', delay })
    for (let delay = 0; delay < 20; delay++) must(add(delay))
    expect(add(20)).toBe('Proxy.TooMany')
  })
})

describe('proxy', () => {
  test('calls in the name of the real account, and reports how that went', () => {
    const { bench, act, outcome } = delegated()
    const before = freeBalance(bench.ctx, anna)
    expect(act(transfer(cleo, 1_000n), cleo)).toBe('Proxy.NotProxy')
    expect(act(transfer(cleo, 1_000n), bert, 'Staking')).toBe('Proxy.NotProxy')
    must(act(transfer(cleo, 1_000n)))
    expect(freeBalance(bench.ctx, anna)).toBe(before - 1_000n)
    expect(outcome()).toEqual({ result: { type: 'Ok' } })
    must(act(transfer(cleo, 10n ** 18n)))
    expect(outcome()).toMatchObject({ result: { type: 'Err', value: { type: 'Token' } } })
  })

  test('does what its type allows, also inside of batches', () => {
    const { bench, act, outcome } = delegated('Staking')
    const filtered = { type: 'Module', value: { index: 0, error: '0x05000000' } }
    must(act(transfer(cleo, 1_000n)))
    expect(outcome()).toEqual({ result: { type: 'Err', value: filtered } })
    must(bench.call(anna, 'Proxy.add_proxy', { delegate: id(cleo), proxy_type: 'NonTransfer', delay: 0 }))
    const batch = { pallet: 'Utility', call: 'batch_all', args: { calls: [transfer(cleo, 1_000n)] } }
    must(act(batch, cleo))
    expect(outcome()).toEqual({ result: { type: 'Err', value: filtered } })
  })

  test('with a delay acts only on what was announced so many blocks before', () => {
    const { bench, act, outcome } = delegated('Any', 3)
    const call = transfer(cleo, 1_000n)
    const announced = (what = call) =>
      bench.call(cleo, 'Proxy.proxy_announced', {
        delegate: id(bert),
        real: id(anna),
        force_proxy_type: undefined,
        call: what,
      })
    expect(act(call)).toBe('Proxy.Unannounced')
    expect(announced()).toBe('Proxy.Unannounced')
    must(bench.call(bert, 'Proxy.announce', { real: id(anna), call_hash: hashCall(call) }))
    expect(bench.state.Proxy.Announcements.get(bert)[1]).toBe(104_000_000n)
    bench.mine(2)
    expect(announced()).toBe('Proxy.Unannounced')
    bench.mine()
    expect(announced(transfer(cleo, 2_000n))).toBe('Proxy.Unannounced')
    must(announced())
    expect(outcome()).toEqual({ result: { type: 'Ok' } })
    expect(bench.state.Proxy.Announcements.has(bert)).toBe(false)
    expect(bench.state.System.Account.get(bert).data.reserved).toBe(0n)
  })

  test('announcements are taken back by the proxy, or rejected by the real account', () => {
    const { bench } = delegated('Any', 3)
    const call_hash = `0x${'11'.repeat(32)}`
    const announce = (as: string) => bench.call(as, 'Proxy.announce', { real: id(anna), call_hash })
    expect(announce(cleo)).toBe('Proxy.NotProxy')
    must(announce(bert))
    must(announce(bert))
    must(bench.call(anna, 'Proxy.reject_announcement', { delegate: id(bert), call_hash }))
    expect(bench.call(bert, 'Proxy.remove_announcement', { real: id(anna), call_hash })).toBe(
      'Proxy.NotFound',
    )
    must(announce(bert))
    must(bench.call(bert, 'Proxy.remove_announcement', { real: id(anna), call_hash }))
    expect(bench.state.System.Account.get(bert).data.reserved).toBe(0n)
  })
})

test('a pure account belongs to the proxy alone, and its spawner gets the deposit back when it is killed', () => {
  const bench = createBench()
  const before = allTao(bench)
  must(bench.call(anna, 'Proxy.create_pure', { proxy_type: 'Any', delay: 0, index: 0 }))
  expect(bench.call(anna, 'Proxy.create_pure', { proxy_type: 'Any', delay: 0, index: 0 })).toBe(
    'Proxy.Duplicate',
  )
  const height = bench.ctx.block
  const [pure] = [...bench.state.Proxy.Proxies.keys()].flat() as [string]
  must(bench.call(bert, 'Balances.transfer_keep_alive', { dest: id(pure), value: 10_000n }))
  const kill = (ext_index: number): RuntimeCall => ({
    pallet: 'Proxy',
    call: 'kill_pure',
    args: { spawner: id(anna), proxy_type: 'Any', index: 0, height, ext_index },
  })
  const act = (call: RuntimeCall) =>
    bench.call(anna, 'Proxy.proxy', { real: id(pure), force_proxy_type: undefined, call })
  must(act(kill(9)))
  expect(bench.state.Proxy.Proxies.has(pure)).toBe(true)
  must(act(kill(1)))
  expect(bench.state.Proxy.Proxies.has(pure)).toBe(false)
  expect(bench.state.System.Account.get(anna).data.reserved).toBe(0n)
  expect(allTao(bench)).toBe(before)
})

test('the real account may say that it pays, and deposits of older prices are brought up to date', () => {
  const { bench } = delegated()
  const pays = (as: string) =>
    bench.call(as, 'Proxy.set_real_pays_fee', { delegate: id(bert), pays_fee: true })
  expect(pays(cleo)).toBe('Proxy.NotProxy')
  must(pays(anna))
  expect(bench.state.Proxy.RealPaysFee.has(anna, bert)).toBe(true)
  must(bench.call(anna, 'Proxy.poke_deposit', {}))
  expect(bench.events.at(-1)?.event).toBe('RealPaysFeeSet')
  const [definitions, deposit] = bench.state.Proxy.Proxies.get(anna)
  bench.state.Proxy.Proxies.set(anna, [[...definitions], deposit - 7n])
  must(bench.call(anna, 'Proxy.poke_deposit', {}))
  expect(bench.state.Proxy.Proxies.get(anna)[1]).toBe(deposit)
  expect(bench.events.at(-1)).toMatchObject({ event: 'DepositPoked', data: { kind: 'Proxies' } })
})

test.each<[ProxyType, string, Record<string, unknown>, boolean]>([
  ['SmallTransfer', 'Balances.transfer_allow_death', { value: 499_999_999n }, true],
  ['SmallTransfer', 'Balances.transfer_allow_death', { value: 500_000_000n }, false],
  ['SmallTransfer', 'SubtensorModule.transfer_stake', { alpha_amount: 1n }, true],
  ['Owner', 'AdminUtils.sudo_set_kappa', {}, true],
  ['Owner', 'AdminUtils.sudo_set_sn_owner_hotkey', {}, false],
  ['NonCritical', 'Sudo.sudo', {}, false],
  ['NonCritical', 'SubtensorModule.add_stake', {}, true],
  ['NonFungible', 'SubtensorModule.add_stake', {}, false],
  ['Senate', 'System.remark', {}, false],
  ['RootClaim', 'SubtensorModule.claim_root', {}, true],
  ['SubnetLeaseBeneficiary', 'SubtensorModule.start_call', {}, true],
  ['NonTransfer', 'Proxy.add_proxy', { proxy_type: 'Transfer' }, false],
  ['NonTransfer', 'Proxy.add_proxy', { proxy_type: 'Staking' }, true],
  ['NonTransfer', 'Proxy.add_proxy', { proxy_type: 'Any' }, false],
  ['NonTransfer', 'Proxy.remove_proxies', {}, false],
])('a proxy of type %s may call %s or not', (type, name, args, expected) => {
  const [pallet = '', call = ''] = name.split('.')
  expect(mayProxy(type, { pallet, call, args })).toBe(expected)
})
