import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bytes, bytes, fileBytes, releaseBytes, synapse } from '@subnetkit/core'
import { createMinerClient, serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { Pool } from 'undici'
import { z } from 'zod'
import { type BenchRow, timed } from './bench.js'

const size = 8 * 1_048_576
const [warmUp, rounds, atOnce] = [4, 24, 16]

/** Sends 8 MiB and gets them back. */
type Echo = () => Promise<void>

const subnet = {
  protocol: {
    echo: synapse({
      input: z.object({ data: bytes() }),
      output: z.object({ data: bytes() }),
      deadline: '60s',
      maxBytes: '9MB',
    }),
  },
}

async function withOurs<T>(
  sessions: 'off' | 'require',
  data: Bytes,
  run: (echo: Echo) => Promise<T>,
): Promise<T> {
  const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
  await using miner = await serveMiner(
    subnet,
    { echo: ({ input }) => input },
    {
      ...{ hotkey: bob.address, admission: null, rateLimit: null },
      limits: {
        maxConcurrent: atOnce,
        maxConcurrentPerCaller: atOnce,
        bodyTimeoutMs: 60_000,
        unprovenBodyTimeoutMs: 60_000,
      },
    },
  )
  await using client = createMinerClient(subnet, { keypair: alice, maxConnectionsPerMiner: atOnce, sessions })
  const endpoint = { hotkey: bob.address, host: miner.host, port: miner.port }
  return await run(async () => {
    const result = await client.query(endpoint, 'echo', { data })
    if (result.kind !== 'ok' || result.output.data.size !== size) throw new Error(`it failed: ${result.kind}`)
    releaseBytes(result.output)
  })
}

/** The same bytes with nothing around them: node:http and undici. */
async function withBare<T>(data: Buffer, run: (echo: Echo) => Promise<T>): Promise<T> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    response.writeHead(200, { 'content-length': body.length }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: atOnce })
  try {
    return await run(async () => {
      const { body } = await pool.request({ method: 'POST', path: '/', body: data })
      if ((await body.arrayBuffer()).byteLength !== size) throw new Error('it failed')
    })
  } finally {
    await pool.destroy()
    server.close()
  }
}

/** Best throughput of each in MiB a second, both directions together; in turns, so that other load meets all alike. */
async function throughputs(echoes: readonly Echo[]): Promise<number[]> {
  const times = echoes.map((): number[] => [])
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, echo] of echoes.entries()) {
      const ms = await timed(echo)
      if (round >= 0) times[index]!.push(ms)
    }
  }
  return times.map((all) => (2 * size) / 1_048_576 / (Math.min(...all) / 1_000))
}

/** Growth of this process' memory while many are under way, in MiB. */
async function growth(echo: Echo): Promise<number> {
  await Promise.all(Array.from({ length: 4 }, echo))
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 5)
  for (let round = 0; round < 4; round++) await Promise.all(Array.from({ length: atOnce }, echo))
  clearInterval(timer)
  return (most - before) / 1_048_576
}

/** 8 MiB there and back, beside bare HTTP in the same process. */
export async function binaryBench(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const data = randomBytes(size)
    const path = join(folder, 'data')
    await writeFile(path, data)
    const file = await fileBytes(path)
    const rows: BenchRow[] = []
    const [bare, signed, inSession] = await withBare(data, (plain) =>
      withOurs('off', file, (one) => withOurs('require', file, (two) => throughputs([plain, one, two]))),
    )
    for (const [how, ours] of [
      ['signed', signed!],
      ['in a session', inSession!],
    ] as const) {
      rows.push({
        name: `8 MiB from a file there and back, ${how}, beside bare http from memory`,
        value: `${ours.toFixed(0)} MiB/s`,
        reference: `${bare!.toFixed(0)} MiB/s`,
        ratio: (ours / bare!).toFixed(2),
      })
    }
    const [ours, theirs] = [await withOurs('off', file, growth), await withBare(data, growth)]
    rows.push({
      name: `memory for ${atOnce} × 8 MiB at once, growth of both ends`,
      value: `${ours.toFixed(0)} MiB`,
      reference: `${theirs.toFixed(0)} MiB`,
      ratio: (ours / theirs).toFixed(2),
    })
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}
