import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectSigner } from './connect-signer.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signer-errors-'))
})
afterAll(() => rm(folder, { recursive: true }))

let servers = 0
/** A signer that answers every question with this text. */
async function answering(text: string) {
  servers += 1
  const socketPath = join(folder, `${servers}.sock`)
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(text))
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return { socketPath, [Symbol.asyncDispose]: async () => void server.close() }
}

const error = {
  code: 'QUORUM_MISSING_2',
  message: '1 of 3 keys signed',
  fix: 'Unlock 2 more keys.',
  details: { signed: 1, wanted: '3' },
  transient: true,
}

it('an error of a code that this client does not know crosses as the signer threw it', async () => {
  await using signer = await answering(`${JSON.stringify({ error })}\n`)
  await expect(connectSigner(signer)).rejects.toMatchObject({ name: 'SubnetError', ...error })
})

it.each<[string, string]>([
  ['an error without a fix', JSON.stringify({ error: { ...error, fix: undefined } })],
  ['a code that is none', JSON.stringify({ error: { ...error, code: 'not a code' } })],
  ['a code that is too long', JSON.stringify({ error: { ...error, code: 'A'.repeat(80) } })],
  ['a message that is too long', JSON.stringify({ error: { ...error, message: 'x'.repeat(2_001) } })],
  ['a detail that is too long', JSON.stringify({ error: { ...error, details: { a: 'x'.repeat(501) } } })],
  ['a detail that is an object', JSON.stringify({ error: { ...error, details: { a: {} } } })],
  ['more than an error', JSON.stringify({ error: { ...error, stack: 'at /home' } })],
  [
    'defect: more bytes than are read, which read as unreachable',
    JSON.stringify({ error: 'x'.repeat(20_000) }),
  ],
  ['defect: no JSON, which read as unreachable', 'hello'],
  ['nothing of the protocol', '[]'],
])('%s is SIGNER_BROKEN', async (_, text) => {
  await using signer = await answering(`${text}\n`)
  await expect(connectSigner(signer)).rejects.toMatchObject({ code: 'SIGNER_BROKEN' })
})

it('a signer that ends without an answer is SIGNER_UNREACHABLE', async () => {
  await using signer = await answering('')
  await expect(connectSigner(signer)).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
})
