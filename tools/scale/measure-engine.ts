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
  const shared = { database, queues, load, stub, subnet }
  const size = await storedBytes(database)
  await using opened = await openAll(shared)
  const { warm, played } = opened
  await warm.round(0)
  say('the code is warm')
  const begin = performance.now()
  const total = { node: 0, redis: 0, postgres: 0 }
  let isServed = { redis: true, postgres: true }
  for (let round = 0; round < load.rounds; round++) {
    signal.throwIfAborted()
    stub.forget()
    for (const one of played) one.learn(round)
    const before = await costs.read()
    let folded = 0
    await Promise.all(
      played.map(async (one) => {
        await one.round(round)
        folded += 1
        if (folded % 10 === 0) say(`round ${round + 1} of ${load.rounds}: folded on ${folded} subnets`)
      }),
    )
    const more = spent(before, await costs.read())
    isServed = { redis: more.redis !== null, postgres: more.postgres !== null }
    total.node += more.node
    total.redis += more.redis ?? 0
    total.postgres += more.postgres ?? 0
  }
  const tasks = load.played * load.miners * load.tasks * load.rounds
  return {
    ...{ tasks, seconds: (performance.now() - begin) / 1_000, nodeUs: total.node / tasks },
    redisUs: isServed.redis ? total.redis / tasks : null,
    postgresUs: isServed.postgres ? total.postgres / tasks : null,
    receiptBytes: ((await storedBytes(database)) - size) / (tasks + load.miners * load.tasks),
    bodyBytes: await bodyBytes(database),
  }
}

/** Subnets that are played, and one before them that is not measured. One after another: drawing their tasks holds up the process. */
async function openAll(shared: Omit<SubnetParts, 'netuid'>) {
  const opened: Awaited<ReturnType<typeof openSubnet>>[] = []
  for (let netuid = 0; netuid <= shared.load.played; netuid++)
    opened.push(await openSubnet({ ...shared, netuid }))
  const [warm, ...played] = opened
  warm!.learn(0)
  return {
    warm: warm!,
    played,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((one) => one[Symbol.asyncDispose]()))
    },
  }
}

interface SubnetParts extends Pick<EngineParts, 'database' | 'queues' | 'load'> {
  readonly netuid: number
  readonly stub: StubMiners
  readonly subnet: PlayedSubnet
}

async function openSubnet({ netuid, database, queues, load, stub, subnet }: SubnetParts) {
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
  const store = await openStore({ database, netuid, validator: hotkey })
  const events = new EventEmitter()
  const validator = createValidator(subnet, {
    ...{ netuid, hotkey, chain, queues, store, client: stub.client as never, roundBlocks },
    ...{ tasksAtOnce: load.tasks, weightsEveryBlocks: 1_000_000, concurrency: 8, scoresAtOnce: 4 },
    secretSource: secretOf,
    onEvent: (event: ValidatorEvent) => void events.emit(event.kind),
  })
  let isStarted = false
  return {
    learn,
    /** Plays a round to its fold; the first one begins with the validator. */
    async round(number: number) {
      const folded = once(events, 'round-folded')
      if (isStarted) chain.mine(firstBlock + number * roundBlocks - chain.block)
      else await validator.start()
      isStarted = true
      await folded
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
