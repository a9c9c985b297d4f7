import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { streamSynapse } from '@subnetkit/core'
import { createMinerClient, serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { Pool } from 'undici'
import { z } from 'zod'
import type { BenchRow } from './bench.js'
import { inMs, type Latencies, latenciesOf } from './latencies.js'

const warmUp = 100
const single = 500
const atOnce = 100
const chunksEach = 50

/** Starts one stream of so many chunks; calls back for each that arrives. */
type Start = (chunks: number, onChunk: () => void) => Promise<void>

/** Time at which the source gave its first chunk, of the stream that was started last. */
let firstYieldAt = 0

async function* source(chunks: number) {
  for (let n = 0; n < chunks; n++) {
    // A model takes its time for each token; here it is a turn of the loop.
    await new Promise((resolve) => setImmediate(resolve))
    if (n === 0) firstYieldAt = performance.now()
    yield { text: 'token ', n }
  }
}

const subnet = {
  protocol: {
    write: streamSynapse({
      input: z.int(),
      chunk: z.object({ text: z.string(), n: z.int() }),
      maxBytes: '4MB',
    }),
  },
}

async function withOurs<T>(sessions: 'off' | 'require', run: (start: Start) => Promise<T>): Promise<T> {
  const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
  await using miner = await serveMiner(
    subnet,
    { write: ({ input }) => source(input) },
    {
      hotkey: bob.address,
      admission: null,
      rateLimit: null,
      limits: { maxConcurrent: atOnce, maxConcurrentPerCaller: atOnce, maxPending: 2 * atOnce },
    },
  )
  await using client = createMinerClient(subnet, { keypair: alice, maxConnectionsPerMiner: atOnce, sessions })
  const endpoint = { hotkey: bob.address, host: miner.host, port: miner.port }
  return await run(async (chunks, onChunk) => {
    const stream = await client.stream(endpoint, 'write', chunks)
    for await (const _ of stream) onChunk()
    const result = await stream.result
    if (result.kind !== 'ok') throw new Error(result.reason)
  })
}

/** The same lines with nothing around them: node:http, JSON and undici. */
async function withBare<T>(run: (start: Start) => Promise<T>): Promise<T> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    response.writeHead(200, { 'content-type': 'application/jsonl' })
    for await (const chunk of source(Number(Buffer.concat(parts))))
      response.write(`${JSON.stringify(chunk)}\n`)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: atOnce })
  try {
    return await run(async (chunks, onChunk) => {
      const { body } = await pool.request({ method: 'POST', path: '/', body: String(chunks) })
      for await (const part of body as AsyncIterable<Buffer>) {
        for (const line of part.toString('utf8').split('\n')) {
          if (line === '') continue
          JSON.parse(line)
          onChunk()
        }
      }
    })
  } finally {
    await pool.destroy()
    server.close()
  }
}

/** Times from the first chunk's yield to its arrival, one stream after the other. */
async function firstChunks(start: Start): Promise<Latencies> {
  const times: number[] = []
  for (let turn = 0; turn < warmUp + single; turn++) {
    let first = true
    await start(3, () => {
      if (first && turn >= warmUp) times.push(performance.now() - firstYieldAt)
      first = false
    })
  }
  return latenciesOf(times)
}

interface Fairness {
  /** Time after which the first and the last of the streams had come to their ends, in ms. */
  readonly fastest: number
  readonly slowest: number
  readonly chunksPerSecond: number
}

/** Runs many streams at once. */
async function many(start: Start): Promise<Fairness> {
  const round = async () => {
    const startedAt = performance.now()
    const ends = await Promise.all(
      Array.from({ length: atOnce }, async () => {
        await start(chunksEach, () => {})
        return performance.now() - startedAt
      }),
    )
    const slowest = Math.max(...ends)
    return { fastest: Math.min(...ends), slowest, chunksPerSecond: (atOnce * chunksEach * 1_000) / slowest }
  }
  await round()
  return await round()
}

const spread = ({ p50, p99, worst }: Latencies) =>
  `p50 ${inMs(p50)}, p99 ${inMs(p99)}, worst ${inMs(worst)} ms`

/** Streams end to end, beside bare node:http. */
export async function streamsBench(): Promise<BenchRow[]> {
  const bare = await withBare(async (start) => ({ first: await firstChunks(start), many: await many(start) }))
  const rows: BenchRow[] = []
  for (const [name, sessions] of [
    ['signed', 'off'],
    ['in a session', 'require'],
  ] as const) {
    const ours = await withOurs(sessions, async (start) => ({
      first: await firstChunks(start),
      many: await many(start),
    }))
    rows.push(
      {
        name: `first chunk after its yield, ${name}`,
        value: `p50 ${inMs(ours.first.p50)} ms`,
        latencies: ours.first,
        reference: `bare node:http ${spread(bare.first)}`,
        ratio: `${(bare.first.p50 / ours.first.p50).toFixed(2)}×`,
      },
      {
        name: `${atOnce} streams of ${chunksEach} chunks at once, ${name}: first and last end`,
        value: `${inMs(ours.many.fastest)} and ${inMs(ours.many.slowest)} ms`,
        reference: `bare node:http ${inMs(bare.many.fastest)} and ${inMs(bare.many.slowest)} ms`,
        ratio: `${(bare.many.slowest / ours.many.slowest).toFixed(2)}×`,
      },
      {
        name: `chunks of ${atOnce} streams at once, ${name}`,
        value: `${Math.round(ours.many.chunksPerSecond)}/s`,
        reference: `bare node:http ${Math.round(bare.many.chunksPerSecond)}/s`,
        ratio: `${(ours.many.chunksPerSecond / bare.many.chunksPerSecond).toFixed(2)}×`,
      },
    )
  }
  return rows
}
