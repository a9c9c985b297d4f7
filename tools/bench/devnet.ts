import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ApiPromise, Keyring } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { type Devnet, devAccounts, startDevnet, subtensorRules } from '@subnetkit/devnet'
import { runEpoch } from '@subnetkit/yuma'
import { WebSocket } from 'undici'
import { type BenchRow, timed } from './bench.js'
import { type ChainScenario, populatedRules } from './devnet-scenario.js'
import { epochScenario } from './yuma-scenario.js'

const run = promisify(execFile)
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

const manual = { seed: 'bench', blockTime: 'manual' } as const
/** A whole mainnet, none of it due while the bench runs. */
const mainnet: ChainScenario = { subnets: 128, uids: 256, validators: 64, tempo: 50_000, density: 0 }
/** Subnets with an epoch every other block. */
const busy = { subnets: 1, tempo: 2, density: 0.5 } as const

/**
 * The chain's own speed, each figure beside one that was measured in the same run. Times are CPU time, garbage collection included, unless
 * they say otherwise: it is nearly the same on a busy machine.
 */
export async function devnetBench(): Promise<BenchRow[]> {
  const rows = [await importRow()]
  await using small = await startDevnet(subtensorRules, manual)
  await using large = await startDevnet(populatedRules(mainnet), manual)
  rows.push(emptyBlockRow(small, large), await epochRow(256, 64), await epochRow(64, 16))
  rows.push(await signedBlockRow(), await extrinsicsRow())
  rows.push(snapshotRow(small, large), memoryRow(small, large))
  return rows
}

/** A fresh process from the import to the first block, beside one that only imports the usual client. */
async function importRow(): Promise<BenchRow> {
  const built = existsSync(join(root, 'packages/devnet/dist/bundle/index.js'))
  const flags = built ? [] : ['--conditions=@subnetkit/source', '--import', 'tsx']
  const measure = async (work: string) => {
    const code = `const start = process.cpuUsage(); ${work}; const { user, system } = process.cpuUsage(start); process.stdout.write(String((user + system) / 1000))`
    const times: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '-e', code], {
        cwd: join(root, 'tools'),
      })
      times.push(Number(stdout))
    }
    return Math.min(...times)
  }
  const ours = await measure(
    `const { createDevnet } = await import('@subnetkit/devnet'); (await createDevnet()).mine()`,
  )
  const client = await measure(`await import('@polkadot/api')`)
  return {
    name: `import to first block, ${built ? 'built' : 'from the sources'}`,
    value: milliseconds(ours),
    reference: `import of @polkadot/api ${milliseconds(client)}`,
    ratio: `${(client / ours).toFixed(1)}×`,
  }
}

function emptyBlockRow(small: Devnet, large: Devnet): BenchRow {
  const [one, many] = [medianOf(100, () => small.mine()), medianOf(50, () => large.mine())]
  return {
    name: 'an empty block, 128 emitting subnets × 256 uids',
    value: milliseconds(many),
    reference: `one subnet, not started ${milliseconds(one)}`,
    ratio: `${(one / many).toFixed(3)}×`,
  }
}

/** Time that an epoch adds to a block, beside the bare arithmetic on a subnet of the same size. */
async function epochRow(uids: number, validators: number): Promise<BenchRow> {
  await using devnet = await startDevnet(populatedRules({ ...busy, uids, validators }), manual)
  const input = epochScenario({
    ...{ n: uids, validators, density: busy.density },
    ...{ yuma3: true, liquidAlpha: false },
  })
  const [withEpoch, without]: [number[], number[]] = [[], []]
  const bare: number[] = []
  const epochs = () => devnet.state.SubtensorModule.SubnetEpochIndex.get(2)
  for (let block = 0; block < 80; block++) {
    const before = epochs()
    const ms = once(() => devnet.mine())
    const times = epochs() > before ? withEpoch : without
    times.push(ms)
    bare.push(once(() => runEpoch(input)))
  }
  // The first ones warm up, and the very first has no bonds yet.
  const settled = (times: readonly number[]) => median(times.slice(times.length >> 1))
  const added = settled(withEpoch) - settled(without)
  return {
    name: `what an epoch of ${uids} uids, ${validators} validators adds to a block`,
    value: milliseconds(added),
    reference: `runEpoch alone ${milliseconds(settled(bare))}`,
    ratio: `${(settled(bare) / added).toFixed(2)}×`,
  }
}

/** A block of 200 signed transfers, beside an empty one of the same chain and the checks of 200 signatures. */
async function signedBlockRow(): Promise<BenchRow> {
  await using devnet = await startDevnet(subtensorRules, manual)
  const count = 200
  const extrinsics = await signTransfers(devnet, count)
  const empty = medianOf(50, () => devnet.mine())
  const start = process.cpuUsage()
  for (const extrinsic of extrinsics) await devnet.provider.send('author_submitExtrinsic', [extrinsic])
  const admitted = cpuMsSince(start)
  const block = once(() => devnet.mine())
  return {
    name: `a block of ${count} signed extrinsics`,
    value: milliseconds(block),
    reference: `an empty one ${milliseconds(empty)}, their way into the pool ${milliseconds(admitted)}`,
    ratio: `${(empty / block).toFixed(3)}×`,
  }
}

const SIGNED = 2_000

/** Signed transfers through the socket into blocks, signatures verified, beside the same ones in process. */
async function extrinsicsRow(): Promise<BenchRow> {
  const options = { ...manual, blockTime: 'instant' } as const
  await using direct = await startDevnet(subtensorRules, options)
  await using listening = await startDevnet(subtensorRules, { ...options, port: 0 })
  const extrinsics = await signTransfers(direct, SIGNED)
  const directMs = await timed(async () => {
    for (const extrinsic of extrinsics) await direct.provider.send('author_submitExtrinsic', [extrinsic])
    await allIncluded(direct)
  })
  const socketMs = await timed(async () => {
    await submitOverSocket(listening.url!, extrinsics)
    await allIncluded(listening)
  })
  const perSecond = (ms: number) => `${Math.round((SIGNED / ms) * 1000).toLocaleString('en-US')}/s`
  return {
    name: 'signed transfers into blocks, over the socket',
    value: `${perSecond(socketMs)} of wall time`,
    reference: `in process ${perSecond(directMs)}`,
    ratio: `${(directMs / socketMs).toFixed(2)}×`,
  }
}

async function signTransfers(devnet: Devnet, count: number): Promise<string[]> {
  // The provider type of polkadot.js predates exact optional properties.
  const provider = devnet.provider.clone() as unknown as ProviderInterface
  const api = await ApiPromise.create({ provider, noInitWarn: true })
  try {
    const pairs = devAccounts.map(({ uri }) => new Keyring({ type: 'sr25519' }).addFromUri(uri))
    const call = api.tx.balances!.transferKeepAlive!(pairs[1]!.address, 1_000)
    const { genesisHash, runtimeVersion } = api
    return Array.from({ length: count }, (_, at) => {
      const nonce = Math.floor(at / pairs.length)
      const signing = { nonce, blockHash: genesisHash, genesisHash, runtimeVersion }
      return api
        .tx(call)
        .sign(pairs[at % pairs.length]!, signing)
        .toHex()
    })
  } finally {
    await api.disconnect()
  }
}

async function submitOverSocket(url: string, extrinsics: readonly string[]): Promise<void> {
  const socket = new WebSocket(url)
  await new Promise<void>((resolve, reject) => {
    let answered = 0
    socket.onerror = () => reject(new Error('the socket broke'))
    socket.onopen = () => {
      for (const [id, extrinsic] of extrinsics.entries()) {
        socket.send(
          JSON.stringify({ jsonrpc: '2.0', id, method: 'author_submitExtrinsic', params: [extrinsic] }),
        )
      }
    }
    socket.onmessage = ({ data }) => {
      const { error } = JSON.parse(String(data)) as { error?: { message: string } }
      if (error) reject(new Error(error.message))
      if (++answered === extrinsics.length) resolve()
    }
  })
  socket.close()
}

async function allIncluded(devnet: Devnet): Promise<void> {
  const nonces = () =>
    devAccounts.reduce((sum, { account }) => sum + devnet.state.System.Account.get(account).nonce, 0)
  while (nonces() < SIGNED) await new Promise((resolve) => setImmediate(resolve))
}

function snapshotRow(small: Devnet, large: Devnet): BenchRow {
  // A thousand at a time: to ask for the CPU time takes as long as one.
  const thousand = (devnet: Devnet) => {
    for (let turn = 0; turn < 1_000; turn++) devnet.revert(devnet.snapshot())
  }
  const measure = (devnet: Devnet) => medianOf(10, () => thousand(devnet)) / 1_000
  const [few, many] = [measure(small), measure(large)]
  return {
    name: 'snapshot and revert, 128 subnets × 256 uids',
    value: `${(many * 1000).toFixed(1)} µs`,
    reference: `one subnet ${(few * 1000).toFixed(1)} µs`,
    ratio: `${(few / many).toFixed(2)}×`,
  }
}

/** Heap that a block keeps alive, beside that of a chain where a block changes less. */
function memoryRow(small: Devnet, large: Devnet): BenchRow {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const perBlock = (devnet: Devnet, blocks: number) => {
    collect()
    const before = process.memoryUsage().heapUsed
    devnet.mine(blocks)
    collect()
    return (process.memoryUsage().heapUsed - before) / blocks / 1024
  }
  const [few, many] = [perBlock(small, 1_000), perBlock(large, 50)]
  return {
    name: 'memory of a block, 128 emitting subnets × 256 uids',
    value: `${many.toFixed(0)} kB`,
    reference: `one subnet, not started ${few.toFixed(0)} kB`,
    ratio: `${(few / many).toFixed(3)}×`,
  }
}

function once(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  return cpuMsSince(start)
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}

const medianOf = (turns: number, work: () => unknown): number =>
  median(Array.from({ length: turns }, () => once(work)))

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0

const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`
