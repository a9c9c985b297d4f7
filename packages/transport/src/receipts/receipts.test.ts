import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import {
  bytes,
  type ExchangedBody,
  type ProvenAnswer,
  releaseBytes,
  streamSynapse,
  synapse,
} from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import * as fc from 'fast-check'
import { request } from 'undici'
import { expect, expectTypeOf, it, vi } from 'vitest'
import { z } from 'zod'
import { sha256Hex } from '../body/body-hash.js'
import { signRequest } from '../btauth/sign-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import type { MinerClientOptions } from '../client/miner-client-options.js'
import { createReceiptCollector } from '../client/receipt-collector.js'
import type { Handlers } from '../server/handlers.js'
import { type MinerOptions, serveMiner } from '../server/serve-miner.js'
import { decodeReceipts } from './encoding.js'
import { formatProof, proofSchema } from './proof-file.js'
import { createServerReceipts } from './server-receipts.js'
import { receiptsHeader, receiptsTarget } from './statements.js'
import { checkReceipt, verifyReceipt } from './verify-receipt.js'

const [alice, bob, dave] = [createKeypair('//Alice'), createKeypair('//Bob'), createKeypair('//Dave')]
const text = z.object({ text: z.string() })
const protocol = {
  echo: synapse({ input: text, output: text }),
  count: streamSynapse({ input: text, chunk: z.number() }),
  flip: synapse({ input: z.object({ image: bytes() }), output: z.object({ image: bytes() }) }),
}

const handlers: Handlers<typeof protocol> = {
  echo: ({ input }) => input,
  flip: ({ input }) => input,
  async *count({ input }) {
    yield 0
    if (input.text === 'broken') throw new Error('broken')
    for (let number = 1; number < Number(input.text); number++) yield number
  },
}

async function start(receipts: Partial<NonNullable<MinerOptions['receipts']>> | null = {}) {
  const clock = createManualClock({ date: Date.now() })
  let signatures = 0
  const keypair = {
    ...bob,
    sign(message: Uint8Array) {
      signatures++
      return bob.sign(message)
    },
  }
  const errors: SubnetError[] = []
  const server = await serveMiner({ protocol }, handlers, {
    hotkey: bob.address,
    admission: null,
    rateLimit: null,
    receipts: receipts && { keypair, clock, ...receipts },
    onError: (error) => errors.push(error),
  })
  return {
    server,
    clock,
    errors,
    signatures: () => signatures,
    [Symbol.asyncDispose]: () => server.close(),
  }
}

const clientOf = (receipts: MinerClientOptions['receipts'] = {}, more: Partial<MinerClientOptions> = {}) =>
  createMinerClient({ protocol }, { keypair: alice, receipts, ...more })

const textOf = (body: ExchangedBody) => `${Buffer.from(body as Uint8Array)}`

const codeOf = (action: () => unknown) => {
  try {
    action()
    return 'ok'
  } catch (error) {
    return isSubnetError(error) ? error.code : String(error)
  }
}

for (const sessions of ['off', 'require'] as const) {
  it(`proves the answers of a batch with one signature (sessions: ${sessions})`, async () => {
    await using miner = await start()
    await using client = clientOf({}, { sessions })
    const words = ['one', 'two', 'three']
    const named: unknown[] = []
    for (const word of words) {
      const result = await client.query(miner.server, 'echo', { text: word })
      expect(result.kind).toBe('ok')
      named.push(result.kind === 'ok' && result.exchange)
    }
    await miner.clock.advance(1_000)
    const { proven, outstanding, failure } = await client.collectReceipts!(miner.server)
    expect({ outstanding, failure }).toEqual({ outstanding: 0, failure: null })
    expect(miner.signatures()).toBe(1)
    for (const { receipt, ...exchange } of proven) {
      expect(receipt).toMatchObject({ caller: alice.address, miner: bob.address, count: 3 })
      expect(codeOf(() => verifyReceipt(receipt, exchange))).toBe('ok')
    }
    // Each result names the receipt that proves it.
    expect(proven.map(({ receipt: { request, body } }) => ({ request, body }))).toEqual(named)
    const said = proven.map(({ answer }) => JSON.parse(textOf(answer.body)).result.data.text)
    expect(said).toEqual(words)
    expect((await client.collectReceipts!(miner.server)).proven).toEqual([])
  })
}

for (const sessions of ['off', 'require'] as const) {
  it(`defect: receipts for binary answers were never collected (sessions: ${sessions})`, async () => {
    await using miner = await start()
    await using client = clientOf({}, { sessions })
    const result = await client.query(miner.server, 'flip', { image: new Uint8Array([1, 2, 3]) })
    if (result.kind === 'ok') releaseBytes(result.output)
    await miner.clock.advance(1_000)
    const { proven, outstanding } = await client.collectReceipts!(miner.server)
    expect({ kind: result.kind, proven: proven.length, outstanding }).toEqual({
      ...{ kind: 'ok', proven: 1, outstanding: 0 },
    })
    const [{ receipt, ...exchange }] = proven as [ProvenAnswer]
    expect(exchange.answer.body).toEqual({ sha256: receipt.body })
    expect(codeOf(() => verifyReceipt(receipt, exchange))).toBe('ok')
    const other = { ...exchange, answer: { status: 200, body: { sha256: sha256Hex('other') } } }
    expect(codeOf(() => verifyReceipt(receipt, other))).toBe('RECEIPT_INVALID')
    const read = proofSchema.parse(JSON.parse(formatProof({ receipt, ...exchange })))
    expect(read).toEqual({ receipt, ...exchange })
  })
}

it('defect: a client with receipts had to be asked if it collects any', async () => {
  await using collecting = createMinerClient({ protocol }, { keypair: alice, receipts: {} })
  await using plain = createMinerClient({ protocol }, { keypair: alice })
  expectTypeOf(collecting.collectReceipts).toBeFunction()
  expectTypeOf(plain.collectReceipts).extract<undefined>().toEqualTypeOf<undefined>()
  expect([typeof collecting.collectReceipts, typeof plain.collectReceipts]).toEqual(['function', 'undefined'])
})

it('whoever asks before the batch is signed waits for it; a full batch is signed at once', async () => {
  await using miner = await start({ maxAnswers: 3 })
  await using client = clientOf()
  await using other = clientOf(null, { keypair: dave })
  await client.query(miner.server, 'echo', { text: 'mine' })
  const collecting = client.collectReceipts!(miner.server)
  for (let asked = 0; asked < 2; asked++) await other.query(miner.server, 'echo', { text: 'full' })
  const { proven, failure } = await collecting
  expect(failure).toBeNull()
  expect(proven.map(({ receipt }) => receipt)).toMatchObject([{ index: 0, count: 3 }])
  expect(miner.signatures()).toBe(1)
})

it('a stream counts with all its chunk records once it has ended, and not if it fails', async () => {
  await using miner = await start()
  await using client = clientOf()
  expect(await client.query(miner.server, 'count', { text: '3' })).toMatchObject({ kind: 'ok' })
  expect(await client.query(miner.server, 'count', { text: 'broken' })).toMatchObject({ kind: 'refused' })
  await miner.clock.advance(1_000)
  const { proven, outstanding } = await client.collectReceipts!(miner.server)
  expect(outstanding).toBe(0)
  const [{ receipt, ...exchange } = { receipt: null as never }] = proven
  expect(textOf(proven[0]!.answer.body)).toBe('{"chunk":0}\n{"chunk":1}\n{"chunk":2}\n')
  expect(codeOf(() => verifyReceipt(receipt, exchange as never))).toBe('ok')
  expect(miner.server.receipts?.counts.answers).toBe(1)
})

it('a later answer carries receipts, once', async () => {
  const proven: ProvenAnswer[] = []
  await using miner = await start()
  await using client = clientOf({ onReceipt: (answer) => proven.push(answer) })
  await client.query(miner.server, 'echo', { text: 'first' })
  await miner.clock.advance(1_000)
  await client.query(miner.server, 'echo', { text: 'second' })
  await client.query(miner.server, 'echo', { text: 'third' })
  await new Promise(setImmediate)
  expect(proven.map(({ request }) => textOf(request.body))).toEqual(['{"text":"first"}'])
  expect(miner.server.receipts?.counts).toMatchObject({ answers: 3, batches: 1, kept: 1, dropped: 0 })
})

it('defect: a listener that throws does not accuse the miner, and loses no receipt', async () => {
  const accused: string[] = []
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  try {
    await using miner = await start()
    await using client = clientOf({
      onReceipt() {
        throw new Error('the disk is full')
      },
      onInvalid: ({ code }) => accused.push(code),
    })
    await client.query(miner.server, 'echo', { text: 'first' })
    await miner.clock.advance(1_000)
    const { proven } = await client.collectReceipts!(miner.server)
    expect(proven.map(({ request }) => textOf(request.body))).toEqual(['{"text":"first"}'])
    expect(accused).toEqual([])
    expect(warned.mock.calls.map(([error]) => (error as Error).message)).toEqual(['the disk is full'])
  } finally {
    warned.mockRestore()
  }
})

it('receipts go to the caller that asked, and only with an answer if it said so', async () => {
  await using miner = await start()
  const send = async (keypair: typeof alice, target: string, body: string, extra = {}) => {
    const signed = { method: 'POST', target, body: Buffer.from(body), receiver: bob.address }
    const headers: Record<string, string> = { ...signRequest({ keypair, ...signed }), ...extra }
    const response = await request(`${miner.server.url}${target}`, { method: 'POST', headers, body })
    const carried = response.headers[receiptsHeader.toLowerCase()]
    return { status: response.statusCode, carried, json: JSON.parse(await response.body.text()), headers }
  }
  const echo = '{"text":"hi"}'
  const { headers } = await send(alice, '/echo', echo)
  await miner.clock.advance(1_000)
  const text = ['btauth/1', 'sr25519', 'POST', '/echo', sha256Hex(echo), headers['X-Bittensor-Nonce']]
  const asked = sha256Hex([...text, alice.address, bob.address].join('\n'))
  const ask = JSON.stringify({ version: 'receipts/1', requests: [asked] })
  expect((await send(dave, receiptsTarget, ask)).json.result.data).toEqual({
    version: 'receipts/1',
    receipts: '',
  })
  expect((await send(dave, '/echo', echo, { [receiptsHeader]: 'receipts/1' })).carried).toBeUndefined()
  expect((await send(alice, '/echo', echo)).carried).toBeUndefined()
  expect((await send(alice, receiptsTarget, ask)).json.result.data.receipts).not.toBe('')
  for (const wrong of ['', '{}', JSON.stringify({ version: 'receipts/1', requests: [] })]) {
    expect((await send(alice, receiptsTarget, wrong)).json.error.data.subnetkit.code).toBe('BODY_MALFORMED')
  }
  const tooLong = JSON.stringify({ version: 'receipts/1', requests: Array(400).fill(asked) })
  expect((await send(alice, receiptsTarget, tooLong)).status).toBe(413)
})

it('a miner without receipts changes no result, and is asked in vain', async () => {
  await using miner = await start(null)
  await using client = clientOf()
  expect(await client.query(miner.server, 'echo', { text: 'hi' })).toMatchObject({ kind: 'ok' })
  const collected = await client.collectReceipts!(miner.server)
  expect(collected).toMatchObject({ proven: [], outstanding: 1, failure: { code: 'RECEIPTS_OFF' } })
})

it('a batch that cannot be signed is reported and costs no answer', async () => {
  const broken = (): never => {
    throw new Error('no key')
  }
  await using miner = await start({ keypair: { ...bob, sign: broken } })
  await using client = clientOf()
  expect(await client.query(miner.server, 'echo', { text: 'hi' })).toMatchObject({ kind: 'ok' })
  await miner.clock.advance(1_000)
  expect(miner.errors.map(({ code }) => code)).toEqual(['RECEIPTS_UNSIGNED'])
  expect(miner.server.receipts?.counts).toMatchObject({ unsigned: 1, kept: 0 })
  expect(await client.collectReceipts!(miner.server)).toMatchObject({ outstanding: 1, failure: null })
})

it('closing signs what is pending', async () => {
  const miner = await start()
  await using client = clientOf()
  await client.query(miner.server, 'echo', { text: 'hi' })
  expect(miner.signatures()).toBe(0)
  await client[Symbol.asyncDispose]()
  await miner.server.close()
  expect(miner.signatures()).toBe(1)
})

it('the key must be that of the miner, and the limits must make sense', async () => {
  for (const receipts of [{ keypair: dave }, { maxAnswers: 8_192 }, { maxKept: 100 }, { keepMs: 0 }]) {
    await expect(start(receipts)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  }
})

/** A receipt of one answer, with the exchange that it proves. */
function provenAnswer(keypair = bob) {
  const body = Buffer.from('{"text":"hi"}')
  const answer = { status: 200, body: Buffer.from('{"result":{"data":{"text":"HI"}}}') }
  const lines = ['btauth/1', 'sr25519', 'POST', '/echo', sha256Hex(body), '17', alice.address, bob.address]
  const request = { text: lines.join('\n'), body }
  const receipts = createServerReceipts({ keypair })
  return {
    request,
    answer,
    receipts,
    said: { caller: alice.address, requestText: request.text, status: 200 },
  }
}

it('defect: a miner that signs another answer than it sent is caught, with its signature as evidence', async () => {
  const { request, answer, receipts, said } = provenAnswer()
  const caught: [string, ProvenAnswer | null][] = []
  const collector = createReceiptCollector(
    { onInvalid: ({ code }, evidence) => caught.push([code, evidence]) },
    alice.address,
  )
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: 1 }
  receipts.note({ ...said, bodyHash: sha256Hex('something else') })
  receipts.flush()
  collector.note(endpoint, { request, answer }, undefined)
  collector.note(endpoint, { request: { ...request, text: 'later' }, answer }, carriedTo(receipts))
  const ask = async () => ({ data: null, failure: null })
  expect((await collector.collect(endpoint, ask)).proven).toEqual([])
  const [[code, evidence] = ['none', null]] = caught
  expect(code).toBe('RECEIPT_INVALID')
  expect(codeOf(() => checkReceipt(evidence!.receipt))).toBe('ok')
  expect(codeOf(() => verifyReceipt(evidence!.receipt, evidence!))).toBe('RECEIPT_INVALID')
})

const carriedTo = (receipts: ReturnType<typeof createServerReceipts>) =>
  Object.values(receipts.carry(alice.address))[0]

it('nothing in a receipt or its exchange can be changed', () => {
  const { request, answer, receipts, said } = provenAnswer()
  for (let other = 0; other < 4; other++)
    receipts.note({ ...said, requestText: `${other}`, bodyHash: sha256Hex('') })
  receipts.note({ ...said, bodyHash: sha256Hex(answer.body) })
  receipts.flush()
  const bytes = Buffer.from(carriedTo(receipts)!, 'base64url')
  const receipt = decodeReceipts(bytes, { caller: alice.address, miner: bob.address })!.at(-1)!
  expect(codeOf(() => verifyReceipt(receipt, { request, answer }))).toBe('ok')
  const changes: Partial<Record<keyof typeof receipt, unknown>>[] = [
    { version: 'receipts/2' },
    { caller: dave.address },
    { caller: 'nobody' },
    { miner: dave.address },
    { request: sha256Hex('other') },
    { status: 201 },
    { body: sha256Hex('other') },
    { time: receipt.time + 1 },
    { start: receipt.start - 1 },
    { end: receipt.end + 1 },
    { index: 0 },
    { count: 6 },
    { count: 4 },
    { path: [] },
    { path: [...receipt.path, sha256Hex('')] },
    { signature: `0x${'00'.repeat(64)}` },
    { signature: receipt.signature.replace(/^0x/, '') },
    { more: true } as object,
  ]
  for (const change of changes) {
    const changed = { ...receipt, ...change } as typeof receipt
    expect([change, codeOf(() => verifyReceipt(changed, { request, answer }))]).toEqual([
      change,
      'RECEIPT_INVALID',
    ])
  }
  const exchanges = [
    { request, answer: { ...answer, status: 500 } },
    { request, answer: { ...answer, body: Buffer.from('{}') } },
    { request: { ...request, body: Buffer.from('{}') }, answer },
    { request: { ...request, text: request.text.replace('/echo', '/other') }, answer },
  ]
  for (const exchange of exchanges) {
    expect(codeOf(() => verifyReceipt(receipt, exchange))).toBe('RECEIPT_INVALID')
  }
  expect(codeOf(() => verifyReceipt(null as never, { request, answer }))).toBe('RECEIPT_INVALID')
})

it('a miner cannot pass the request of one caller for that of another', () => {
  const { request, answer, receipts, said } = provenAnswer()
  receipts.note({ ...said, caller: dave.address, bodyHash: sha256Hex(answer.body) })
  receipts.flush()
  const [carried] = Object.values(receipts.carry(dave.address))
  const ends = { caller: dave.address, miner: bob.address }
  const [receipt] = decodeReceipts(Buffer.from(carried!, 'base64url'), ends)!
  expect(codeOf(() => checkReceipt(receipt!))).toBe('ok')
  expect(codeOf(() => verifyReceipt(receipt!, { request, answer }))).toBe('RECEIPT_INVALID')
})

it('whatever the bytes are, reading them never throws; a part of a receipt is none', () => {
  const { receipts, said } = provenAnswer()
  receipts.note({ ...said, bodyHash: sha256Hex('') })
  receipts.note({ ...said, bodyHash: sha256Hex('') })
  receipts.flush()
  const bytes = Buffer.from(carriedTo(receipts)!, 'base64url')
  const ends = { caller: alice.address, miner: bob.address }
  expect(decodeReceipts(bytes, ends)).toHaveLength(2)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(bytes.length - 1), fc.nat(255), (cut, at, byte) => {
      expect(decodeReceipts(bytes.subarray(0, cut), ends)).toEqual(cut === 0 ? [] : null)
      const changed = Buffer.from(bytes)
      changed[at] = byte
      const read = decodeReceipts(changed, ends)
      if (read && byte !== bytes[at]) {
        expect(read.map((receipt) => codeOf(() => checkReceipt(receipt)))).toContain('RECEIPT_INVALID')
      }
    }),
    { numRuns: 40 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (any) => void decodeReceipts(Buffer.from(any), ends)),
  )
})

it('after a restart nothing of before is known, and no receipt of before repeats', async () => {
  const { said, request, answer, receipts: before } = provenAnswer()
  before.note({ ...said, bodyHash: sha256Hex(answer.body) })
  const { receipts: after } = provenAnswer()
  const ask = Buffer.from(JSON.stringify({ version: 'receipts/1', requests: [sha256Hex(request.text)] }))
  expect(await after.answer(alice.address, ask)).toEqual({ version: 'receipts/1', receipts: '' })
  expect(after.carry(alice.address)).toEqual({})
})

it('defect: a receipt that nobody signed was called evidence against the miner', async () => {
  await using miner = await start()
  await using client = createMinerClient({ protocol }, { keypair: alice, receipts: {} })
  await client.query(miner.server, 'echo', { text: 'x' })
  await miner.clock.advance(1_000)
  const { proven } = await client.collectReceipts(miner.server)
  const [{ receipt, ...exchange }] = proven as [ProvenAnswer]
  const fixFor = (signature: string, status: number) => {
    try {
      verifyReceipt({ ...receipt, signature }, { ...exchange, answer: { ...exchange.answer, status } })
    } catch (error) {
      return (error as SubnetError).fix
    }
    return null
  }
  expect(fixFor(receipt.signature, 200)).toBeNull()
  const unsigned = fixFor(`0x${'11'.repeat(64)}`, 201)
  expect(unsigned).toMatch(/^Discard/)
  expect(fixFor(receipt.signature, 201)).not.toBe(unsigned)
})
