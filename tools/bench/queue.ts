import { createQueues, type JobWorker, openDatabase, type Queues } from '@subnetkit/core/validator'
import { type BenchRow, timed } from './bench.js'

const single = 300
const bulk = 2_000
const concurrency = 50

/** Work without a body: what is measured is the queue. */
const work = async () => {}

/** Durable jobs on the embedded backend beside the same work handed over in memory, which a crash would lose. */
export async function queueBench(): Promise<BenchRow[]> {
  let database: Awaited<ReturnType<typeof openDatabase>> | undefined
  const bootMs = await timed(async () => {
    database = await openDatabase({ memory: true })
  })
  await using opened = database
  if (!opened) throw new Error('the database did not open')
  await using queues = await createQueues({ database: opened })
  const addMs = await timed(() => addOneByOne(queues))
  const bulkMs = await timed(() => queues.add(...jobs()))
  const processMs = await timed(() => processAll(queues))
  const memoryMs = await timed(runInMemory)

  const rate = (count: number, ms: number) =>
    `${Math.round(count / (ms / 1_000)).toLocaleString('en')} jobs/s`
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
  ]
}

const processed = { tag: 'bench', name: 'process' }

const jobs = () => Array.from({ length: bulk }, () => ({ queue: processed, name: 'nothing', data: null }))

async function addOneByOne(queues: Queues): Promise<void> {
  const job = { queue: { tag: 'bench', name: 'add' }, name: 'nothing', data: null }
  for (let count = 0; count < single; count += 1) await queues.add(job)
}

async function processAll(queues: Queues): Promise<void> {
  let worker: JobWorker | undefined
  await new Promise<void>((resolve) => {
    let left = bulk
    const last = async () => {
      if (--left === 0) resolve()
    }
    worker = queues.work(processed, last, { concurrency })
  })
  await worker?.close()
}

async function runInMemory(): Promise<void> {
  const left = jobs().values()
  const lane = async () => {
    for (const _ of left) await work()
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}
