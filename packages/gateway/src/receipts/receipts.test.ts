import { createHash } from 'node:crypto'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueKey } from '../keys/issue-key.js'
import { absent, fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import type { ReceiptFile } from './receipt.js'
import { flawOfSeal } from './seal.js'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const keypair = createKeypair('//Gateway')
const genesis = `0x${'ab'.repeat(32)}`
const signer = { address: keypair.address, sign: (text: string) => keypair.sign(Buffer.from(text)) }
const ask = { model: 'text', messages: [{ role: 'user', content: 'Where is the tower?' }] }

let test: TestGateway
let failing = 0
beforeAll(async () => {
  // Whichever is asked first: a fast miner keeps an untried one from being asked.
  const miner = () => (failing-- > 0 ? absent : ok('In Paris.'))
  const miners = [miner, miner]
  test = await startTestGateway({
    models: [fakeModel(miners, { netuid: 7 })],
    receipts: { signer, genesis },
  })
})
afterAll(() => test[Symbol.asyncDispose]())

async function receiptOf(response: Response): Promise<ReceiptFile> {
  await response.text()
  const found = await test.send(`/v1/receipts/${response.headers.get('x-subnet-receipt')}`)
  expect(found.status).toBe(200)
  return (await found.json()) as ReceiptFile
}

describe('the receipt of an answer', () => {
  it('states who answered, how, and hashes of what was said, signed by the gateway', async () => {
    const response = await test.post(ask)
    const requestId = response.headers.get('x-request-id')
    const { receipt, seal } = await receiptOf(response)
    expect(receipt).toMatchObject({
      ...{ version: 'answers/1', requestId, gateway: keypair.address, genesis, netuid: 7 },
      ...{ model: 'text', mode: 'plain', synapse: 'complete', stale: false, parent: null, calls: [] },
      answers: [{ sha256: hash('In Paris.'), by: [receipt.miners.length - 1] }],
      charged: Number(response.headers.get('x-subnet-cost')),
    })
    expect(receipt.miners.at(-1)).toMatchObject({ outcome: 'good', latencyMs: 10 })
    expect(flawOfSeal(receipt, seal!)).toBeNull()
    expect(flawOfSeal({ ...receipt, charged: 0 }, seal!)).not.toBeNull()
  })

  it('is named before the first frame of a stream, and has the hash of its text', async () => {
    const response = await test.post({ ...ask, stream: true })
    const { receipt } = await receiptOf(response)
    expect(receipt.answers).toMatchObject([{ sha256: hash('In Paris.') }])
  })

  it('has neither the question nor the answer in it', async () => {
    const text = JSON.stringify(await receiptOf(await test.post(ask)))
    for (const word of ['tower', 'Paris']) expect(text).not.toContain(word)
  })

  it('has the same hash for the same request in another layout', async () => {
    const [one, other] = [
      await receiptOf(await test.post(ask)),
      await receiptOf(await test.post(`{ "messages": ${JSON.stringify(ask.messages)}, "model": "text" }`)),
    ]
    expect(one.receipt.request).toBe(other.receipt.request)
  })

  it('names the receipt of the request that it was made for', async () => {
    const first = await receiptOf(await test.post(ask))
    const headers = { 'x-subnet-parent': first.receipt.id }
    const second = await receiptOf(await test.post(ask, { headers }))
    expect(second.receipt.parent).toBe(first.receipt.id)
    const odd = await receiptOf(await test.post(ask, { headers: { 'x-subnet-parent': 'anything' } }))
    expect(odd.receipt.parent).toBeNull()
  })

  it('names the receipts of answers that the request was made of', async () => {
    const calls = [{ gateway: 'https://other.example/v1', receipt: 'rcpt_1' }]
    const { receipt } = await receiptOf(
      await test.post(ask, { headers: { 'x-subnet-calls': JSON.stringify(calls) } }),
    )
    expect(receipt.calls).toEqual(calls)
  })

  it('is shown to the key that paid for it alone', async () => {
    const response = await test.post(ask)
    const { receipt } = await receiptOf(response)
    const { key } = await issueKey(test.gateway, { name: 'other' })
    const path = `/v1/receipts/${receipt.id}`
    const other = await test.send(path, { headers: { authorization: `Bearer ${key}` } })
    const none = await test.send(`/v1/receipts/rcpt_${'A'.repeat(32)}`)
    expect([other.status, none.status]).toEqual([404, 404])
    expect(await other.json()).toMatchObject({ error: { code: 'receipt_not_found' } })
    expect((await test.send(path, { headers: { authorization: '' } })).status).toBe(401)
  })

  it('names miners that failed as well', async () => {
    failing = 1
    for (let tries = 0; tries < 40; tries++) {
      const { receipt } = await receiptOf(await test.post(ask))
      if (receipt.miners.length === 1) continue
      expect(receipt.miners).toMatchObject([{ outcome: 'late', reason: 'first' }, { outcome: 'good' }])
      expect(receipt.answers[0]?.by).toEqual([1])
      return
    }
    throw new Error('the failing miner was never asked')
  })
})

it('names no receipt where they are off', async () => {
  await using off = await startTestGateway({ models: [fakeModel([() => ok('Yes.')])], receipts: null })
  const response = await off.post(ask)
  expect(response.headers.has('x-subnet-receipt')).toBe(false)
  expect((await off.send(`/v1/receipts/rcpt_${'A'.repeat(32)}`)).status).toBe(404)
})

it('defect: a miner that left while it answered was stated for a block at which it was gone', async () => {
  const left = { isGone: false }
  const model = fakeModel([
    () => {
      left.isGone = true
      return ok('Yes.')
    },
  ])
  const { miners } = model.candidates()
  const candidates = () =>
    left.isGone ? { stale: false, miners: [], block: 11 } : { stale: false, miners, block: 10 }
  await using gateway = await startTestGateway({ models: [{ ...model, candidates }] })
  const response = await gateway.post(ask)
  await response.text()
  const found = await gateway.send(`/v1/receipts/${response.headers.get('x-subnet-receipt')}`)
  expect(await found.json()).toMatchObject({ receipt: { block: 10, miners: [{ outcome: 'good' }] } })
})
