import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createLegacyDendrite } from '../legacy/dendrite.js'
import { legacySynapse } from '../legacy/legacy-synapse.js'
import { createMinerClient } from './create-miner-client.js'

const keypair = createKeypair('//Alice')
const hotkey = createKeypair('//Bob').address

async function serve(body: string) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: { hotkey, host: '127.0.0.1', port },
    [Symbol.dispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A check that takes a while, and notes when it began. */
function slowCheck() {
  const begun = { at: 0 }
  const check = async () => {
    begun.at = performance.now()
    await delay(20)
    return true
  }
  return { begun, check }
}

it('defect: the time that we take to check an answer is not the latency of its miner', async () => {
  using miner = await serve('{"result":{"data":"x"}}')
  const { begun, check } = slowCheck()
  const protocol = { ask: synapse({ input: z.string(), output: z.string().refine(check) }) }
  await using client = createMinerClient({ protocol }, { keypair })
  const askedAt = performance.now()
  const result = await client.query(miner.endpoint, 'ask', 'x')
  expect(result.kind).toBe('ok')
  expect(result.latencyMs).toBeLessThanOrEqual(begun.at - askedAt)
})

it('defect: an answer that came in time counts, however late it is checked', async () => {
  using miner = await serve('{"result":{"data":"x"}}')
  const ends = { at: 0 }
  const late = z.string().refine(async () => {
    await delay(Math.max(0, ends.at - performance.now()) + 20)
    return true
  })
  const protocol = { ask: synapse({ input: z.string(), output: late, deadline: '500ms' }) }
  await using client = createMinerClient({ protocol }, { keypair })
  ends.at = performance.now() + 500
  const result = await client.query(miner.endpoint, 'ask', 'x')
  expect(result.kind).toBe('ok')
})

it('defect: nor is it in the v10 protocol', async () => {
  using miner = await serve('{"text":"x","axon":{"status_code":200}}')
  const { begun, check } = slowCheck()
  const given = z.string().refine(async (text) => text === '' || (await check()))
  const echo = legacySynapse({ name: 'Echo', fields: z.object({ text: given }) })
  await using dendrite = createLegacyDendrite({ keypair })
  const askedAt = performance.now()
  const { isSuccess, latencyMs } = await dendrite.query(miner.endpoint, echo, { text: '' })
  expect(isSuccess).toBe(true)
  expect(latencyMs).toBeLessThanOrEqual(begun.at - askedAt)
})
