import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { postgresMissing, redisMissing, startTestPostgres, startTestRedis } from '@subnetkit/core/testing'
import { createQueues, createWorker, openDatabase, openStore, queueNames } from '@subnetkit/core/validator'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { type BenchRow, timed } from './bench.js'
import { median, startEngine } from './engine-rounds.js'
import { benchSubnet, deadlineMs, echoClient } from './engine-subnet.js'

const minersScript = fileURLToPath(new URL('fan-out-miners.mjs', import.meta.url))
const keypair = createKeypair('//Alice')
const bob = createKeypair('//Bob').address

/** Rounds of the engine on Redis and PostgreSQL beside what they consist of: bare calls, bare jobs, the deadline. */
export async function engineBench(): Promise<BenchRow[]> {
  if ((redisMissing() ?? postgresMissing()) !== null) return []
  await using redis = await startTestRedis()
  await using postgres = await startTestPostgres()
  await using queues = await createQueues({ redisUrl: redis.url })
  await using database = await openDatabase({ url: await postgres.createDatabase(), maxConnections: 10 })
  const parts = { queues, database }
  const rows: BenchRow[] = []
  for (const measure of [overheadRow, deadlineRow, (on: Parts) => stepsRow(redis.url, on)]) {
    rows.push(await measure(parts))
    process.stderr.write(`${Object.values(rows.at(-1)!).join(' · ')}\n`)
  }
  return rows
}

type Parts = Pick<Parameters<typeof startEngine>[0], 'queues' | 'database'>

/** CPU time of a miner-task in a round beside that of the same signed call alone. */
async function overheadRow(parts: Parts): Promise<BenchRow> {
  const [miners, perRound, rounds] = [64, 8, 5]
  await using served = await startMiners(miners, 0)
  await using client = createMinerClient(benchSubnet({ perRound }), {
    ...{ keypair, allowPrivateAddresses: true, sessions: 'off', receipts: null },
  })
  await using engine = await startEngine({ ...parts, client, miners, perRound, ports: served.ports })
  const [ours, bare] = [[] as number[], [] as number[]]
  for (let round = 0; round < rounds; round++) {
    ours.push((await engine.round()).cpuMs / (miners * perRound))
    bare.push((await bareCalls()) / (miners * perRound))
  }
  const [own, call] = [median(ours), median(bare)]
  return {
    name: `a miner-task in a round of ${miners} × ${perRound} on Redis and PostgreSQL: CPU of the process`,
    value: `${own.toFixed(2)} ms`,
    reference: `the signed call alone ${call.toFixed(2)} ms, so ${(own - call).toFixed(2)} ms of our own`,
    ratio: `${(call / own).toFixed(2)}×`,
  }

  async function bareCalls(): Promise<number> {
    const cpu = process.cpuUsage()
    const calls = served.ports.flatMap((port) => Array.from({ length: perRound }, () => port)).values()
    const lane = async () => {
      for (const port of calls)
        await client.query({ hotkey: bob, host: '127.0.0.1', port }, 'echo', { text: 'word 123456789' })
    }
    await Promise.all(Array.from({ length: 64 }, lane))
    const { user, system } = process.cpuUsage(cpu)
    return (user + system) / 1_000
  }
}

/** 256 miners that answer near the deadline: a round ends soon after. */
async function deadlineRow(parts: Parts): Promise<BenchRow> {
  const [miners, perRound, answerMs] = [256, 8, deadlineMs * 0.9]
  await using served = await startMiners(miners, answerMs)
  await using client = createMinerClient(benchSubnet({ perRound }), {
    ...{ keypair, allowPrivateAddresses: true, sessions: 'off', receipts: null },
    ...{ maxConcurrent: 4_096, maxConnectionsPerMiner: 8 },
  })
  const ports = served.ports
  await using engine = await startEngine({ ...parts, client, miners, perRound, ports, concurrency: miners })
  const rounds = [await engine.round(), await engine.round(), await engine.round()]
  const ms = median(rounds.map((round) => round.ms))
  const cpu = median(rounds.map((round) => round.cpuMs))
  return {
    name: `a round of ${miners} miners × ${perRound} tasks, answered after ${answerMs} ms (${cpu.toFixed(0)} ms of CPU)`,
    value: `${ms.toFixed(0)} ms`,
    reference: `deadline ${deadlineMs} ms`,
    ratio: `${(deadlineMs / ms).toFixed(2)}×`,
  }
}

/** Steps that find nothing to do, as jobs of a worker, beside jobs of BullMQ alone on the same Redis. */
async function stepsRow(redisUrl: string, { queues, database }: Parts): Promise<BenchRow> {
  const [jobs, passes, concurrency] = [4_000, 3, 50]
  const scope = { genesisHash: '0xbench', netuid: 60_000, mechanism: 0, hotkey: keypair.address }
  const { hotkey, ...place } = scope
  const { genesisHash: _, ...role } = scope
  const opened = await openStore({ database, ...place, validator: hotkey })
  await opened.announce({
    ...{ subnet: 'bench', version: '1', seenAt: Date.now() },
    settings: { tasksAtOnce: 8, scoreLabel: null },
  })
  // A store in which no query is known: the steps end at once.
  const store = { ...opened, query: async () => null }
  const names = queueNames(scope, null)
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const plain = new Queue('raw', { connection, prefix: '{bench}' })
  const [ours, raw] = [{ ms: 0 }, { ms: 0 }]
  let round = 0
  for (let pass = 0; pass <= passes; pass++) {
    round += 1
    const isWarm = pass > 0
    await queues.add(
      ...Array.from({ length: jobs }, (_, uid) => ({
        ...{ queue: names.query, name: 'query', id: `query-${round}-${uid}`, data: { round, uid } },
        attempts: 'unlimited' as const,
      })),
    )
    const own = await timed(() =>
      untilDone(jobs, async (done) => {
        const worker = createWorker(benchSubnet({ perRound: 1 }), {
          ...{ ...role, queues, store, client: echoClient, concurrency, work: ['query'] as const },
          onEvent: ({ kind }) => kind === 'step-done' && done(),
        })
        await worker.start()
        return () => worker.stop()
      }),
    )
    await plain.addBulk(
      Array.from({ length: jobs }, (_, uid) => ({
        ...{ name: 'nothing', data: { round, uid } },
        opts: { jobId: `raw-${round}-${uid}`, removeOnComplete: true },
      })),
    )
    const theirs = await timed(() =>
      untilDone(jobs, async (done) => {
        const worker = new Worker('raw', async () => done(), { connection, prefix: '{bench}', concurrency })
        return () => worker.close()
      }),
    )
    if (!isWarm) continue
    ours.ms += own
    raw.ms += theirs
  }
  await plain.close()
  connection.disconnect()
  const rate = ({ ms }: { readonly ms: number }) =>
    `${Math.round((jobs * passes) / (ms / 1_000)).toLocaleString('en')} jobs/s`
  return {
    name: `steps without work, ${concurrency} at a time`,
    value: rate(ours),
    reference: `BullMQ alone ${rate(raw)}`,
    ratio: `${(raw.ms / ours.ms).toFixed(2)}×`,
  }
}

/** Resolves when `done` was called `count` times and what was started has stopped. */
async function untilDone(count: number, start: (done: () => void) => Promise<() => Promise<unknown>>) {
  let stop: (() => Promise<unknown>) | undefined
  await new Promise<void>((resolve, reject) => {
    let left = count
    const done = () => {
      if (--left === 0) resolve()
    }
    start(done).then((ending) => {
      stop = ending
    }, reject)
  })
  await stop?.()
}

async function startMiners(count: number, answerMs: number) {
  const child = spawn(process.execPath, [minersScript, `${count}`, `${answerMs}`, 'honest'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { ports } = z.object({ ports: z.array(z.number()) }).parse(JSON.parse(line))
    return {
      ports,
      async [Symbol.asyncDispose]() {
        child.stdin.end()
        await once(child, 'exit')
      },
    }
  }
  throw new Error('the miners did not start')
}
