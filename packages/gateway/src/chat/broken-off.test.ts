import { createHash } from 'node:crypto'
import { createManualClock } from '@subnetkit/base/testing'
import { describe, expect, it } from 'vitest'
import { receiptFileSchema } from '../receipts/receipt.js'
import { verifyAnswer } from '../receipts/verify-answer.js'
import { fakeModel } from '../testing/fake-model.js'
import { gate } from '../testing/gate.js'
import { altered, type LiveMiner, liveModel, stalled } from '../testing/live-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

const streamed = { model: 'text', messages: [{ role: 'user' as const, content: 'Hello' }], stream: true }
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

async function receiptOf(test: TestGateway, response: Response) {
  const id = response.headers.get('x-subnet-receipt')
  let found = await test.send(`/v1/receipts/${id}`)
  // A client that leaves is gone before its request has ended.
  for (let tries = 0; found.status === 404 && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    found = await test.send(`/v1/receipts/${id}`)
  }
  expect(found.status).toBe(200)
  return receiptFileSchema.parse(await found.json())
}
const spentBy = async ({ gateway, keyId }: TestGateway) =>
  (await gateway.ledger.read([`key:${keyId}`]))[0]?.spent

describe('defect: a stream that is not whole named a receipt that did not exist', () => {
  it.each([
    ['stalls', stalled, 'upstream_timeout', 'late'],
    ['is not what was signed', altered, 'no_valid_answer', 'unusable'],
  ] as const)(
    'and %s: it states what was sent, by whom, and that it cost nothing',
    async (_, end, code, outcome) => {
      const breaks: LiveMiner = async function* () {
        yield { text: 'The sea \ud83d\uddfc\ud83d' }
        return end
      }
      await using test = await startTestGateway({ models: [liveModel([breaks])] }, { cap: 10_000n })
      const response = await test.post(streamed)
      const saved = await response.text()
      const file = await receiptOf(test, response)
      expect(file.receipt).toMatchObject({
        ...{ answers: [], charged: 0, synapse: 'stream', miners: [{ hotkey: 'miner-0', outcome }] },
        brokenOff: { outcome: code, bytes: 12, sha256: hash('The sea 🗼'), by: 0 },
      })
      const checks = (answer: string) => verifyAnswer(file, { answer }).checks
      expect(checks(saved)).toContainEqual(expect.objectContaining({ subject: 'answer', proven: true }))
      expect(checks(saved)).toContainEqual(expect.objectContaining({ subject: 'answer', proven: false }))
      const invalid = expect.objectContaining({ code: 'ANSWER_UNPROVEN' })
      for (const other of ['The sea', saved.replace('sea', 'see')])
        expect(() => checks(other)).toThrow(invalid)
    },
  )

  it('since its client left: it states what that pays for', async () => {
    const miner: LiveMiner = async function* () {
      yield { text: 'twelve bytes' }
      await new Promise(() => {})
    }
    await using test = await startTestGateway({ models: [liveModel([miner])] }, { cap: 10_000n })
    const leaving = new AbortController()
    const response = await test.post(streamed, { signal: leaving.signal })
    const reader = response.body!.getReader()
    let saved = ''
    while (!saved.includes('twelve')) saved += Buffer.from((await reader.read()).value!).toString()
    leaving.abort()
    const file = await receiptOf(test, response)
    expect(file.receipt).toMatchObject({
      ...{ answers: [], charged: 15, miners: [{ hotkey: 'miner-0', outcome: 'cancelled' }] },
      brokenOff: { outcome: 'left', bytes: 12, sha256: hash('twelve bytes'), by: 0 },
    })
    expect(await spentBy(test)).toBe(15n)
    const stated = (answer: string) => verifyAnswer(file, { answer }).checks.map(({ proven }) => proven)
    expect(stated(saved)).toContain(true)
    // Less may have reached it than was sent.
    expect(stated('twelve')).not.toContain(true)
    expect(stated(': waiting\n\n')).not.toContain(true)
  })

  it.each([
    [
      'is passed on',
      (miner: () => Promise<void>) =>
        liveModel([
          async function* () {
            await miner()
            yield* []
            return stalled
          },
        ]),
    ],
    [
      'is cut from a whole answer',
      (miner: () => Promise<void>) =>
        fakeModel([
          async () => {
            await miner()
            return { kind: 'malformed', code: 'RESPONSE_MALFORMED', reason: 'no JSON', latencyMs: 1 }
          },
        ]),
    ],
  ] as const)('after a comment in place of its first frame, if it %s', async (_, modelOf) => {
    const clock = createManualClock()
    const [asked, answers] = [gate(), gate()]
    const miner = async () => {
      asked.open()
      await answers.opened
    }
    await using test = await startTestGateway({ models: [modelOf(miner)], clock, receipts: {} })
    const sent = test.post(streamed)
    await asked.opened
    await clock.advance(5_000)
    const response = await sent
    answers.open()
    expect(await response.text()).toMatch(/^: waiting\n\ndata: \{"error"/)
    const { receipt } = await receiptOf(test, response)
    expect(receipt).toMatchObject({
      ...{ answers: [], charged: 0 },
      brokenOff: {
        outcome: expect.stringMatching(/^(upstream_timeout|no_valid_answer)$/),
        bytes: 0,
        by: null,
      },
    })
  })
})

describe('defect: a request with an idempotency key was charged again when it was repeated, if its client had left', () => {
  it.each([
    ['before the first part of a stream', streamed],
    ['before its answer', { ...streamed, stream: false }],
  ])('%s', async (_, body) => {
    const [asked, left] = [gate(), gate()]
    let asks = 0
    const miner: LiveMiner = async function* (_prompt, signal) {
      asks++
      asked.open()
      await left.opened
      expect(signal.aborted).toBe(false)
      yield { text: 'The sea', finish: 'stop' }
    }
    await using test = await startTestGateway({ models: [liveModel([miner])] }, { cap: 10_000n })
    const headers = { 'idempotency-key': 'one' }
    const leaving = new AbortController()
    const first = test.post(body, { headers, signal: leaving.signal })
    await asked.opened
    leaving.abort()
    await expect(first).rejects.toThrow()
    // Long enough for the gateway to see it.
    await test.send('/healthz')
    left.open()
    const again = await test.post(body, { headers })
    expect(again.headers.get('x-subnet-replayed')).toBe('true')
    expect(await again.text()).toContain('The sea')
    expect([asks, await spentBy(test)]).toEqual([1, 14n])
    expect((await receiptOf(test, again)).receipt).toMatchObject({ charged: 14, answers: [{ by: [0] }] })
  })

  it('and goes on for those alone: without a key its miner is stopped, and its prompt paid for', async () => {
    const [asked, stopped] = [gate(), gate()]
    const miner: LiveMiner = async function* (_prompt, signal) {
      signal.addEventListener('abort', stopped.open)
      asked.open()
      await new Promise(() => {})
      yield { text: '' }
    }
    await using test = await startTestGateway({ models: [liveModel([miner])] }, { cap: 10_000n })
    const leaving = new AbortController()
    const sent = test.post(streamed, { signal: leaving.signal })
    await asked.opened
    leaving.abort()
    await expect(sent).rejects.toThrow()
    await stopped.opened
    await expect.poll(() => spentBy(test)).toBe(12n)
  })
})
