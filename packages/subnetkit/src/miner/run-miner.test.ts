import { createDevnet } from '@subnetkit/devnet'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { RunningDevnet } from '../devnet/start-devnet.js'
import { startDevnet } from '../devnet/start-devnet.js'
import type { LogRecord } from '../log/record.js'
import { add, adder } from '../testing/adder.js'
import type { RunMinerOptions } from './options.js'
import { runMiner } from './run-miner.js'

/** One process runs several test files: none of them may take the signals of the others. */
const quiet = { port: 0, signals: false, log: false } as const
const alone = { ...quiet, admission: null, hotkey: '//Bob' } as const

let devnet: RunningDevnet
beforeAll(async () => {
  devnet = await startDevnet({ ...quiet, subnet: adder, miners: 2 })
})
afterAll(() => devnet.close())

/** Options of the miner that the devnet has registered. */
const registered = (more: RunMinerOptions = {}): RunMinerOptions => ({
  ...quiet,
  network: devnet.network,
  netuid: devnet.netuid,
  hotkey: '//miner-1',
  ...more,
})
const axonOf = (uri: string) => {
  const account = `0x${Buffer.from(createKeypair(uri).publicKey).toString('hex')}`
  return devnet.chain.state.SubtensorModule.Axons.get(devnet.netuid, account)
}
const clientOf = (uri: string) => createMinerClient(adder, { keypair: createKeypair(uri) })

describe('a miner of a subnet', () => {
  it('publishes its axon, serves validators, and refuses others with a word about who and why', async () => {
    const records: LogRecord[] = []
    await using miner = await runMiner(adder, { add }, registered({ log: (record) => records.push(record) }))
    expect(axonOf('//miner-1')).toMatchObject({ ip: 0x7f00_0001n, port: miner.port })

    await using validator = clientOf('//validator-1')
    expect(await validator.query(miner, 'add', { a: 1, b: 2 })).toMatchObject({ output: { sum: 3 } })
    await using stranger = clientOf('//Dave')
    expect(await stranger.query(miner, 'add', { a: 1, b: 2 })).toMatchObject({ kind: 'refused' })
    const [refusal] = records.filter(({ event }) => event === 'refused')
    expect(refusal).toMatchObject({ level: 'warn', source: 'miner', code: 'CALLER_UNKNOWN' })
    expect(refusal?.message).toContain(createKeypair('//Dave').address)
    expect(refusal?.message).toContain('127.0.0.1')
  })

  it('shows what a handler threw, with its stack and its caller', async () => {
    const records: LogRecord[] = []
    const broken = (): never => {
      throw new TypeError('no such model')
    }
    await using miner = await runMiner(
      adder,
      { add: broken },
      registered({ axon: false, log: (record) => records.push(record) }),
    )
    await using validator = clientOf('//validator-1')
    await validator.query(miner, 'add', { a: 1, b: 2 })
    const [failure] = records.filter(({ event }) => event === 'handler-failed')
    expect(failure).toMatchObject({ level: 'error', code: 'HANDLER_FAILED' })
    expect(failure?.message).toContain(createKeypair('//validator-1').address)
    expect(failure?.error).toMatchObject({ stack: expect.stringContaining('run-miner.test.ts') })
  })

  it('admits by rules and by an admission of its author', async () => {
    const query = async (uri: string, admission: RunMinerOptions['admission']) => {
      await using miner = await runMiner(adder, { add }, registered({ axon: false, admission }))
      await using client = clientOf(uri)
      return (await client.query(miner, 'add', { a: 1, b: 2 })).kind
    }
    expect(await query('//miner-2', { requirePermit: false })).toBe('ok')
    expect(await query('//miner-2', undefined)).toBe('refused')
    expect(await query('//Dave', { requirePermit: false })).toBe('refused')
    expect(await query('//Dave', null)).toBe('ok')
    const banned = {
      admission: null,
      axon: false,
      ban: { hotkeys: [createKeypair('//Dave').address] },
    } as const
    await using miner = await runMiner(adder, { add }, registered(banned))
    await using client = clientOf('//Dave')
    expect(await client.query(miner, 'add', { a: 1, b: 2 })).toMatchObject({ code: 'CALLER_BANNED' })
    const none = { check: () => expect.fail('nobody') }
    expect(await query('//validator-1', none)).toBe('refused')
  })

  it('signs the handshakes of sessions with its hotkey, and shows metrics, readiness and who asked', async () => {
    const records: LogRecord[] = []
    const options = registered({ axon: false, metrics: { port: 0 }, log: (record) => records.push(record) })
    await using miner = await runMiner(adder, { add }, options)
    const keypair = createKeypair('//validator-1')
    await using client = createMinerClient(adder, {
      keypair,
      sessions: 'require',
      requireMinerSignature: true,
    })
    expect(await client.query(miner, 'add', { a: 1, b: 2 })).toMatchObject({ kind: 'ok' })
    const admin = `http://127.0.0.1:${miner.metrics?.port}`
    expect(await (await fetch(`${admin}/readyz`)).json()).toEqual({ ready: true, reasons: [] })
    expect(await (await fetch(`${admin}/metrics`)).text()).toContain('{synapse="add",code="OK"} 1')
    const [answered] = records.filter(({ event }) => event === 'answered')
    expect(answered).toMatchObject({ level: 'info' })
    expect(answered?.message).toContain(keypair.address)
  })

  it('publishes the address at which others reach it', async () => {
    const axon = { host: '203.0.113.7', port: 8_091 }
    await using _ = await runMiner(adder, { add }, registered({ hotkey: '//miner-2', axon }))
    expect(axonOf('//miner-2')).toMatchObject({ ip: 0xcb00_7107n, port: 8_091 })
  })

  it('serves while the chain makes it wait to publish, and says so', async () => {
    const limit = (blocks: bigint) =>
      devnet.chain.setStorage('SubtensorModule', 'ServingRateLimit', [devnet.netuid], blocks)
    const before = axonOf('//miner-2')
    limit(100_000n)
    const records: LogRecord[] = []
    const options = registered({ hotkey: '//miner-2', log: (record) => records.push(record) })
    await using miner = await runMiner(adder, { add }, options)
    limit(1n)
    const waits = records.find(({ event }) => event === 'axon-unpublished')
    expect(waits).toMatchObject({ level: 'warn', code: 'RATE_LIMITED' })
    expect([axonOf('//miner-2'), miner.port]).toEqual([before, expect.any(Number)])
  })

  it('says so when its hotkey is not registered, and publishes nothing', async () => {
    const records: LogRecord[] = []
    const log = (record: LogRecord) => records.push(record)
    await using _ = await runMiner(adder, { add }, registered({ hotkey: '//Eve', axon: false, log }))
    expect(records.map(({ event }) => event)).toContain('not-registered')
    const publishing = runMiner(adder, { add }, registered({ hotkey: '//Eve', log }))
    await expect(publishing).rejects.toMatchObject({ code: 'NOT_REGISTERED' })
  })

  it('closes what it opened when it cannot start', async () => {
    await using first = await runMiner(adder, { add }, alone)
    const before = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
    const second = runMiner(adder, { add }, registered({ port: first.port }))
    await expect(second).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect
      .poll(() => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length)
      .toBeLessThanOrEqual(before)
  })

  it('is closed once, by whichever path', async () => {
    const miner = await runMiner(adder, { add }, alone)
    await Promise.all([miner.close(), miner.close(), miner[Symbol.asyncDispose](), miner.closed])
    await using again = await runMiner(adder, { add }, { ...alone, port: miner.port })
    expect(again.hotkey).toBe(createKeypair('//Bob').address)
  })
})

describe('options', () => {
  const refusal = (options: object) =>
    runMiner(adder, { add }, { ...quiet, ...options } as RunMinerOptions).then(
      () => 'accepted',
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    )

  it.each([
    [{}, 'netuid'],
    [{ hotkey: '//Bob' }, 'netuid'],
    [{ hotkey: '//Bob', network: 'local', admission: null }, 'netuid'],
    [{ hotkey: '//Bob', netuid: 2 }, 'network'],
    [{ hotkey: '//Bob', netuid: -5, network: 'local' }, 'netuid'],
    [{ hotkey: '//Bob', netuid: Number.NaN, network: 'local' }, 'netuid'],
    [{ hotkey: '//Bob', netuid: 2, network: 'local', host: '0.0.0.0' }, 'axon.host'],
    [{ hotkey: '//Bob', netuid: 2, network: 'local', host: 'my-host' }, 'axon.host'],
    [{ ...alone, wallet: 'default' }, 'wallet'],
    [{ ...alone, hotkey: createKeypair('//Bob').address }, 'hotkey'],
    [{ ...alone, hotkey: 7 }, 'hotkey'],
    [{ ...alone, port: -1 }, 'port'],
    [{ ...alone, ban: { addresses: ['nowhere'] } }, 'ban'],
    [{ ...alone, sessions: 5 }, 'sessions'],
    [{ ...alone, spool: { above: -1 } }, 'spool.above'],
    [{ ...alone, prot: 8_091 }, 'prot'],
    [{ ...alone, admission: { minStake: 5 } }, 'admission'],
    [{ ...alone, admission: {} }, 'netuid'],
    [{ ...alone, log: 'loud' }, 'log'],
    [{ ...alone, signals: 'yes' }, 'signals'],
    [{ ...alone, rateLimit: { limit: 0, windowMs: 1 } }, 'limit'],
  ])('%j is refused by the name of %s', async (options, name) => {
    expect(await refusal(options)).toMatch(new RegExp(`^CONFIG_INVALID .*${name}`))
  })

  it('defect: a secret is never repeated', async () => {
    const secret = `0x${'7'.repeat(63)}z`
    expect(await refusal({ ...alone, hotkey: secret })).toContain('KEY_INVALID')
    expect(await refusal({ ...alone, hotkey: secret })).not.toContain('777')
    const phrase = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'
    for (const wallet of [phrase, { name: 'default', hotkey: phrase }]) {
      const told = await refusal({ ...quiet, admission: null, wallet })
      expect(told).toMatch(/^CONFIG_INVALID .*wallet/)
      expect(told).not.toContain('bottom')
    }
  })

  it('defect: an option that is undefined is absent', async () => {
    const absent = {
      axon: undefined,
      rateLimit: undefined,
      limits: undefined,
      host: undefined,
      netuid: undefined,
    }
    await using miner = await runMiner(adder, { add }, { ...alone, ...absent })
    expect(miner.host).toBe('127.0.0.1')
    expect(await refusal({ hotkey: '//Bob', admission: undefined })).toContain('netuid')
  })

  it('of a signer must be of the same hotkey', async () => {
    const { address } = createKeypair('//Dave')
    const signer = { scheme: 'sr25519', address, signExtrinsic: () => Promise.reject(new Error('unasked')) }
    const told = await refusal({ ...alone, signer })
    expect(told).toContain('runMiner signer')
    expect(told).toContain(address)
    await using miner = await runMiner(adder, { add }, { ...quiet, admission: null, signer: signer as never })
    expect(miner.hotkey).toBe(address)
  })

  it('infers handlers from the protocol', () => {
    type Given = Parameters<Parameters<typeof runMiner<(typeof adder)['protocol']>>[1]['add']>[0]
    expectTypeOf<Given['input']>().toEqualTypeOf<{ a: number; b: number }>()
  })
})

it('fails at once, with the reason, where no chain answers', async () => {
  await using gone = await createDevnet({ port: 0 })
  const network = gone.url as string
  await gone.close()
  const starting = runMiner(adder, { add }, registered({ network }))
  await expect(starting).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
})

it.each<[string, unknown, unknown]>([
  ['subnet', undefined, { add }],
  ['subnet', { protocol: 5 }, { add }],
  ['handlers', adder, undefined],
  ['handlers.add', adder, {}],
  ['handlers.add', adder, { add: 5 }],
  ['handlers.sub', adder, { add, sub: add }],
])('defect: runMiner refuses %s by name (%#)', async (name, subnet, handlers) => {
  await expect(runMiner(subnet as never, handlers as never, alone)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(`runMiner ${name}`),
  })
})
