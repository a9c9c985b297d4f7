import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createOrganicProfiles, dressTask, type RequestProfile } from '@subnetkit/gateway'
import { createMinerClient } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { createRandom, synapse, z } from '../index.js'
import { crossValidatedAuc } from './testing/logistic.js'

const protocol = {
  complete: synapse({
    input: z.object({
      prompt: z.string(),
      maxTokens: z.int(),
      temperature: z.number(),
      seed: z.int().optional(),
      stop: z.array(z.string()).optional(),
    }),
    output: z.object({ text: z.string() }),
  }),
}
type Input = z.input<(typeof protocol)['complete']['input']>
const open = ['maxTokens', 'temperature', 'seed', 'stop'] as const
const each = 400

/** A request as a miner sees it, but for its text. */
interface Sight {
  readonly isOrganic: boolean
  readonly at: number
  readonly input: Input
}

/** Users: bursts, long tails of sizes, parameters of many clients. */
function users(random: () => number): (Sight & { readonly isOrganic: true })[] {
  let at = 0
  return Array.from({ length: each }, () => {
    at += -Math.log(1 - random()) * (random() < 0.3 ? 200 : 4_000)
    const size = Math.floor(Math.exp(4 + 1.2 * (random() + random() + random() - 1.5)))
    return {
      ...{ isOrganic: true as const, at },
      input: {
        prompt: 'u'.repeat(size),
        maxTokens: [64, 128, 256, 512][Math.floor(random() * 4)]!,
        temperature: [0, 0.7, 1][Math.floor(random() * 3)]!,
        ...(random() < 0.3 && { seed: Math.floor(random() * 1_000) }),
        ...(random() < 0.1 && { stop: ['\n'] }),
      },
    }
  })
}

/** Tasks of a validator as its families draw them: other sizes, parameters of its own, one every two seconds. */
const plainTask = (random: () => number): Input => ({
  ...{ prompt: 't'.repeat(Math.floor(10 + random() * 400)), maxTokens: 200, temperature: 0, seed: 1 },
})

const sizeOf = (input: Input) => JSON.stringify(input).length
const profileOf = (input: Input): RequestProfile => {
  const { prompt: _, ...parameters } = input
  return { size: sizeOf(input), parameters }
}

function tasks(organic: readonly Sight[], random: () => number, isDressed: boolean): Sight[] {
  const profiles = createOrganicProfiles()
  for (const { input, at } of organic) profiles.note(profileOf(input), at)
  let at = 0
  return Array.from({ length: each }, () => {
    at += isDressed ? profiles.gap(random)! : 2_000
    if (!isDressed) return { isOrganic: false, at, input: plainTask(random) }
    const candidates = Array.from({ length: 24 }, () => {
      const input = plainTask(random)
      return { input, size: sizeOf(input) }
    })
    return { isOrganic: false, at, input: dressTask(candidates, profiles.draw(random)!, open) }
  })
}

/** Sends all requests through one client, in the order of their times, and returns what the miner saw of each. */
async function seenBy(requests: readonly Sight[]): Promise<readonly (readonly number[])[]> {
  const orders = new Map<string, number>()
  const sockets = new Map<Socket, number>()
  let seen: readonly number[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const order = request.rawHeaders.filter((_, at) => at % 2 === 0).join()
    if (!orders.has(order)) orders.set(order, orders.size)
    const used = sockets.get(request.socket) ?? 0
    sockets.set(request.socket, used + 1)
    seen = [
      Number(request.headers['content-length']),
      orders.get(order)!,
      used === 0 ? 1 : 0,
      Math.log1p(used),
    ]
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end('{"result":{"data":{"text":"x"}}}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const miner = createKeypair('//Bob').address
  const endpoint = { hotkey: miner, host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice'), sessions: 'off' })
  const rows: number[][] = []
  let before = 0
  for (const { at, input } of requests) {
    const { kind } = await client.query(endpoint, 'complete', input)
    expect(kind).toBe('ok')
    const { maxTokens, temperature, seed, stop } = input
    const [bytes, ...connection] = seen
    rows.push([
      ...[Math.log(bytes!), ...connection, Math.log1p(at - before), Math.log(maxTokens), temperature],
      ...[seed === undefined ? 0 : 1, stop === undefined ? 0 : 1],
    ])
    before = at
  }
  server.close()
  return rows
}

async function aucOf(isDressed: boolean): Promise<number> {
  const source = createRandom(Buffer.from('organic traffic'.padEnd(32)))
  const random = () => source.int(0, 2 ** 31 - 1) / 2 ** 31
  const organic = users(random)
  const all = [...organic, ...tasks(organic, random, isDressed)].sort((a, b) => a.at - b.at)
  const rows = await seenBy(all)
  return crossValidatedAuc(
    rows,
    all.map(({ isOrganic }) => isOrganic),
  )
}

it('by everything but the text, a miner does not tell requests of users from those of a validator that dresses them', async () => {
  expect(await aucOf(true)).toBeLessThanOrEqual(0.55)
})

it('the classifier finds requests that are not dressed', async () => {
  expect(await aucOf(false)).toBeGreaterThan(0.9)
})
