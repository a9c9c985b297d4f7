import { expect, test } from 'vitest'
import { fromHex } from '../../codec/bytes.js'
import { accountOf, createBench, must } from '../../rules/testing/bench.js'
import { itemPrefix } from '../../state/keys.js'

const anna = accountOf('anna')
const bytes = (hex: string) => fromHex(`0x${hex}`)
const limit = itemPrefix('SubtensorModule', 'NetworkRateLimit')

test('set_storage writes raw storage as root alone, which the next read sees', () => {
  const bench = createBench()
  const set = (as: string, value: string) =>
    bench.call(as, 'System.set_storage', { items: [[bytes(limit), bytes(value)]] })
  expect(set(anna, '0500000000000000')).toBe('BadOrigin')
  must(set('root', '0500000000000000'))
  expect(bench.state.SubtensorModule.NetworkRateLimit.get()).toBe(5n)
  // The chain reads a value from the front, whatever follows it.
  must(set('root', '0600000000000000ffff'))
  expect(bench.state.SubtensorModule.NetworkRateLimit.get()).toBe(6n)
})

test('set_storage refuses a value that its item cannot decode, and nothing of the call stays', () => {
  const bench = createBench()
  const tempo = itemPrefix('SubtensorModule', 'TotalNetworks')
  const items: [Uint8Array, Uint8Array][] = [
    [bytes(tempo), bytes('0900')],
    [bytes(limit), bytes('05')],
  ]
  expect(bench.call('root', 'System.set_storage', { items })).not.toBeNull()
  expect(bench.state.SubtensorModule.TotalNetworks.get()).toBe(2)
})

test('kill_storage and kill_prefix remove what they name, the latter so many keys', () => {
  const bench = createBench()
  const { Tempo, NetworkRateLimit } = bench.state.SubtensorModule
  for (const netuid of [0, 1, 2, 3]) Tempo.set(netuid, 99)
  NetworkRateLimit.set(5n)
  must(bench.call('root', 'System.kill_storage', { keys: [bytes(limit)] }))
  expect(NetworkRateLimit.get()).toBe(7200n)
  const prefix = bytes(itemPrefix('SubtensorModule', 'Tempo'))
  must(bench.call('root', 'System.kill_prefix', { prefix, subkeys: 3 }))
  expect([...Tempo.keys()].length).toBe(1)
  expect(bench.call(anna, 'System.kill_prefix', { prefix, subkeys: 3 })).toBe('BadOrigin')
})
