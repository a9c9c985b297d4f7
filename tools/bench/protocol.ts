import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { synapse } from '@subnetkit/core'
import { createMinerClient, serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { Pool } from 'undici'
import { z } from 'zod'
import { type BenchRow, timed } from './bench.js'
import { type Latencies, latenciesOf } from './latencies.js'
import { sr25519Rows } from './sr25519.js'

/** Requests in flight at once. */
const inFlight = 32
const warmUp = 200
const requests = 1_500

const subnet = {
  protocol: {
    echo: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
  },
}
const input = { text: 'The quick brown fox jumps over the lazy dog, and then it does so once more.' }

interface Rate {
  readonly perSecond: number
  readonly latencies: Latencies
}

/** Calls per second with a fixed number in flight. */
async function rate(count: number, call: () => Promise<unknown>): Promise<Rate> {
  let left = count
  const durations: number[] = []
  const ms = await timed(() =>
    Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (left-- > 0) durations.push(await timed(call))
      }),
    ),
  )
  return { perSecond: (count / ms) * 1_000, latencies: latenciesOf(durations) }
}

/** Authenticated, verified and schema-checked calls from our client to our server. */
async function ourRate(sessions: 'off' | 'require', receipts: 'collect' | 'off'): Promise<Rate> {
  const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
  await using miner = await serveMiner(
    subnet,
    { echo: ({ input: { text } }) => ({ text }) },
    {
      hotkey: bob.address,
      admission: null,
      rateLimit: null,
      receipts: receipts === 'off' ? null : { keypair: bob },
    },
  )
  await using client = createMinerClient(subnet, {
    keypair: alice,
    maxConnectionsPerMiner: inFlight,
    sessions,
    receipts: receipts === 'off' ? null : { onReceipt: () => {} },
  })
  const endpoint = { hotkey: bob.address, host: miner.host, port: miner.port }
  const call = async () => {
    const result = await client.query(endpoint, 'echo', input)
    if (result.kind !== 'ok') throw new Error(result.reason)
  }
  await rate(warmUp, call)
  return await rate(requests, call)
}

/** The same exchange with nothing around it but the schema: node:http, JSON, zod, undici. */
async function bareRate(): Promise<Rate> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = JSON.stringify(
      subnet.protocol.echo.input.parse(JSON.parse(Buffer.concat(chunks).toString())),
    )
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    connections: inFlight,
  })
  const body = JSON.stringify(input)
  const call = async () => {
    const response = await pool.request({ method: 'POST', path: '/', body })
    await response.body.json()
  }
  try {
    await rate(warmUp, call)
    return await rate(requests, call)
  } finally {
    await pool.destroy()
    server.close()
  }
}

/** Signed calls end to end beside bare HTTP, and each sr25519 engine beside the polkadot library. */
export async function protocolBench(): Promise<BenchRow[]> {
  const bare = await bareRate()
  const [signed, signedBare] = [await ourRate('off', 'collect'), await ourRate('off', 'off')]
  const [inSession, sessionBare] = [await ourRate('require', 'collect'), await ourRate('require', 'off')]
  return [
    row('signed requests, client to handler and back', signed, 'bare node:http with zod', bare),
    row('requests in a session, client to handler and back', inSession, 'bare node:http with zod', bare),
    row('requests in a session, client to handler and back', inSession, 'signed requests', signed),
    row('signed requests with receipts, collected and verified', signed, 'the same without', signedBare),
    row('requests in a session with receipts', inSession, 'the same without', sessionBare),
    ...sr25519Rows(),
  ]
}

function row(name: string, ours: Rate, referenceName: string, { perSecond: reference }: Rate): BenchRow {
  return {
    name,
    value: `${Math.round(ours.perSecond)}/s`,
    reference: `${referenceName} ${Math.round(reference)}/s`,
    ratio: `${(ours.perSecond / reference).toFixed(2)}×`,
    latencies: ours.latencies,
  }
}
