import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectChain } from '@subnetkit/chain'
import {
  createLeasePort,
  endLease,
  openDatabase,
  openDatabaseCopy,
  openLeaseIdentity,
  restoreBackup,
  writeBackup,
} from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runValidator } from './run-validator.js'

const quiet = { signals: false, log: false } as const
let devnet: RunningDevnet
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-lease-'))
  devnet = await startDevnet({ ...quiet, subnet: adder, tempo: 20, port: 0 })
})
afterAll(async () => {
  await devnet.close()
  await rm(folder, { recursive: true, force: true })
})

it('a validator moves from one folder to another, and only the holder of the lease sets weights', async () => {
  const { network, netuid, chain } = devnet
  await using _miner = await runMiner(
    adder,
    { add },
    { ...quiet, network, netuid, hotkey: '//miner-1', port: 0 },
  )
  const troubles: string[] = []
  /** Blocks that hold weights, with their rounds. */
  const set = { old: new Map<number, number>(), new: new Map<number, number>() }
  const start = (name: 'old' | 'new') =>
    runValidator(adder, {
      ...{ ...quiet, network, netuid, hotkey: '//validator-1', lease: true, weightsEveryBlocks: 1 },
      ...{ directory: join(folder, name), roundBlocks: 10, retryDelayMs: 50, stopMs: 500 },
      onEvent: (event) => {
        if (event.kind === 'trouble') troubles.push(`${name} ${event.code}`)
        if (event.kind === 'weights-set' || event.kind === 'weights-committed')
          set[name].set(event.round, event.block)
      },
    })
  const waitFor = (look: () => Promise<boolean> | boolean) =>
    vi.waitUntil(look, { timeout: 90_000, interval: 100 })

  const old = await start('old')
  await waitFor(() => set.old.size > 0)
  const hotkey = createKeypair('//validator-1')
  const place = { netuid, mechanism: 0, hotkey: hotkey.address }
  await using client = await connectChain({ endpoint: network })
  const genesis = client.status().genesisHash
  const of = { genesis, netuid, hotkey: hotkey.address }
  const port = createLeasePort(client, place)
  const ofOld = (await port.final()).lease!.holder

  // A copy in another folder, taken over while the old one goes on.
  const path = join(folder, 'file')
  {
    await using copy = await openDatabaseCopy(join(folder, 'old'))
    await writeBackup({ database: copy, of, path, writtenBy: '1', writtenAt: 'now' })
    await using target = await openDatabase({ directory: join(folder, 'new') })
    await restoreBackup({ database: target, path, of, takeOver: true })
  }
  await using _moved = await start('new')
  await waitFor(() => troubles.includes('new LEASE_HELD'))
  // Both run, and the old one goes on alone.
  const count = set.old.size
  await waitFor(() => set.old.size > count)
  const isOwn = (round: number) => round > Math.max(...set.old.keys())
  expect([...set.new.keys()].filter(isOwn)).toEqual([])

  await old.close()
  const kept = await openDatabase({ directory: join(folder, 'old') })
  const identity = await openLeaseIdentity(kept, { genesisHash: genesis, ...place })
  await identity.release()
  const through = await endLease(client, hotkey, place, ofOld)
  await kept[Symbol.asyncDispose]()
  expect(through).not.toBeNull()
  await waitFor(() => {
    chain.mine(8)
    return chain.head.number > through! + 4
  })
  await waitFor(async () => (await port.final()).lease?.holder !== ofOld)
  const ofNew = () => [...set.new].flatMap(([round, block]) => (isOwn(round) ? [block] : []))
  await waitFor(() => ofNew().length > 0)
  for (const block of ofNew()) expect(block).toBeGreaterThan(through!)
  for (const block of set.old.values()) expect(block).toBeLessThanOrEqual(through!)
})
