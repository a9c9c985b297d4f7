import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { type MinerEndpoint, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from './create-miner-client.js'
import { failureOf } from './failure.js'
import type { MinerClientOptions } from './miner-client-options.js'

const hotkey = createKeypair('//Bob').address
const protocol = { ask: synapse({ input: z.string(), output: z.string() }) }
const good: MinerEndpoint = { hotkey, host: '127.0.0.1', port: 9 }

async function ask(endpoint: Partial<MinerEndpoint>, options: Partial<MinerClientOptions> = {}) {
  await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice'), ...options })
  return await client.query({ ...good, ...endpoint }, 'ask', 'x')
}

describe('defect: an endpoint that the caller made up was charged to the miner', () => {
  it.each<[string, object]>([
    ['port', { port: 99_999 }],
    ['port', { port: -1 }],
    ['port', { port: 1.5 }],
    ['port', { port: '80' }],
    ['host', { host: 'http://127.0.0.1' }],
    ['host', { host: '127.0.0.1:80' }],
    ['host', { host: '' }],
    ['host', { host: 'evil.example/path?' }],
    ['host', { host: 'user@host' }],
    ['host', { host: undefined }],
    ['hotkey', { hotkey: 'bad' }],
    ['hotkey', { hotkey: undefined }],
  ])('%s of %j', async (name, endpoint) => {
    const result = await ask(endpoint)
    expect(result).toMatchObject({ kind: 'ours', code: 'QUERY_FAILED', fix: expect.stringContaining(name) })
  })

  it('what a chain could have is the fault of the miner', async () => {
    const absent = { kind: 'absent', code: 'RESPONSE_ABSENT' }
    expect(await ask({ port: 0 })).toMatchObject(absent)
    expect(await ask({ host: '127.1' }, { allowPrivateAddresses: true })).toMatchObject(absent)
  })
})

test('defect: what failed at once was said to have taken the whole deadline', async () => {
  const server = createServer((socket) =>
    socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const plain = await ask({ port }, { tlsFingerprint: () => 'ab'.repeat(32) })
  server.close()
  const refused = await ask({ port })
  for (const result of [plain, refused]) {
    expect(result).toMatchObject({ kind: 'absent', code: 'RESPONSE_ABSENT' })
    expect(result).toHaveProperty('reason', expect.not.stringMatching(/within|openssl|routines/i))
  }
})

test('defect: a name that does not resolve and a refused connection were not as documented', () => {
  const codeOf = (code: string) =>
    failureOf(Object.assign(new Error(code), { code }), { endpoint: good, deadlineMs: 1 })
  for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']) {
    expect(codeOf(code)).toMatchObject({ kind: 'absent', code: 'MINER_UNREACHABLE' })
  }
  expect(codeOf('ECONNREFUSED')).toMatchObject({ kind: 'absent', code: 'RESPONSE_ABSENT' })
})

test('defect: the fix for a pin that is none was to check the key that signs', async () => {
  const result = await ask({}, { tlsFingerprint: () => 'AB:CD' })
  expect(result).toMatchObject({ kind: 'ours', fix: expect.stringContaining('tlsFingerprint') })
})
