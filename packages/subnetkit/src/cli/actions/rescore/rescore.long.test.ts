import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startDevnet } from '../../../devnet/start-devnet.js'
import { runMiner } from '../../../miner/run-miner.js'
import { add, adder } from '../../../testing/adder.js'
import { runValidator } from '../../../validator/run-validator.js'
import { runInProcess } from '../../testing/cli.js'
import { adderModule } from '../../testing/neurons.js'

const quiet = { signals: false, log: false } as const
const hotkey = createKeypair('//validator-1').address
const next = fileURLToPath(new URL('testing/next-rubric.ts', import.meta.url))
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-rescore-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('receipts of a running validator are scored under another rubric', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: adder, port: 0, miners: 2 })
  const { network, netuid } = devnet
  const place = { ...quiet, network, netuid, port: 0 }
  await using right = await runMiner(adder, { add }, { ...place, hotkey: '//miner-1' })
  await using above = await runMiner(
    adder,
    { add: ({ input }) => ({ sum: input.a + input.b + 1 }) },
    { ...place, hotkey: '//miner-2' },
  )
  const directory = join(folder, 'store')
  await using validator = await runValidator(adder, {
    ...{ ...quiet, network, netuid, hotkey: '//validator-1', directory },
  })
  await vi.waitFor(
    async () => expect((await validator.store.rounds()).some(({ state }) => state === 'folded')).toBe(true),
    { timeout: 90_000, interval: 200 },
  )
  const of = ['--netuid', String(netuid), '-H', hotkey, '--directory', directory]
  const run = await runInProcess(['rescore', adderModule, '--rubric', next, ...of, '--json'])
  expect(run.code).toBe(0)
  const { changes } = run.json<{ changes: { hotkey: string; before: object; after: object }[] }>()
  const changeOf = (miner: string) => changes.find((change) => change.hotkey === miner)
  expect(changeOf(right.hotkey)).toMatchObject({ before: { rank: 1 }, after: { rank: 2 } })
  expect(changeOf(above.hotkey)).toMatchObject({ before: { share: 0 }, after: { rank: 1 } })
  const shown = await runInProcess(['rescore', adderModule, '--rubric', next, ...of])
  expect(shown.stdout).toMatch(/have another rank, and \d+\.\d % of the weights go to other miners/)
}, 180_000)
