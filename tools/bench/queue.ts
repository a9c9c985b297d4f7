import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createQueues, type JobWorker, openDatabase, type Queues } from '@subnetkit/core/validator'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { redisMissing, startRedis } from '../chaos/backends.js'
import { type BenchRow, timed } from './bench.js'
import { cpuMsOfAll } from './cpu.js'

const single = 300
const bulk = 2_000
const concurrency = 50

/** Jobs of one pass on Redis, and passes of each kind, which take turns. */
const redisJobs = 5_000
const passes = 5

const processed = { tag: 'bench', name: 'process' }

/**
 * Durable jobs on the embedded backend beside the same work handed over in memory, which a crash would lose; and on
 * Redis beside BullMQ without our port. Jobs do nothing: what is measured is the queue.
 */
export async function queueBench(): Promise<BenchRow[]> {
  return [...(await embeddedRows()), ...(await redisRows())]
}

async function embeddedRows(): Promise<BenchRow[]> {
  let database: Awaited<ReturnType<typeof openDatabase>> | undefined
  const bootMs = await timed(async () => {
    database = await openDatabase({ memory: true })
  })
  await using opened = database
  if (!opened) throw new Error('the database did not open')
  await using queues = await createQueues({ database: opened })
  const addMs = await timed(() => addOneByOne(queues))
  const bulkMs = await timed(() => queues.add(...jobs(bulk)))
  const cpu = cpuMsOfAll()
  const processMs = await timed(() => processAll(queues, bulk))
  const processCpuMs = cpuMsOfAll() - cpu
  const memoryMs = await timed(runInMemory)
  const row = (name: string, count: number, ms: number): BenchRow => ({
    name,
    value: rate(count, ms),
    reference: `promises in memory ${rate(bulk, memoryMs)}`,
    ratio: `${(count / ms / (bulk / memoryMs)).toFixed(5)}×`,
  })
  return [
    {
      name: 'embedded database: boot',
      value: `${bootMs.toFixed(0)} ms`,
      reference: `adding ${single} jobs ${addMs.toFixed(0)} ms`,
      ratio: `${(addMs / bootMs).toFixed(2)}×`,
    },
    row('embedded queue: add one by one', single, addMs),
    row(`embedded queue: add ${bulk} at once`, bulk, bulkMs),
    row(`embedded queue: process, ${concurrency} at a time`, bulk, processMs),
    row(`embedded queue: process, ${concurrency} at a time, by CPU time`, bulk, processCpuMs),
  ]
}

async function redisRows(): Promise<BenchRow[]> {
  if (redisMissing() !== null) return []
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-bench-'))
  using _removed = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
  await using server = await startRedis(directory)
  const url = server.url(server.port)
  const ours = { add: 0, process: 0 }
  const raw = { add: 0, process: 0 }
  {
    await using queues = await createQueues({ redisUrl: url })
    await using plain = openRaw(url)
    for (let pass = 0; pass <= passes; pass += 1) {
      const isWarm = pass > 0
      const add = await timed(() => queues.add(...jobs(redisJobs)))
      const process = await timed(() => processAll(queues, redisJobs))
      const rawAdd = await timed(() => plain.add(redisJobs))
      const rawProcess = await timed(() => plain.process(redisJobs))
      if (!isWarm) continue
      ours.add += add
      ours.process += process
      raw.add += rawAdd
      raw.process += rawProcess
    }
  }
  const row = (name: string, kind: 'add' | 'process'): BenchRow => ({
    name,
    value: rate(redisJobs * passes, ours[kind]),
    reference: `BullMQ alone ${rate(redisJobs * passes, raw[kind])}`,
    ratio: `${(raw[kind] / ours[kind]).toFixed(2)}×`,
  })
  return [
    row(`queue on Redis: add ${redisJobs} at once`, 'add'),
    row(`queue on Redis: process, ${concurrency} at a time`, 'process'),
  ]
}

/** BullMQ as one uses it without us, with jobs that leave nothing behind. */
function openRaw(url: string) {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  const queue = new Queue('raw', { connection, prefix: '{bench}' })
  let added = 0
  return {
    add: (count: number) =>
      queue.addBulk(
        Array.from({ length: count }, () => ({
          name: 'nothing',
          data: null,
          opts: { jobId: `raw-${added++}`, removeOnComplete: true },
        })),
      ),
    async process(count: number) {
      let left = count
      let worker: Worker | undefined
      await new Promise<void>((resolve) => {
        const last = async () => {
          if (--left === 0) resolve()
        }
        worker = new Worker('raw', last, { connection, prefix: '{bench}', concurrency })
      })
      await worker?.close()
    },
    async [Symbol.asyncDispose]() {
      await queue.close()
      connection.disconnect()
    },
  }
}

const rate = (count: number, ms: number) => `${Math.round(count / (ms / 1_000)).toLocaleString('en')} jobs/s`

let made = 0
const jobs = (count: number) =>
  Array.from({ length: count }, () => ({
    queue: processed,
    name: 'nothing',
    id: `job-${made++}`,
    data: null,
  }))

async function addOneByOne(queues: Queues): Promise<void> {
  for (let count = 0; count < single; count += 1) {
    await queues.add({
      queue: { tag: 'bench', name: 'add' },
      name: 'nothing',
      id: `one-${count}`,
      data: null,
    })
  }
}

async function processAll(queues: Queues, count: number): Promise<void> {
  let worker: JobWorker | undefined
  await new Promise<void>((resolve) => {
    let left = count
    const last = async () => {
      if (--left === 0) resolve()
    }
    worker = queues.work(processed, last, { concurrency })
  })
  await worker?.close()
}

async function runInMemory(): Promise<void> {
  const left = jobs(bulk).values()
  const work = async () => {}
  const lane = async () => {
    for (const _ of left) await work()
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}
