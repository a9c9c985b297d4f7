import { streamSynapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from '../client/create-miner-client.js'
import { readStream } from '../client/read-stream.js'
import { serveMiner } from '../server/serve-miner.js'
import { macMatches, macOf } from '../session/mac.js'
import { streamPayload } from '../session/payload.js'
import { createDigest } from './digest.js'
import { chunkLine, endLine } from './records.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const subnet = {
  protocol: {
    flow: streamSynapse({
      input: z.int(),
      chunk: z.object({ n: z.int(), pad: z.string() }),
      maxBytes: '100MB',
    }),
  },
}

async function start(
  handler: (count: number, log: { running: number }) => AsyncGenerator<{ n: number; pad: string }>,
) {
  const log = { running: 0 }
  const miner = await serveMiner(
    subnet,
    { flow: ({ input }) => handler(input, log) },
    {
      hotkey: bob.address,
      admission: null,
      rateLimit: null,
      limits: { maxConcurrent: 100, maxConcurrentPerCaller: 100 },
    },
  )
  const client = createMinerClient(subnet, { keypair: alice, maxConnectionsPerMiner: 100 })
  const endpoint = { hotkey: bob.address, host: miner.host, port: miner.port }
  return {
    log,
    open: (count: number) => client.stream(endpoint, 'flow', count),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await miner.close()
    },
  }
}

/** A handler that never waits. */
async function* busy(count: number) {
  for (let n = 0; n < count; n++) yield { n, pad: 'x'.repeat(100) }
}

it('100 streams at once, of handlers that never wait, come along together', async () => {
  await using run = await start(busy)
  const progress = Array<number>(100).fill(0)
  let atFirstEnd: number[] | undefined
  const kinds = await Promise.all(
    progress.map(async (_, index) => {
      const stream = await run.open(300)
      for await (const chunk of stream) progress[index] = chunk.n + 1
      atFirstEnd ??= [...progress]
      const result = await stream.result
      return result.kind === 'ok' ? 'ok' : result.reason
    }),
  )
  expect(new Set(kinds)).toEqual(new Set(['ok']))
  // Those that were opened last have their signatures verified last; none of them was left standing.
  expect(Math.min(...atFirstEnd!)).toBeGreaterThan(100)
})

it('64 MB pass through without being kept', async () => {
  await using run = await start(async function* (count) {
    for (let n = 0; n < count; n++) yield { n, pad: 'x'.repeat(64_000) }
  })
  const stream = await run.open(1_000)
  const resident: number[] = []
  for await (const { n } of stream) if (n % 100 === 99) resident.push(process.memoryUsage().rss)
  expect(await stream.result).toMatchObject({ kind: 'ok', chunks: 1_000 })
  const [first = 0] = resident
  expect(Math.max(...resident) - first).toBeLessThan(48_000_000)
})

it('2,000 streams that their readers leave end their generators and leave nothing behind', async () => {
  await using run = await start(async function* (_, log) {
    log.running++
    try {
      for (let n = 0; ; n++) {
        yield { n, pad: '' }
        await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      log.running--
    }
  })
  const leave = async (index: number) => {
    const stream = await run.open(0)
    let read = 0
    for await (const _ of stream) if (read++ === index % 3) break
    expect(await stream.result).toMatchObject({ kind: 'ours' })
  }
  const round = async (count: number) => {
    for (let done = 0; done < count; done += 50)
      await Promise.all(Array.from({ length: 50 }, (_, n) => leave(n)))
    await vi.waitFor(() => expect(run.log.running).toBe(0), { timeout: 10_000 })
  }
  await round(200)
  const before = process.getActiveResourcesInfo().length
  await round(2_000)
  expect(process.getActiveResourcesInfo().length).toBeLessThan(before + 50)
})

it('none of 20,000 altered streams of a session passes for whole', async () => {
  const key = Buffer.alloc(32, 1)
  const requestMac = 'ab'.repeat(32)
  const digest = createDigest()
  const lines = [1, 2, 3].map((n) => chunkLine({ n, text: 'abc' })!)
  for (const line of lines) digest.add(Buffer.from(line))
  const counted = digest.end()
  const mac = macOf(key, streamPayload({ requestMac, status: 200, sha256: counted.sha256 }))
  const whole = Buffer.from(lines.join('') + endLine({ ...counted, mac }))

  const outcome = async (parts: readonly Buffer[]) => {
    const records = readStream({
      endpoint: { hotkey: '', host: 'x', port: 1 },
      body: parts.values() as unknown as AsyncIterable<Buffer>,
      maxBytes: 1_000,
      isAuthentic: ({ sha256 }, { mac: given = '' }) =>
        macMatches(key, streamPayload({ requestMac, status: 200, sha256 }), given),
      refusal: () => new Error('refused'),
    })
    const values: unknown[] = []
    for (;;) {
      const { done, value } = await records.next()
      if (done) return values
      values.push(value)
    }
  }
  const expected = await outcome([whole])
  const cuts = fc.array(fc.nat(whole.length), { maxLength: 4 })
  const change = fc.oneof(
    fc.record({
      kind: fc.constant('flip'),
      at: fc.nat(whole.length - 1),
      by: fc.integer({ min: 1, max: 255 }),
    }),
    fc.record({ kind: fc.constant('cut'), at: fc.nat(whole.length - 1), by: fc.constant(0) }),
    fc.record({
      kind: fc.constant('drop'),
      at: fc.nat(whole.length - 1),
      by: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({
      kind: fc.constant('repeat'),
      at: fc.nat(whole.length - 1),
      by: fc.integer({ min: 1, max: 40 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(change, cuts, async ({ kind, at, by }, at2) => {
      const altered = {
        flip: () => whole.map((byte, index) => (index === at ? byte ^ by : byte)),
        cut: () => whole.subarray(0, at),
        drop: () => Buffer.concat([whole.subarray(0, at), whole.subarray(at + by)]),
        repeat: () => Buffer.concat([whole.subarray(0, at + by), whole.subarray(at)]),
      }[kind]!()
      const bytes = Buffer.from(altered)
      const edges = [0, ...at2.toSorted((a, b) => a - b), bytes.length]
      const parts = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge))
      const values = await outcome(parts).catch(() => null)
      // Only the end record may differ in what is not read, such as a space or the name of a member that is ignored.
      if (values !== null) expect(values).toEqual(expected)
    }),
    { numRuns: 20_000, seed: 9 },
  )
})
