import { describe, expect, it } from 'vitest'
import { accountOf, type Bench, createSubnetBench, must, people } from './testing/bench.js'

const netuid = 2
const [owner, anna] = people as [string, string]
const text = (value: string) => new Uint8Array(Buffer.from(value))
const blank = {
  url: text(''),
  github_repo: text(''),
  image: text(''),
  discord: text(''),
  description: text(''),
  additional: text(''),
}

const identify = (made: Bench, name: string, as = anna) =>
  made.call(as, 'SubtensorModule.set_identity', { ...blank, name: text(name) })
const symbolise = (made: Bench, symbol: string, as = owner, on = netuid) =>
  made.call(as, 'SubtensorModule.update_symbol', { netuid: on, symbol: text(symbol) })

describe('set_identity', () => {
  it('is for coldkeys with a registered hotkey, within lengths', () => {
    const made = createSubnetBench()
    expect(identify(made, 'x'.repeat(300))).toBe('HotKeyNotRegisteredInNetwork')
    must(made.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: accountOf('hot') }))
    expect(identify(made, 'x'.repeat(257))).toBe('InvalidIdentity')
    must(identify(made, 'Anna'))
    expect(made.state.SubtensorModule.IdentitiesV2.get(anna)?.name).toEqual(text('Anna'))
    expect(made.events.at(-1)).toMatchObject({ event: 'ChainIdentitySet', data: [anna] })
  })
})

describe('update_symbol', () => {
  it('takes a known symbol that is free', () => {
    const made = createSubnetBench()
    expect(symbolise(made, 'β', anna, 77)).toBe('BadOrigin')
    expect(symbolise(made, '?', anna)).toBe('BadOrigin')
    expect(symbolise(made, '?')).toBe('SymbolDoesNotExist')
    expect(symbolise(made, 'α')).toBe('SymbolAlreadyInUse')
    must(symbolise(made, 'ω'))
    expect(made.state.SubtensorModule.TokenSymbol.get(netuid)).toEqual(text('ω'))
  })
})

it('registration by work stays off', () => {
  const made = createSubnetBench()
  const allow = (as: string) =>
    made.call(as, 'AdminUtils.sudo_set_network_pow_registration_allowed', {
      netuid,
      registration_allowed: true,
    })
  expect(allow(anna)).toBe('AdminUtils.POWRegistrationDisabled')
  expect(allow('root')).toBe('AdminUtils.POWRegistrationDisabled')
})
