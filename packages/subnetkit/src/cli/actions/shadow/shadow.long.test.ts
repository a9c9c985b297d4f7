import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startDevnet } from '../../../devnet/start-devnet.js'
import { runMiner } from '../../../miner/run-miner.js'
import { add } from '../../../testing/adder.js'
import { runValidator } from '../../../validator/run-validator.js'
import { runInProcess } from '../../testing/cli.js'
import { adderModule } from '../../testing/neurons.js'
import { turnedAdder } from './testing/turned-adder.js'

const quiet = { signals: false, log: false } as const
const hotkey = createKeypair('//validator-1').address
const module = fileURLToPath(new URL('testing/turned-adder.ts', import.meta.url))
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-shadow-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the scores of the next version are compared with those of a running validator', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: turnedAdder, port: 0, miners: 2 })
  const { network, netuid } = devnet
  const place = { ...quiet, network, netuid, port: 0 }
  await using right = await runMiner(turnedAdder, { add }, { ...place, hotkey: '//miner-1' })
  await using above = await runMiner(
    turnedAdder,
    { add: ({ input }) => ({ sum: input.a + input.b + 1 }) },
    { ...place, hotkey: '//miner-2' },
  )
  const directory = join(folder, 'store')
  await using validator = await runValidator(turnedAdder, {
    ...{ ...quiet, network, netuid, hotkey: '//validator-1', directory },
  })
  await vi.waitFor(async () => expect(await validator.store.shadowScores('8')).toHaveLength(2), {
    ...{ timeout: 90_000, interval: 200 },
  })
  const of = ['--netuid', String(netuid), '-H', hotkey, '--directory', directory]
  const report = ['shadow', 'report', module, '--export', 'turnedAdder', ...of]
  const online = await runInProcess([...report, '--network', network, '--json'])
  expect(online.code).toBe(0)
  expect(online.json()).toMatchObject({ active: '7', shadow: '8', spearman: -1, moved: 2 })
  const { changes, pay } = online.json<{ changes: { hotkey: string }[]; pay: object }>()
  const changeOf = (miner: string) => changes.find((change) => change.hotkey === miner)
  expect(changeOf(right.hotkey)).toMatchObject({
    active: { rank: 1 },
    shadow: { rank: 2 },
    pay: { active: 1 },
  })
  expect(changeOf(above.hotkey)).toMatchObject({ active: { rank: 2 }, shadow: { rank: 1 } })
  expect(pay).toMatchObject({ source: 'chain', validators: expect.any(Number) })
  const offline = await runInProcess([...report, '--offline'])
  expect(offline.stdout).toMatch(
    /2 of 2 miners would have another rank; rank correlation \(Spearman\) -1\.000/,
  )
  expect(offline.stdout).toMatch(/under Yuma, as if this validator were the only one/)
  const without = await runInProcess(['shadow', 'report', adderModule, ...of, '--offline', '--json'])
  expect(without.json()).toMatchObject({ error: { code: 'USAGE' } })
}, 180_000)
