import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { readRunningFiles } from '../health/running-file.js'
import type { LogRecord } from '../log/record.js'
import { type RecordedSpan, recordTraces } from '../metrics/testing/recording-tracer.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { type RunValidatorOptions, stateDirectory } from './options.js'
import { runValidator } from './run-validator.js'

const quiet = { signals: false, log: false } as const

let devnet: RunningDevnet
let folder = ''
beforeAll(async () => {
  devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  folder = await mkdtemp(join(tmpdir(), 'validator-'))
  vi.stubEnv('XDG_STATE_HOME', folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await devnet.close()
  await rm(folder, { recursive: true, force: true })
})

const at = (more: Partial<RunValidatorOptions> = {}): RunValidatorOptions => ({
  ...quiet,
  network: devnet.network,
  netuid: devnet.netuid,
  directory: join(folder, 'state'),
  hotkey: '//validator-1',
  ...more,
})

/** From a round over its job for a miner to the query and the answer; of hotkeys, only its own is in it, in the names of queues. */
function expectChain(spans: readonly RecordedSpan[], netuid: number, own: string): void {
  const query = spans.find(({ name }) => name === 'query miner')
  const { 'subnetkit.round': round, 'subnetkit.uid': uid, ...others } = query?.attributes ?? {}
  expect(others).toEqual({
    ...{ 'subnetkit.netuid': netuid, 'subnetkit.synapse': 'add', 'subnetkit.outcome': 'ok' },
  })
  const above: RecordedSpan[] = []
  const parentOf = ({ parent }: RecordedSpan) =>
    spans.find(({ context }) => parent !== null && context.spanId === parent.spanId)
  for (let one = query && parentOf(query); one !== undefined; one = parentOf(one)) above.push(one)
  const steps = above.map(({ attributes }) =>
    String(attributes['bullmq.job.id'] ?? attributes['bullmq.job.name']),
  )
  expect(above[0]?.attributes).toMatchObject({ 'subnetkit.round': round, 'subnetkit.uid': uid })
  expect([steps[0], steps.at(-1)]).toEqual([`query-${round}-${uid}`, expect.stringContaining('plan')])
  const { traceId, spanId } = query!.context
  const link = { context: { traceId, spanId, traceFlags: 0, isRemote: true } }
  expect(spans).toContainEqual(
    expect.objectContaining({ name: 'answer validator', parent: null, links: [link] }),
  )
  expect(above.map(({ name }) => name)).toEqual([
    'process query',
    'add query',
    'process rounds',
    'add rounds',
  ])
  expect([...new Set(JSON.stringify(spans).match(/5[1-9A-HJ-NP-Za-km-z]{47}/g))]).toEqual([own])
}

describe('a validator', () => {
  it('asks, scores and sets weights under the version of the definition, and says so', async () => {
    const { network, netuid } = devnet
    // The chain refuses weights of an older version than this one.
    devnet.chain.setStorage('SubtensorModule', 'WeightsVersionKey', [netuid], BigInt(adder.version))
    using traces = recordTraces()
    const of = { ...quiet, network, netuid, port: 0, metrics: { port: 0 }, telemetry: true }
    await using miner = await runMiner(adder, { add }, { ...of, hotkey: '//miner-1' })
    const records: LogRecord[] = []
    let landed = (_uids: readonly number[]) => {}
    const weights = new Promise<readonly number[]>((resolve) => {
      landed = resolve
    })
    await using validator = await runValidator(
      adder,
      at({
        ...{ sessions: 'require', requireMinerSignature: true, receipts: null, metrics: { port: 0 } },
        telemetry: true,
        log: (record) => records.push(record),
        onEvent: (event) => void (event.kind === 'weights-set' && landed(event.uids)),
      }),
    )
    const uids = await weights
    const url = `http://127.0.0.1:${validator.health?.port}`
    // The store is probed in turns of its own, which may come after the weights.
    const seen = await vi.waitFor(
      async () => {
        const metrics = await (await fetch(`${url}/metrics`)).text()
        for (const line of ['registered 1', 'health_check{check="store writable"} 1'])
          expect(metrics).toContain(line)
        return metrics
      },
      { timeout: 30_000, interval: 100 },
    )
    expect(seen).toMatch(/^rounds_total\{state="folded"\} [1-9]/m)
    expect(seen).toMatch(/^queries_total\{outcome="scored"\} [1-9]/m)
    expect(seen).not.toMatch(/5[1-9A-HJ-NP-Za-km-z]{47}/)
    // On a busy machine a round may be late.
    const health = (await (await fetch(`${url}/healthz`)).json()) as { checks: readonly object[] }
    expect(health).toMatchObject({ role: 'validator', netuid, hotkey: validator.hotkey })
    expect(health.checks).toContainEqual(expect.objectContaining({ name: 'registered', ok: true, fix: null }))
    expect(await (await fetch(`${url}/readyz`)).json()).not.toMatchObject({ reasons: ['starting'] })
    const running = (await readRunningFiles(join(folder, 'subnetkit'))).find(({ pid }) => pid === process.pid)
    expect(running).toMatchObject({ url, hotkey: validator.hotkey, netuid, role: 'validator' })
    const { SubtensorModule: state } = devnet.chain.state
    const uidOf = (uri: string) => {
      const account = `0x${Buffer.from(createKeypair(uri).publicKey).toString('hex')}`
      return state.Uids.get(netuid, account) ?? -1
    }
    expect(uids).toEqual([uidOf('//miner-1')])
    expect(state.Weights.get(netuid, uidOf('//validator-1'))).toEqual([[uidOf('//miner-1'), 65_535]])
    const line = (event: string) => records.find((record) => record.event === event)?.message
    expect([validator.roundBlocks, line('validating')]).toEqual([40, expect.stringContaining('40 blocks')])
    expect(line('round-folded')).toContain('1 scored')
    expect(line('weights-set')).toContain(
      `uid ${uids[0]} (${createKeypair('//miner-1').address.slice(0, 8)}…) = 65535`,
    )
    expect(line('validating')).toContain(`(uid ${uidOf('//validator-1')})`)
    await expect(runValidator(adder, at())).rejects.toMatchObject({ code: 'STORE_BUSY' })
    const metrics = await (await fetch(`http://127.0.0.1:${miner.metrics?.port}/metrics`)).text()
    expect(metrics).toContain('verification_seconds_count{kind="signature"} 1')
    expect(metrics).not.toContain('synapse=".receipts"')
    expectChain(traces.spans, netuid, validator.hotkey)
  })

  it('has closed everything, so that the next one finds what it remembered', async () => {
    expect(await readRunningFiles(join(folder, 'subnetkit'))).toEqual([])
    await using again = await runValidator(adder, at())
    expect(await again.store.scores()).toHaveLength(1)
  })

  it('defect: rounds of another length asked nobody in silence; they go on, and say from which block', async () => {
    const events: ValidatorEvent[] = []
    await using again = await runValidator(
      adder,
      at({ roundBlocks: 4_000, onEvent: (event: ValidatorEvent) => events.push(event) }),
    )
    const [change] = events.filter(({ kind }) => kind === 'round-length-changed')
    expect(change).toEqual({ kind: 'round-length-changed', before: 40, roundBlocks: 4_000, round: 4_000 })
    expect(again.roundBlocks).toBe(4_000)
  })
})

it('defect: a swapped hotkey got a new folder in silence, and the scores stayed in the former one', async () => {
  const provider = devnet.chain.provider.clone()
  await provider.connect()
  const genesisHash = await provider.send<string>('chain_getBlockHash', [0])
  await provider.disconnect()
  const place = { genesisHash, netuid: devnet.netuid, mechanism: 0 }
  const former = stateDirectory({ ...place, hotkey: '5Former' })
  for (const other of [former, stateDirectory({ ...place, netuid: 99, hotkey: '5Other' })])
    await mkdir(other, { recursive: true })
  const records: LogRecord[] = []
  await using _ = await runValidator(
    adder,
    at({ directory: undefined, log: (record) => records.push(record) }),
  )
  const said = records.filter(({ event }) => event === 'new-directory').map(({ message }) => message)
  expect(said).toEqual([expect.stringContaining(former)])
  expect(said[0]).not.toContain('5Other')
})

it('defect: axons inside the network of the validator were called', async () => {
  const { network, netuid } = devnet
  let calls = 0
  const counting = {
    add(call: Parameters<typeof add>[0]) {
      calls++
      return add(call)
    },
  }
  const place = { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 }
  await using _ = await runMiner(adder, counting, place)
  let report = (_event: ValidatorEvent) => {}
  const reported = new Promise<ValidatorEvent>((resolve) => {
    report = resolve
  })
  await using _validator = await runValidator(
    adder,
    at({
      ...{ directory: null, allowPrivateAddresses: false },
      onEvent: (event) => void (event.kind === 'trouble' && report(event)),
    }),
  )
  expect(await reported).toMatchObject({
    code: 'NOBODY_REACHED',
    reason: expect.stringContaining('AXON_NOT_PUBLIC'),
  })
  expect(calls).toBe(0)
})

describe('a validator that can never work', () => {
  it.each([
    ['a mechanism that the subnet lacks', { mechanism: 7 }, 'MECHANISM_UNKNOWN'],
    ['a hotkey that is not registered', { hotkey: '//Dave' }, 'NOT_REGISTERED'],
    ['a subnet that does not exist', { netuid: 77 }, 'SUBNET_UNKNOWN'],
  ])('defect: does not start with %s', async (_, options, code) => {
    const fix = expect.stringMatching(/\.$/)
    await expect(runValidator(adder, at({ directory: null, ...options }))).rejects.toMatchObject({
      code,
      fix,
    })
  })
})

describe('options', () => {
  const refusal = (options: object) =>
    runValidator(adder, { ...quiet, ...options } as RunValidatorOptions).then(
      () => 'accepted',
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    )
  const given = { network: 'local', netuid: 2, hotkey: '//validator-1' }

  it.each([
    [{ ...given, netuid: undefined }, 'netuid'],
    [{ ...given, netuid: -5 }, 'netuid'],
    [{ ...given, network: undefined }, 'network'],
    [{ ...given, network: [] }, 'network'],
    [{ ...given, mechanism: 1.5 }, 'mechanism'],
    [{ ...given, weightsEveryBlocks: Number.NaN }, 'weightsEveryBlocks'],
    [{ ...given, retryDelayMs: -1 }, 'retryDelayMs'],
    [{ ...given, roundBlocks: 0 }, 'roundBlocks'],
    [{ ...given, directory: '' }, 'directory'],
    [{ ...given, onEvent: 'log' }, 'onEvent'],
    [{ ...given, rounds: 3 }, 'rounds'],
    [{ ...given, hotkey: createKeypair('//Bob').address }, 'hotkey'],
    [{ ...given, wallet: 'x' }, 'wallet'],
    [{ ...given, database: {} }, 'database'],
    [{ ...given, jobs: {} }, 'jobs'],
    [{ ...given, allowPrivateAddresses: 'no' }, 'allowPrivateAddresses'],
    [{ ...given, sessions: 'never' }, 'sessions'],
    [{ ...given, requireMinerSignature: 1 }, 'requireMinerSignature'],
    [{ ...given, receipts: { maxBytes: 0 } }, 'receipts.maxBytes'],
    [{ ...given, metrics: {} }, 'metrics.port'],
    [{ ...given, health: { port: 70_000 } }, 'health'],
    [{ ...given, health: { port: 1 }, metrics: { port: 2 } }, 'health'],
  ])('%j is refused by name', async (options, name) => {
    expect(await refusal(options)).toMatch(new RegExp(`^CONFIG_INVALID .*${name}`))
  })

  it('of a signer must be of the hotkey that asks miners', async () => {
    const { address } = createKeypair('//Dave')
    const signer = { scheme: 'sr25519', address, signExtrinsic: () => Promise.reject(new Error('unasked')) }
    expect(await refusal({ ...given, signer })).toMatch(/^CONFIG_INVALID .*signer.*5/)
  })
})

it.each([undefined, null, 5, {}])('defect: runValidator(%j) threw a raw TypeError', async (subnet) => {
  await expect(
    runValidator(subnet as never, { netuid: 1, network: 'local', log: false, signals: false }),
  ).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('runValidator subnet'),
  })
})
