import { describe, expect, it } from 'vitest'
import { accountOf, type Bench, createSubnetBench, must, people } from './testing/bench.js'

const netuid = 2
const [, anna] = people as [string, string]
const miner = accountOf('miner')
const endpoint = { netuid, version: 7, ip: 0x08080404n, port: 8091, ip_type: 4 }
const extras = { protocol: 4, placeholder1: 0, placeholder2: 0 }

function subnet(allowLoopbackAxons = false): Bench {
  const bench = createSubnetBench({ allowLoopbackAxons })
  must(bench.call(anna, 'SubtensorModule.burned_register', { netuid, hotkey: miner }))
  return bench
}

type Change = Partial<typeof endpoint>
const serve = (bench: Bench, change: Change = {}, as = miner) =>
  bench.call(as, 'SubtensorModule.serve_axon', { ...endpoint, ...extras, ...change })
const servePrometheus = (bench: Bench, change: Change = {}, as = miner) =>
  bench.call(as, 'SubtensorModule.serve_prometheus', { ...endpoint, ...change })

describe('serve_axon', () => {
  it('stores what was served, with the block', () => {
    const bench = subnet()
    must(serve(bench))
    expect(bench.state.SubtensorModule.Axons.get(netuid, miner)).toEqual({
      block: 1n,
      version: 7,
      ip: 0x08080404n,
      port: 8091,
      ip_type: 4,
      ...extras,
    })
    expect(bench.events.at(-1)).toMatchObject({ event: 'AxonServed', data: [netuid, miner] })
  })

  it.each([
    ['v4 loopback', { ip: 0x7f000001n }, 'InvalidIpAddress'],
    ['v4 highest', { ip: 0xffffffffn }, 'InvalidIpAddress'],
    ['v6 loopback', { ip: 1n, ip_type: 6 }, 'InvalidIpAddress'],
    ['v6 highest', { ip: (1n << 128n) - 1n, ip_type: 6 }, 'InvalidIpAddress'],
    ['zero', { ip: 0n }, null],
    ['v6', { ip: 1n << 100n, ip_type: 6 }, null],
    ['neither v4 nor v6', { ip_type: 5 }, 'InvalidIpType'],
    ['port 0', { port: 0 }, 'InvalidPort'],
  ] as const)('%s', (_, change, error) => {
    expect(serve(subnet(), change)).toBe(error)
  })

  it('lets loopback pass with the development switch, and nothing else', () => {
    const bench = subnet(true)
    expect(serve(bench, { ip: 0xffffffffn })).toBe('InvalidIpAddress')
    expect(serve(bench, { ip: 0x7f000001n })).toBeNull()
  })

  it('refuses in the chain’s order, at the pool by code', () => {
    const bench = subnet()
    const code = (change: Change, as = miner) =>
      bench.poolCode(as, 'SubtensorModule.serve_axon', { ...endpoint, ...extras, ...change })
    must(serve(bench))
    const port = { port: 0 }
    expect(serve(bench, port)).toBe('ServingRateLimitExceeded')
    expect(code(port)).toBe(12)
    const ip = { ...port, ip: 0x7f000001n }
    expect(serve(bench, ip)).toBe('InvalidIpAddress')
    expect(code(ip)).toBe(11)
    const type = { ...ip, ip_type: 9 }
    expect(serve(bench, type)).toBe('InvalidIpType')
    expect(code(type)).toBe(255)
    expect(serve(bench, type, anna)).toBe('HotKeyNotRegisteredInNetwork')
    expect(code(type, anna)).toBe(10)
    bench.mine(49)
    expect(serve(bench)).toBe('ServingRateLimitExceeded')
    bench.mine()
    expect(code(port)).toBe(13)
    expect(serve(bench)).toBeNull()
  })

  it('keeps the certificate of the tls variant', () => {
    const bench = subnet()
    const certificate = Uint8Array.of(1, 9, 8)
    must(bench.call(miner, 'SubtensorModule.serve_axon_tls', { ...endpoint, ...extras, certificate }))
    expect(bench.state.SubtensorModule.NeuronCertificates.get(netuid, miner)).toEqual({
      algorithm: 1,
      public_key: Uint8Array.of(9, 8),
    })
  })

  it('defect: keeps a certificate that is its algorithm alone, and none that is too long', () => {
    const kept = (bytes: number) => {
      const bench = subnet()
      const certificate = new Uint8Array(bytes).fill(1)
      must(bench.call(miner, 'SubtensorModule.serve_axon_tls', { ...endpoint, ...extras, certificate }))
      return bench.state.SubtensorModule.NeuronCertificates.get(netuid, miner)?.public_key.length
    }
    expect([0, 1, 65, 66].map(kept)).toEqual([undefined, 0, 64, undefined])
  })
})

describe('serve_prometheus', () => {
  it('does not take address zero', () => {
    const bench = subnet()
    expect(servePrometheus(bench, { ip: 0n })).toBe('InvalidIpAddress')
    expect(servePrometheus(bench)).toBeNull()
    expect(servePrometheus(bench)).toBe('ServingRateLimitExceeded')
  })
})
