import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { addStake } from '@subnetkit/chain'
import { blockBytes } from '@subnetkit/possession'
import { createStorageSubnet } from '@subnetkit/subnet-storage'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import { defaultSettings } from '@subnetkit/subnet-storage/settings'
import { openShelf } from '@subnetkit/subnet-storage/shelf'
import { runMiner, runValidator } from 'subnetkit'
import { createQueues, openDatabase } from 'subnetkit/validator'
import { expect, test } from 'vitest'
import { createProgram } from '../../packages/subnet-storage/src/files/program.js'
import { jumpOverEpoch, jumpToMultiple } from '../demo/clock.js'
import { createMilestones } from '../demo/milestones.js'
import { createEconomy, tao } from '../e2e/economy.js'

const roundBlocks = 600
/** No filler: what a round audits is what users put. */
const settings = {
  ...defaultSettings,
  quotaBytes: blockBytes,
  fillerBytes: 2 * blockBytes,
  wholeShare: 1,
  deepShare: 1,
}
const content = Uint8Array.from({ length: 700_001 }, (_, at) => (at * 31 + (at >> 7)) & 255)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const main = fileURLToPath(new URL('../../packages/subnet-storage/src/files/main.ts', import.meta.url))

test('files live at miners of a chain: audited as they are, whole while two of seven are gone, repaired, and gone when removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'storage-live-'))
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
  await using economy = await createEconomy({ allowLoopbackAxons: true })
  const { client, devnet, netuid } = economy
  const validator = await economy.join('validator')
  const stake = { netuid, hotkey: validator.hotkey.address, amount: 100n * tao, tolerance: 1 }
  await addStake(client, validator.coldkey, stake)
  const catalogue = join(folder, 'catalogue')
  const subnet = createStorageSubnet({ settings, directory: catalogue })
  const miners = new Map<string, AsyncDisposable>()
  await using _miners = {
    async [Symbol.asyncDispose]() {
      for (const miner of miners.values()) await miner[Symbol.asyncDispose]()
    },
  }
  for (let at = 0; at < 7; at++) {
    const { hotkey } = await economy.join(`miner-${at}`)
    const shelf = openShelf({ directory: join(folder, hotkey.address) })
    const options = { chain: client, netuid, hotkey, port: 0, signals: false, log: false } as const
    miners.set(hotkey.address, await runMiner(subnet, createStorageMiner(shelf), options))
  }
  jumpOverEpoch(devnet, netuid)

  const place = ['--catalogue', catalogue, '--network', devnet.url as string, '--netuid', `${netuid}`]
  const signing = ['--hotkey', '//e2e-validator//hotkey']
  const run = async (...argv: string[]) => {
    let written = ''
    const stdout = new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        written += Buffer.from(chunk).toString('latin1')
        done()
      },
    })
    const signal = new AbortController().signal
    await createProgram({ stdout, stderr: stdout, signal }).parseAsync([...argv, ...place, ...signing], {
      from: 'user',
    })
    return written
  }
  const kept = async () => {
    const names = await readdir(folder, { recursive: true })
    return names.filter((name) => /[0-9a-f]{64}$/.test(name)).length
  }
  const path = (name: string) => join(folder, name)
  await writeFile(path('in'), content)
  await run('put', path('in'), '--as', 'a', '--data', '3', '--parity', '2')
  expect(await kept()).toBe(5)

  // A round of the validator asks about the pieces, while the commands have the catalogue as well.
  const milestones = createMilestones()
  await using database = await openDatabase({ memory: true })
  await using jobs = await createQueues({ database })
  await using neuron = await runValidator(subnet, {
    ...{ network: devnet.url as string, netuid, hotkey: validator.hotkey, roundBlocks, database, jobs },
    ...{ signals: false, log: false, stopMs: 1_000, onEvent: milestones.observe },
  })
  const round = jumpToMultiple(devnet, roundBlocks)
  await milestones.reach('folded', round)
  const receipts = await neuron.store.receipts(round)
  const holders = new Set(receipts.map(({ hotkey }) => hotkey))
  expect(holders.size).toBe(5)
  expect(receipts).toHaveLength(4 * 5)
  for (const { family, score } of receipts)
    expect([family, score! > (family === 'range' ? 0.9 : 0)]).toEqual([family, true])
  await neuron.close()

  const [first = '', second = ''] = holders
  for (const hotkey of [first, second]) await miners.get(hotkey)?.[Symbol.asyncDispose]()
  await run('get', 'a', '--out', path('out'))
  expect(sha256(await readFile(path('out')))).toBe(sha256(content))
  const range = Buffer.from(await run('get', 'a', '--range', '233000-240000'), 'latin1')
  expect(sha256(range)).toBe(sha256(content.subarray(233_000, 240_001)))
  expect(JSON.parse(await run('repair', '--json'))).toEqual([
    { name: 'a', pieces: 5, lost: 2, repaired: 2, unreadable: 0 },
  ])
  expect(JSON.parse(await run('repair', '--json'))[0]).toMatchObject({ lost: 0 })
  // One of the three old ones may go as well now.
  await miners.get([...holders][2]!)?.[Symbol.asyncDispose]()
  await run('get', 'a', '--out', path('again'))
  expect(sha256(await readFile(path('again')))).toBe(sha256(content))
  await expect(run('repair')).rejects.toMatchObject({ code: 'REPAIR_INCOMPLETE' })
  await expect(run('put', path('in'), '--as', 'b')).rejects.toMatchObject({ code: 'PLACES_TOO_FEW' })

  // Ctrl-C in the middle of a file that comes from a pipe.
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx', main]
  const argv = ['put', '-', '--as', 'c', '--data', '1', '--parity', '1', ...place, ...signing]
  const before = await kept()
  const child = spawn(process.execPath, [...flags, ...argv], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.on('error', () => {})
  child.stdin.write(new Uint8Array(1_500_000))
  while ((await kept()) < before + 2) await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  expect(await kept()).toBe(before)
  expect(JSON.parse(await run('ls', '--json')).map(({ name }: { name: string }) => name)).toEqual(['a'])
  await run('rm', 'a')
  // What is left is at the three that are gone.
  expect(await kept()).toBe(3)
})
