import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createFakeChain, fakeNeuron } from '@subnetkit/core/testing'
import {
  createValidator,
  type Database,
  openStore,
  type Queues,
  type ValidatorEvent,
} from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { type CostReader, spent } from './costs.js'
import { type PlayedSubnet, playedSubnet } from './played-subnet.js'
import type { Load, ScaleResult } from './result.js'
import { createStubMiners, type StubMiners } from './stub-miners.js'

const hotkey = createKeypair('//Alice').address
const roundBlocks = 360
const firstBlock = 7_200_000

interface EngineParts {
  readonly database: Database
  readonly queues: Queues
  readonly costs: CostReader
  readonly load: Load
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Plays rounds of the text subnet on all subnets at once: plan, query, score, fold, as in production but for chain and network. */
export async function measureEngine(parts: EngineParts): Promise<ScaleResult['engine']> {
  const { database, queues, costs, load, say, signal } = parts
  const subnet = playedSubnet(load.tasks)
  const stub = createStubMiners(subnet)
  const size = await storedBytes(database)
  const played = await Promise.all(
    Array.from({ length: load.played }, (_, at) =>
      startSubnet({ ...{ netuid: at + 1, database, queues, load, stub, subnet } }),
    ),
  )
  try {
    say(`${load.played} subnets have played their first round`)
    const begin = performance.now()
    let cpu = { node: 0, redis: 0 as number | null, postgres: 0 as number | null }
    for (let round = 1; round <= load.rounds; round++) {
      signal.throwIfAborted()
      stub.forget()
      for (const one of played) one.learn(round)
      const before = await costs.read()
      await Promise.all(played.map((one) => one.round()))
      const more = spent(before, await costs.read())
      const sum = (one: number | null, other: number | null) =>
        one === null || other === null ? null : one + other
      cpu = {
        node: cpu.node + more.node,
        redis: sum(cpu.redis, more.redis),
        postgres: sum(cpu.postgres, more.postgres),
      }
      say(`round ${round} of ${load.rounds} is folded on all of them`)
    }
    const seconds = (performance.now() - begin) / 1_000
    const tasks = load.played * load.miners * load.tasks * load.rounds
    const each = (us: number | null) => (us === null ? null : us / tasks)
    const stored = tasks + tasks / load.rounds
    return {
      ...{ tasks, seconds },
      ...{ nodeUs: cpu.node / tasks, redisUs: each(cpu.redis), postgresUs: each(cpu.postgres) },
      receiptBytes: ((await storedBytes(database)) - size) / stored,
      bodyBytes: await bodyBytes(database),
    }
  } finally {
    await Promise.all(played.map((one) => one[Symbol.asyncDispose]()))
  }
}

interface SubnetParts extends Pick<EngineParts, 'database' | 'queues' | 'load'> {
  readonly netuid: number
  readonly stub: StubMiners
  readonly subnet: PlayedSubnet
}

async function startSubnet({ netuid, database, queues, load, stub, subnet }: SubnetParts) {
  const secretOf = (round: number) =>
    Uint8Array.from(createHash('sha256').update(`${netuid} ${round}`).digest())
  const hotkeys = Array.from({ length: load.miners }, (_, at) =>
    // As long as an address, which receipts hold.
    createHash('sha256').update(`${netuid} ${at}`).digest('hex').slice(0, 48),
  )
  const chain = createFakeChain(hotkey, [
    fakeNeuron(0, hotkey, { axon: null, validatorPermit: true }),
    ...hotkeys.map((miner, at) => fakeNeuron(at + 1, miner, { registeredAt: at })),
  ])
  chain.block = firstBlock
  const learn = (round: number) =>
    stub.learn(
      {
        netuid,
        mechanism: 0,
        number: firstBlock + round * roundBlocks,
        secret: secretOf(firstBlock + round * roundBlocks),
      },
      hotkeys,
    )
  learn(0)
  const store = await openStore({ database, netuid, validator: hotkey })
  const events = new EventEmitter()
  const validator = createValidator(subnet, {
    ...{ netuid, hotkey, chain, queues, store, client: stub.client as never, roundBlocks },
    ...{ tasksAtOnce: load.tasks, weightsEveryBlocks: 1_000_000, concurrency: 64, scoresAtOnce: 16 },
    secretSource: secretOf,
    onEvent: (event: ValidatorEvent) => void events.emit(event.kind),
  })
  const folded = once(events, 'round-folded')
  await validator.start()
  await folded
  return {
    learn,
    async round() {
      const next = once(events, 'round-folded')
      chain.mine(roundBlocks)
      await next
    },
    [Symbol.asyncDispose]: () => validator.stop(),
  }
}

async function storedBytes(database: Database): Promise<number> {
  const [row] = await database.query<{ bytes: number }>(
    `select coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 as bytes
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'subnetkit' and c.relkind = 'r'`,
  )
  return row?.bytes ?? 0
}

async function bodyBytes(database: Database): Promise<number> {
  const [row] = await database.query<{ bytes: number }>(
    `select coalesce(avg(pg_column_size(input) + coalesce(pg_column_size(output), 0)
       + coalesce(pg_column_size(received), 0)), 0)::float8 as bytes from subnetkit.receipts`,
  )
  return row?.bytes ?? 0
}
