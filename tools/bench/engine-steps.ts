import { createWorker, openStore, queueNames } from '@subnetkit/core/validator'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { type BenchRow, timed } from './bench.js'
import { cpuMsOfAll } from './cpu.js'
import { engineHotkey, median, startEngine } from './engine-rounds.js'
import { onServers, type Servers } from './engine-servers.js'
import { benchSubnet, echoClient } from './engine-subnet.js'

const concurrency = 50
const passes = 7

interface Passes {
  readonly ms: number[]
  readonly cpuMs: number[]
}

/** Cost of the engine's steps when there is nothing to do in them, beside jobs of BullMQ alone on the same Redis. */
export function engineStepsBench(): Promise<BenchRow[]> {
  return onServers(async (servers) => [...(await emptyStepRows(servers)), ...(await emptyRoundRows(servers))])
}

/** Steps that find nothing to do, as jobs of a worker, beside as many jobs of BullMQ alone. */
async function emptyStepRows({ queues, database, redisUrl }: Servers): Promise<BenchRow[]> {
  const jobs = 5_000
  const scope = { genesisHash: '0xbench', netuid: 60_000, mechanism: 0, hotkey: engineHotkey }
  const { genesisHash, ...role } = scope
  const { netuid, mechanism } = scope
  const opened = await openStore({ database, genesisHash, netuid, mechanism, validator: engineHotkey })
  await opened.announce({
    ...{ subnet: 'bench', version: '1', seenAt: Date.now() },
    settings: { tasksAtOnce: 8, scoreLabel: null },
  })
  // A store in which no query is known: the steps end at once.
  const store = { ...opened, query: async () => null }
  const names = queueNames(scope, null)
  await using plain = openPlain(redisUrl)
  const [ours, raw] = [passesOf(), passesOf()]
  for (let pass = 0; pass <= passes; pass++) {
    await queues.add(
      ...Array.from({ length: jobs }, (_, uid) => ({
        ...{ queue: names.query, name: 'query', id: `query-${pass}-${uid}`, data: { round: pass, uid } },
        ...{ attempts: 'unlimited' as const, retryDelayMs: 1_000, maxRetryDelayMs: 5_000 },
      })),
    )
    const own = await measured(() =>
      untilDone(jobs, async (done) => {
        const worker = createWorker(benchSubnet({ perRound: 1 }), {
          ...{ ...role, queues, store, client: echoClient, concurrency, work: ['query'] as const },
          onEvent: ({ kind }) => kind === 'step-done' && done(),
        })
        await worker.start()
        return () => worker.stop()
      }),
    )
    await plain.add(jobs)
    const theirs = await measured(() => plain.work(jobs))
    if (pass > 0) keep([ours, own], [raw, theirs])
  }
  return rowsOf({ name: `steps without work, ${concurrency} at a time`, jobs, ours, raw })
}

/**
 * Rounds whose miners answer at once with an empty text, of one task each: two jobs a miner, whose results the store
 * keeps, beside as many jobs of BullMQ alone, which keep nothing.
 */
async function emptyRoundRows(servers: Servers): Promise<BenchRow[]> {
  const miners = 1_000
  const jobs = 2 * miners
  await using engine = await startEngine({ ...servers, client: echoClient, miners, perRound: 1, concurrency })
  await using plain = openPlain(servers.redisUrl)
  const [ours, raw] = [passesOf(), passesOf()]
  for (let pass = 0; pass <= 3; pass++) {
    const own = await measured(() => engine.round())
    const theirs = await measured(async () => {
      await plain.add(jobs)
      await plain.work(jobs)
    })
    if (pass > 0) keep([ours, own], [raw, theirs])
  }
  const name = `jobs of rounds of ${miners} miners × 1 task without work, each stored in PostgreSQL`
  return rowsOf({ name, jobs, ours, raw })
}

const passesOf = (): Passes => ({ ms: [], cpuMs: [] })

type Pass = Readonly<Record<keyof Passes, number>>

async function measured(work: () => Promise<unknown>): Promise<Pass> {
  const cpu = cpuMsOfAll()
  const ms = await timed(work)
  return { ms, cpuMs: cpuMsOfAll() - cpu }
}

function keep(...kept: readonly (readonly [Passes, Pass])[]): void {
  for (const [{ ms, cpuMs }, pass] of kept) {
    ms.push(pass.ms)
    cpuMs.push(pass.cpuMs)
  }
}

interface Compared {
  readonly name: string
  /** Jobs of one pass. */
  readonly jobs: number
  readonly ours: Passes
  readonly raw: Passes
}

/** By the clock, and by the CPU time of all processes, which others on the machine do not change much. */
function rowsOf({ name, jobs, ours, raw }: Compared): BenchRow[] {
  const [ms, rawMs, cpuMs, rawCpuMs] = [ours.ms, raw.ms, ours.cpuMs, raw.cpuMs].map(median) as [
    ...[number, number, number, number],
  ]
  const rate = (of: number) => `${Math.round(jobs / (of / 1_000)).toLocaleString('en')} jobs/s`
  const each = (of: number) => `${((of * 1_000) / jobs).toFixed(0)} µs`
  return [
    {
      name,
      value: rate(ms),
      reference: `BullMQ alone ${rate(rawMs)}`,
      ratio: `${(rawMs / ms).toFixed(2)}×`,
    },
    {
      name: `${name}: CPU of all processes for one`,
      value: each(cpuMs),
      reference: `BullMQ alone ${each(rawCpuMs)}`,
      ratio: `${(rawCpuMs / cpuMs).toFixed(2)}×`,
    },
  ]
}

/** BullMQ as one uses it without us, with jobs that leave nothing behind. */
function openPlain(redisUrl: string) {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const options = { connection, prefix: '{bench}' }
  const queue = new Queue('steps', options)
  let added = 0
  return {
    add: (jobs: number) =>
      queue.addBulk(
        Array.from({ length: jobs }, (_, uid) => ({
          name: 'nothing',
          data: { round: added, uid },
          opts: { jobId: `raw-${added++}`, removeOnComplete: true },
        })),
      ),
    work: (jobs: number) =>
      untilDone(jobs, async (done) => {
        const worker = new Worker('steps', async () => done(), { ...options, concurrency })
        return () => worker.close()
      }),
    async [Symbol.asyncDispose]() {
      await queue.close()
      connection.disconnect()
    },
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
