import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytes, fileBytes, releaseBytes, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createRequestVerifier } from '../btauth/verify-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import { serveProtocol } from '../server/serve-protocol.js'

const [atOnce, size, inMiB] = [16, 8 * 1_048_576, 1_048_576]
const bob = createKeypair('//Bob')
const protocol = {
  echo: synapse({
    input: z.object({ data: bytes() }),
    output: z.object({ data: bytes() }),
    ...{ deadline: '60s', maxBytes: '9MB' },
  }),
}

test('16 × 8 MiB there and back at once take no memory of that size', { timeout: 90_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binary-'))
  await using server = await serveProtocol({
    ...{ protocol, handlers: { echo: ({ input }) => input }, admission: null },
    verifier: createRequestVerifier({ hotkey: bob.address }),
    limits: {
      maxConcurrent: atOnce,
      maxConcurrentPerCaller: atOnce,
      bodyTimeoutMs: 60_000,
      unprovenBodyTimeoutMs: 60_000,
    },
  })
  await using client = createMinerClient(
    { protocol },
    { keypair: createKeypair('//Alice'), maxConnectionsPerMiner: atOnce },
  )
  let most = 0
  const inBuffers = () => process.memoryUsage().arrayBuffers / inMiB
  const timer = setInterval(() => {
    most = Math.max(most, inBuffers())
  }, 2)
  try {
    await writeFile(join(folder, 'data'), randomBytes(size))
    const data = await fileBytes(join(folder, 'data'))
    const before = inBuffers()
    const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
    const results = await Promise.all(
      Array.from({ length: atOnce }, () => client.query(endpoint, 'echo', { data })),
    )
    expect(results.map(({ kind }) => kind)).toEqual(Array(atOnce).fill('ok'))
    // All 16 answers are held here, 128 MiB of them.
    expect(most - before).toBeLessThan(96)
    for (const result of results) {
      if (result.kind !== 'ok') throw new Error(result.reason)
      expect(await result.output.data.sha256()).toBe(await data.sha256())
      releaseBytes(result.output)
    }
  } finally {
    clearInterval(timer)
    await rm(folder, { recursive: true })
  }
})
