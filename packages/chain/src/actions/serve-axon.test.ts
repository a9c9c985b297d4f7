import { createKeypair } from '@subnetkit/wallet'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import calls from '../../fixtures/wire/serve-axon-call.json' with { type: 'json' }
import addresses from '../../fixtures/wire/serve-axon-ip.json' with { type: 'json' }
import { makeCall } from '../extrinsic/call.js'
import { parseIp } from '../metagraph/ip.js'
import { runPlan } from '../plan/run-plan.js'
import { accountOf, bob, createDevSubnet, type DevSubnet } from '../testing/dev-subnet.js'
import { axonCall, toServedAxon } from './axon.js'
import { axonObjection, prometheusObjection } from './axon-rules.js'
import { planAxon, resetAxon, serveAxon } from './serve-axon.js'

let subnet: DevSubnet

const axon = (changes: object = {}) => ({
  netuid: subnet.netuid,
  host: '203.0.113.7',
  port: 8091,
  ...changes,
})

describe('an axon', () => {
  beforeEach(async () => {
    subnet = await createDevSubnet()
    subnet.devnet.setStorage('SubtensorModule', 'ServingRateLimit', [subnet.netuid], 0n)
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const stored = () =>
    subnet.devnet.state.SubtensorModule.Axons.get(subnet.netuid, accountOf(subnet.ownerHotkey.address))
  const certificate = () =>
    subnet.devnet.state.SubtensorModule.NeuronCertificates.get(
      subnet.netuid,
      accountOf(subnet.ownerHotkey.address),
    )

  it('is published once, and again for each thing about it that changes', async () => {
    const { client, ownerHotkey, blocksMadeBy } = subnet
    const changes = [
      {},
      { port: 8092 },
      { host: '203.0.113.8' },
      { version: 2 },
      { protocol: 5 },
      // The same integer as an address of the other type.
      { host: '::cb00:7108' },
    ]
    for (const change of changes) {
      expect(await serveAxon(client, ownerHotkey, axon(change))).toBe(true)
      const again = await blocksMadeBy(async () => {
        expect(await serveAxon(client, ownerHotkey, axon(change))).toBe(false)
      })
      expect(again).toBe(0)
    }
    expect(stored()).toMatchObject({ ip: 0xcb007108n, ip_type: 6, port: 8091 })
  })

  it('costs nothing, signed by the hotkey', async () => {
    const { client, ownerHotkey } = subnet
    const plan = await planAxon(client, { ...axon(), hotkey: ownerHotkey.address })
    expect(plan).toMatchObject({ cost: 0n, fee: 0n, balance: 0n, problems: [], signer: { key: 'hotkey' } })
    expect(await runPlan(client, ownerHotkey, plan)).toMatchObject({ value: { port: 8091, version: 1 } })
  })

  it('carries a certificate of up to 65 bytes, which the chain gives back', async () => {
    const { client, ownerHotkey, blocksMadeBy } = subnet
    const key = Uint8Array.from({ length: 65 }, (_, index) => 200 - index)
    expect(await serveAxon(client, ownerHotkey, axon({ certificate: key }))).toBe(true)
    expect(certificate()).toEqual({ algorithm: 200, public_key: key.slice(1) })
    expect(await blocksMadeBy(() => serveAxon(client, ownerHotkey, axon({ certificate: key })))).toBe(0)
    const other = key.map((byte) => byte ^ 1)
    expect(await serveAxon(client, ownerHotkey, axon({ certificate: other }))).toBe(true)
    // Without one, the certificate that is there stays.
    expect(await serveAxon(client, ownerHotkey, axon())).toBe(false)
  })

  it('is taken back, once', async () => {
    const { client, ownerHotkey, netuid, blocksMadeBy } = subnet
    await serveAxon(client, ownerHotkey, axon())
    expect(await resetAxon(client, ownerHotkey, { netuid })).toBe(true)
    expect(stored()).toMatchObject({ ip: 0n, port: 1, version: 0, protocol: 4, ip_type: 4 })
    expect(await blocksMadeBy(() => resetAxon(client, ownerHotkey, { netuid }))).toBe(0)
  })

  it('says from which block on it can change, and is right', async () => {
    const { client, devnet, ownerHotkey, netuid } = subnet
    devnet.setStorage('SubtensorModule', 'ServingRateLimit', [netuid], 20n)
    await serveAxon(client, ownerHotkey, axon())
    const next = axon({ port: 9000 })
    const { problems } = await planAxon(client, { ...next, hotkey: ownerHotkey.address })
    expect(problems).toMatchObject([{ code: 'RATE_LIMITED' }])
    const retryBlock = problems[0]?.retryBlock as number
    devnet.mine(retryBlock - 2 - devnet.head.number)
    await expect(serveAxon(client, ownerHotkey, next)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    devnet.mine(1)
    await serveAxon(client, ownerHotkey, next)
    expect(devnet.head.number).toBe(retryBlock)
  })
})

describe('an axon that is only planned or refused', () => {
  // No block is made, so one chain serves all.
  beforeAll(async () => {
    subnet = await createDevSubnet()
  })
  afterAll(() => subnet[Symbol.asyncDispose]())

  it.each([0, 1, 66, 200])(
    'refuses a certificate of %i bytes, which the chain would drop without a word',
    async (length) => {
      const { client, ownerHotkey, blocksMadeBy } = subnet
      const made = await blocksMadeBy(async () => {
        const asked = serveAxon(client, ownerHotkey, axon({ certificate: new Uint8Array(length).fill(1) }))
        await expect(asked).rejects.toMatchObject({ code: 'AXON_INVALID' })
      })
      expect(made).toBe(0)
    },
  )

  it.each([
    ['255.255.255.255', 8091, 'highest'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 8091, 'highest'],
    ['203.0.113.7', 0, 'no port'],
    ['203.0.113.7', 65_536, 'no port'],
  ])('refuses %s with port %i before anything is sent', async (host, port, detail) => {
    const { client, ownerHotkey, blocksMadeBy } = subnet
    const made = await blocksMadeBy(async () => {
      const asked = serveAxon(client, ownerHotkey, axon({ host, port }))
      await expect(asked).rejects.toMatchObject({ code: 'AXON_INVALID' })
      await expect(asked).rejects.toThrow(detail)
    })
    expect(made).toBe(0)
  })

  it('needs a registered hotkey', async () => {
    const { client } = subnet
    await expect(serveAxon(client, bob, axon())).rejects.toMatchObject({ code: 'NOT_REGISTERED' })
    await expect(serveAxon(client, bob, axon({ netuid: 99 }))).rejects.toMatchObject({
      code: 'SUBNET_UNKNOWN',
    })
  })

  it('on a private address is noted', async () => {
    const { client } = subnet
    const { address: hotkey } = createKeypair('//x')
    for (const host of ['10.1.2.3', '192.168.0.1', '172.31.0.1', 'fd00::1', 'fe80::1']) {
      expect((await planAxon(client, { ...axon({ host }), hotkey })).notes.join()).toContain('private')
    }
    expect((await planAxon(client, { ...axon(), hotkey })).notes).toEqual([])
  })
})

describe('addresses that the chain takes', () => {
  it.each([
    ['0.0.0.0', true, false],
    ['127.0.0.1', false, false],
    ['127.0.0.2', true, true],
    ['::', true, false],
    ['::1', false, false],
    ['::2', true, true],
  ])('%s', (host, axon, prometheus) => {
    const address = { ...parseIp(host), port: 1 }
    expect(axonObjection(address) === null).toBe(axon)
    expect(prometheusObjection(address) === null).toBe(prometheus)
  })

  it.each(addresses.cases)('$name as the vectors have it', (given) => {
    const address = { ...parseIp(given.ip), port: 1 }
    expect(address).toMatchObject({ ip: BigInt(given.ip_int), ipType: given.ip_type })
    expect(axonObjection(address) === null).toBe(given.accepted_by_serve_axon)
    expect(prometheusObjection(address) === null).toBe(given.accepted_by_serve_prometheus)
  })

  it('become the bytes of the vectors', async () => {
    await using subnet = await createDevSubnet()
    for (const { call_hex, netuid, ip: host, port, version, protocol } of calls.cases) {
      const axon = toServedAxon({ host, port, version, protocol })
      expect(makeCall(subnet.client, axonCall(netuid, axon)).method.toHex()).toBe(call_hex)
    }
  })
})
