import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestPostgres, startTestRedis } from '@subnetkit/core/testing'
import textSubnet from '@subnetkit/subnet-text'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { type RunningDevnet, startDevnet } from 'subnetkit'
import { z } from 'zod'
import { type Program, startProgram } from './program.js'

/** Largest resident memory of a process, in MB (10^6 bytes). */
export interface MemoryFigure {
  readonly name: string
  readonly peakMb: number
  /** Limit that the documentation promises. */
  readonly limitMb: number
}

export interface ValidatorLoad {
  readonly miners: number
  readonly rounds: number
}

const quiet = { log: false, signals: false } as const
const roundBlocks = 200
const tickMs = 250
/** Blocks come on command. */
const blockTime = 2 ** 31 - 1
const subnet = { name: 'memory', hyperparameters: { commitReveal: false } }
const peakLine = z.looseObject({ maxRss: z.number() })

/** A miner of the text subnet with the built-in model, which answers `requests` prompts, eight at a time. */
export async function measureMiner({ requests }: { readonly requests: number }): Promise<MemoryFigure> {
  await using devnet = await startDevnet({ ...quiet, subnet, port: 0 })
  const { network, netuid, miners, validators } = devnet
  const options = { network, netuid, hotkey: miners[0], port: 0, rateLimit: null }
  await using miner = startProgram('text-miner.mjs', JSON.stringify(options))
  const { port } = z.looseObject({ port: z.number() }).parse(await miner.next())
  await using client = createMinerClient(textSubnet, {
    keypair: createKeypair(validators[0]!),
    allowPrivateAddresses: true,
  })
  const endpoint = { hotkey: createKeypair(miners[0]!).address, host: '127.0.0.1', port }
  for (let asked = 0; asked < requests; asked += 8) {
    const round = { netuid, mechanism: 0, number: asked, secret: new Uint8Array(32).fill(7) }
    const tasks = textSubnet.tasks.tasksFor(round, endpoint.hotkey).slice(0, 8)
    const results = await Promise.all(tasks.map((task) => client.query(endpoint, task.synapse, task.input)))
    const lost = results.find(({ kind }) => kind !== 'ok')
    if (lost) throw new Error(`the miner did not answer: ${JSON.stringify(lost)}`)
  }
  miner.write('peak')
  return { name: 'miner with the built-in model', peakMb: peakOf(await miner.next()), limitMb: 256 }
}

/** A validator with everything in its process. */
export async function measureEmbedded(load: ValidatorLoad): Promise<MemoryFigure> {
  const directory = await mkdtemp(join(tmpdir(), 'subnetkit-memory-'))
  try {
    const peakMb = await measureValidator({ directory }, load)
    return { name: `validator, embedded, ${load.miners} miners`, peakMb, limitMb: 900 }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A validator with Redis and PostgreSQL outside. */
export async function measureServed(load: ValidatorLoad): Promise<MemoryFigure> {
  await using redis = await startTestRedis()
  await using postgres = await startTestPostgres()
  const databaseUrl = await postgres.createDatabase()
  const peakMb = await measureValidator({ redisUrl: redis.url, databaseUrl }, load)
  return { name: `validator, Redis and PostgreSQL outside, ${load.miners} miners`, peakMb, limitMb: 300 }
}

async function measureValidator(place: object, { miners, rounds }: ValidatorLoad): Promise<number> {
  await using devnet = await startDevnet({ ...quiet, subnet, miners, blockTime, port: 0 })
  const { network, netuid } = devnet
  await using served = startProgram('miners.mjs', `${miners}`)
  const { ports } = z.looseObject({ ports: z.array(z.number()) }).parse(await served.next())
  publishAxons(devnet, ports)
  const hotkey = devnet.validators[0]
  const options = { network, netuid, hotkey, roundBlocks, ...place }
  await using validator = startProgram('validator.mjs', JSON.stringify(options))
  await untilLine(validator, 'started')
  let peak = 0
  let folded = 0
  // Blocks come slowly until the round is planned, which takes some, and then at once for the next one.
  using _ticks = every(tickMs, () => void devnet.chain.mine())
  while (folded < rounds) {
    const line = await untilLine(validator, 'round')
    peak = peakOf(line)
    if (line.kind !== 'round-folded') continue
    folded += 1
    devnet.chain.mine(roundBlocks)
  }
  return peak
}

function every(ms: number, run: () => void): Disposable {
  const timer = setInterval(run, ms)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

async function untilLine(program: Program, field: string) {
  for (;;) {
    const line = await program.next()
    if (field in line) return line
  }
}

function publishAxons({ chain, netuid, miners }: RunningDevnet, ports: readonly number[]): void {
  for (const [at, uri] of miners.entries()) {
    const account = `0x${Buffer.from(createKeypair(uri).publicKey).toString('hex')}` as const
    chain.setStorage('SubtensorModule', 'Axons', [netuid, account], {
      ...{ block: 1n, version: 1, ip: 0x7f_00_00_01n, port: ports[at]!, ip_type: 4, protocol: 4 },
      ...{ placeholder1: 0, placeholder2: 0 },
    })
  }
  chain.mine()
}

const peakOf = (line: unknown) => (peakLine.parse(line).maxRss * 1_024) / 1e6
