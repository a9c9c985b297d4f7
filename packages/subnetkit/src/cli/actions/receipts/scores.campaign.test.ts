import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startDevnet } from '../../../devnet/start-devnet.js'
import { runMiner } from '../../../miner/run-miner.js'
import { add, adder } from '../../../testing/adder.js'
import { runValidator } from '../../../validator/run-validator.js'
import { runInProcess } from '../../testing/cli.js'

const quiet = { signals: false, log: false } as const
const hotkey = createKeypair('//validator-1').address
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-scores-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('records of a running validator are exported, verified against the chain, and cannot be made up later', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  const { network, netuid } = devnet
  await using miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )
  const directory = join(folder, 'store')
  await using validator = await runValidator(adder, {
    ...{ ...quiet, network, netuid, hotkey: '//validator-1', directory, records: { port: 0 } },
  })
  const { store } = validator
  await vi.waitFor(
    async () => expect((await store.foldedRounds()).some(({ place }) => place !== null)).toBe(true),
    { timeout: 90_000, interval: 200 },
  )
  const [first] = (await store.foldedRounds()).filter(({ place }) => place !== null)
  const number = first!.round.number
  const of = ['--netuid', String(netuid), '-H', hotkey, '--directory', directory]
  const file = join(folder, 'scores.jsonl')
  // The validator goes on while its store is read.
  const range = ['--from', String(number), '--to', String(number)]
  const exported = await runInProcess(['receipts', 'export', ...of, ...range, '--out', file, '--json'])
  expect([exported.code, exported.json()]).toMatchObject([0, { rounds: 1 }])

  const module = new URL('../../../testing/adder.ts', import.meta.url).pathname
  const replayed = await runInProcess([
    'replay',
    String(number),
    module,
    '--export',
    'adder',
    ...of,
    '--json',
  ])
  expect([replayed.code, replayed.json()]).toMatchObject([
    0,
    { agrees: true, sealed: true, disagreements: [] },
  ])
  const explained = await runInProcess(['explain', miner.hotkey, module, '--export', 'adder', ...of], {
    columns: 100,
  })
  expect(explained.stdout).toMatch(/is at rank 1 of/)
  const tasks = await runInProcess(['explain', miner.hotkey, ...of, '--round', String(number), '--json'])
  expect(tasks.json()).toMatchObject({ round: number, miner: { hotkey: miner.hotkey } })

  // The store of the validator adds its own noise and version to what the chain shows.
  const trust = await runInProcess(['vtrust', ...of, '--network', network, '--json'])
  expect([trust.code, trust.json()]).toMatchObject([
    0,
    { hotkey, own: { version: { own: String(adder.version), differs: false, activated: null } } },
  ])

  // The miner, which has neither the store nor the validator's key, gets its own.
  const secret = join(folder, 'secret')
  await writeFile(secret, '//miner-1')
  const env = { HOME: folder, BT_WALLET: 'dev' }
  const regen = ['wallet', 'regen', 'hotkey', '-H', 'miner', '--secret-file', secret]
  expect((await runInProcess(regen, { env })).code).toBe(0)
  const own = join(folder, 'own.jsonl')
  const from = ['--validator', hotkey, '--url', validator.records!.url]
  const place = ['--netuid', String(netuid), '-H', 'miner', '--network', network]
  const fetch = (...more: string[]) =>
    runInProcess(['receipts', 'fetch', ...place, ...more, '--json'], { env })
  await vi.waitFor(
    async () => {
      const fetched = await fetch(...from, '--out', own)
      expect([fetched.code, fetched.json()]).toMatchObject([0, { miner: miner.hotkey, validator: hotkey }])
    },
    { timeout: 90_000, interval: 2_500 },
  )
  const parts = await runInProcess(['receipts', 'verify', own, '--network', network, '--json'])
  expect([parts.code, parts.json()]).toMatchObject([0, { checkedOnChain: true }])
  expect((await fetch('--validator', hotkey)).json()).toMatchObject({ error: { code: 'RECORDS_REFUSED' } })
  // One that is not registered.
  await writeFile(secret, '//stranger')
  const strange = ['wallet', 'regen', 'hotkey', '-H', 'stranger', '--secret-file', secret]
  expect((await runInProcess(strange, { env })).code).toBe(0)
  const refusal = await runInProcess(
    ['receipts', 'fetch', '--netuid', String(netuid), '-H', 'stranger', ...from, '--json'],
    { env },
  )
  expect(refusal.json()).toMatchObject({
    error: { code: 'RECORDS_REFUSED', message: expect.stringContaining('CALLER_UNKNOWN') },
  })

  const verify = (path: string, ...more: string[]) =>
    runInProcess(['receipts', 'verify', path, '--json', ...more])
  const verified = await verify(file, '--network', network)
  expect([verified.code, verified.json()]).toMatchObject([
    0,
    { checkedOnChain: true, rounds: [{ round: number, signed: true, complete: true, validator: hotkey }] },
  ])
  const text = await readFile(file, 'utf8')
  const record = JSON.parse(text.split('\n')[1]!).record
  expect(record).toMatchObject({ format: 'scores/1', miner: { hotkey: miner.hotkey } })
  expect(record.request).toMatch(/^[0-9a-f]{64}$/)

  const altered = join(folder, 'altered.jsonl')
  await writeFile(altered, text.replace('"score":', '"score": '))
  const refused = await verify(altered, '--offline')
  expect([refused.code, refused.json()]).toMatchObject([1, { error: { code: 'RECORDS_INVALID' } }])

  expect(verified.json()).toMatchObject({ unproven: 0, proven: expect.any(Number) })

  // Rounds that are not on chain yet beside one that is: nothing speaks against them.
  const recent = join(folder, 'recent.jsonl')
  const all = await runInProcess([
    'receipts',
    'export',
    ...of,
    '--from',
    String(number),
    '--out',
    recent,
    '--json',
  ])
  expect(all.code).toBe(0)
  const young = await verify(recent, '--network', network)
  expect(young.code).toBe(0)
  const rounds = (await readFile(recent, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one))
  const { length: unplaced } = rounds.filter(({ kind, chain }) => kind === 'round' && chain === null)
  expect(young.json()).toMatchObject({ unproven: unplaced })
  const alone = join(folder, 'alone.jsonl')
  await writeFile(
    alone,
    [canonicalJson({ ...JSON.parse(text.split('\n')[0]!), chain: null }), ...text.split('\n').slice(1)].join(
      '\n',
    ),
  )
  const waits = await verify(alone, '--network', network)
  expect([waits.code, waits.json()]).toMatchObject([1, { error: { code: 'RECORDS_UNPROVEN' } }])

  // The same records under another block: the root is not there.
  const [header, ...rest] = text.split('\n')
  const line = JSON.parse(header!)
  await writeFile(
    altered,
    [header!.replace(`"block":${line.chain.block}`, `"block":${line.chain.block - 1}`), ...rest].join('\n'),
  )
  expect((await verify(altered, '--offline')).code).toBe(0)
  const later = await verify(altered, '--network', network)
  expect(later.json()).toMatchObject({
    error: { code: 'RECORDS_INVALID', message: expect.stringContaining('field chain') },
  })
}, 180_000)
