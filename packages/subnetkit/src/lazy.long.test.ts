import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningDevnet, startDevnet } from './devnet/start-devnet.js'
import { adder } from './testing/adder.js'
import { loadedBy } from './testing/loaded.js'

let devnet: RunningDevnet
beforeAll(async () => {
  devnet = await startDevnet({ subnet: adder, port: 0, signals: false, log: false })
})
afterAll(() => devnet.close())

const queueOrDatabase = [
  'bullmq',
  'ioredis',
  '@electric-sql/pglite',
  'core/src/queue',
  'core/src/store',
  'core/src/validator',
]
const devnetParts = ['devnet/src', 'yuma/src', '@polkadot-api/substrate-bindings']

const common = (packages: ReadonlySet<string>, names: readonly string[]) =>
  names.filter((name) => packages.has(name))

test('importing the root loads definitions, and no chain client, server, queue, database or devnet', async () => {
  const { packages, exitCode, stderr } = await loadedBy("import 'subnetkit'")
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(common(packages, ['core/src/rubric', 'zod'])).toHaveLength(2)
  const heavy = [
    ...queueOrDatabase,
    ...devnetParts,
    '@polkadot/api',
    '@polkadot/util',
    '@trpc/server',
    'pino',
    'undici',
    'ws',
  ]
  expect(common(packages, heavy)).toEqual([])
})

test('importing the measures loads them and the parser of options, and nothing that runs or defines a subnet', async () => {
  const { packages, exitCode, stderr } = await loadedBy("import 'subnetkit/measures'")
  expect([exitCode, stderr]).toEqual([0, ''])
  expect([...packages].filter((name) => /^(core|chain|wallet|transport)\//.test(name))).toEqual([
    'core/src/entries',
    'core/src/measures',
  ])
  expect(common(packages, [...queueOrDatabase, ...devnetParts, '@polkadot/api'])).toEqual([])
})

test("a miner's process loads transport, wallet and chain, and neither a queue nor a database", async () => {
  const program = `
    import { runMiner } from 'subnetkit'
    import { adder, add } from './adder.ts'
    await runMiner(adder, { add }, {
      network: '${devnet.network}', netuid: ${devnet.netuid}, hotkey: '//miner-1', port: 0,
    })
  `
  const { packages, exitCode, stderr } = await loadedBy(program, async (child) => {
    for await (const chunk of child.stderr as AsyncIterable<Buffer>) {
      if (chunk.includes('serves adder')) break
    }
    child.kill('SIGTERM')
  })
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('serves adder')])
  expect(common(packages, ['transport/src/server', 'wallet/src/keys', 'chain/src/metagraph'])).toHaveLength(3)
  expect(common(packages, [...queueOrDatabase, ...devnetParts])).toEqual([])
})

test('a miner whose admission is given loads no chain client either', async () => {
  const program = `
    import { runMiner } from 'subnetkit'
    import { adder, add } from './adder.ts'
    const miner = await runMiner(adder, { add }, { hotkey: '//Bob', admission: null, port: 0 })
    await miner.close()
  `
  const { packages, exitCode } = await loadedBy(program)
  expect([exitCode, common(packages, ['@polkadot/api', ...queueOrDatabase, ...devnetParts])]).toEqual([0, []])
})
