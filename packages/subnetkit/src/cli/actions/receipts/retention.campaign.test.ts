import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-retention-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a validator that keeps few answers still proves its scores, and a replay states which answers are gone', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0 })
  const { network, netuid } = devnet
  await using _miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )
  const directory = join(folder, 'store')
  await using validator = await runValidator(adder, {
    ...{ ...quiet, network, netuid, hotkey: '//validator-1', directory, retention: { bodies: 1 } },
  })
  const { store } = validator
  const isTrimmed = async (number: number) =>
    (await store.receipts(number)).some(({ input }) => (input as { gone?: boolean } | null)?.gone === true)
  let number = 0
  await vi.waitFor(
    async () => {
      const [first] = (await store.foldedRounds()).filter(({ place }) => place !== null)
      number = first?.round.number ?? 0
      expect(await isTrimmed(number)).toBe(true)
    },
    { timeout: 240_000, interval: 500 },
  )
  const of = ['--netuid', String(netuid), '-H', hotkey, '--directory', directory]
  const file = join(folder, 'scores.jsonl')
  const range = ['--from', String(number), '--to', String(number)]
  const exported = await runInProcess(['receipts', 'export', ...of, ...range, '--out', file, '--json'])
  expect([exported.code, exported.json()]).toMatchObject([0, { rounds: 1 }])
  const record = JSON.parse((await readFile(file, 'utf8')).split('\n')[1]!).record
  expect(record.answer).toMatch(/^[0-9a-f]{64}$/)
  const verified = await runInProcess(['receipts', 'verify', file, '--network', network, '--json'])
  expect([verified.code, verified.json()]).toMatchObject([
    0,
    { rounds: [{ round: number, signed: true, complete: true }] },
  ])
  const module = new URL('../../../testing/adder.ts', import.meta.url).pathname
  const replay = ['replay', String(number), module, '--export', 'adder', ...of]
  const replayed = await runInProcess([...replay, '--json'])
  expect([replayed.code, replayed.json()]).toMatchObject([0, { agrees: true, sealed: true }])
  expect((replayed.json() as { unreplayable: { gone: number } }).unreplayable.gone).toBeGreaterThan(0)
  expect((await runInProcess(replay)).stdout).toContain('not kept any more, but for')
})
