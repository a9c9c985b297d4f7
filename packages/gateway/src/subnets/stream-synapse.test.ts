import { createManualClock } from '@subnetkit/base/testing'
import { callHeaders, type QueryResult } from '@subnetkit/core'
import { expect, it } from 'vitest'
import type { GatewayOptions } from '../gateway-options.js'
import type { GatewayModel } from '../model.js'
import { verifyAnswer } from '../receipts/verify-answer.js'
import { gate } from '../testing/gate.js'
import { altered, type LiveMiner, liveModel, liveProtocol } from '../testing/live-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

const chunks = [{ text: 'The\n' }, { text: ' 🗼 sea', finish: 'stop' }]
const frames = (text: string) =>
  text
    .split('\n\n')
    .flatMap((one) => (one.startsWith('data: {') ? [JSON.parse(one.slice('data: '.length)) as object] : []))
const writes: LiveMiner = async function* () {
  yield* chunks as { text: string }[]
}
const start = (
  miners: readonly LiveMiner[],
  more: Partial<GatewayModel> = {},
  options: Partial<GatewayOptions> = {},
) => {
  const price = { fixed: 10, perThousandTokens: 1_000 }
  const model = liveModel(miners, { protocol: liveProtocol, price, ...more })
  return startTestGateway({ models: [model], ...options }, { cap: 1_000_000n })
}
const stream = ({ send }: TestGateway, headers: Record<string, string> = {}, more: RequestInit = {}) =>
  send('/subnets/text/stream', {
    ...{ method: 'POST', body: '{"prompt":"Hi"}', ...more },
    headers: { accept: 'text/event-stream', ...headers },
  })
const fileOf = async ({ send }: TestGateway, { headers }: Response) => {
  const found = await send(`/v1/receipts/${headers.get('x-subnet-receipt')}`)
  return { status: found.status, file: (await found.json()) as { receipt: { charged: number } } }
}

it('is answered chunk by chunk to a client that accepts events, and its end has the cost', async () => {
  await using test = await start([writes])
  const response = await stream(test)
  expect(response.headers.get('x-subnet-miners')).toBe('miner-0')
  expect(response.headers.get('traceparent')).toMatch(/^00-/)
  const saved = await response.text()
  const { file } = await fileOf(test, response)
  const end = { end: { cost: file.receipt.charged, miners: ['miner-0'] } }
  expect(frames(saved)).toEqual([...chunks.map((chunk) => ({ chunk })), end])
  const proven = expect.objectContaining({ subject: 'answer 0', proven: true })
  expect(verifyAnswer(file, { answer: saved }).checks).toContainEqual(proven)
  expect(() => verifyAnswer(file, { answer: saved.replace('sea', 'see') })).toThrow(
    expect.objectContaining({ code: 'ANSWER_UNPROVEN' }),
  )
})

it('passes a chunk on before the next one is there', async () => {
  const read = gate()
  const waits: LiveMiner = async function* () {
    yield { text: 'first' }
    await read.opened
    yield { text: 'second' }
  }
  await using test = await start([waits])
  let text = ''
  for await (const piece of (await stream(test)).body!) {
    text += Buffer.from(piece as Uint8Array).toString()
    if (text.includes('first')) read.open()
  }
  expect(frames(text).slice(0, 2)).toEqual([{ chunk: { text: 'first' } }, { chunk: { text: 'second' } }])
})

it('may have no chunks', async () => {
  await using test = await start([async function* () {}])
  const response = await stream(test)
  const saved = await response.text()
  expect(frames(saved)).toEqual([{ end: { cost: expect.any(Number), miners: ['miner-0'] } }])
  const { file } = await fileOf(test, response)
  expect(verifyAnswer(file, { answer: saved }).checks).toContainEqual(
    expect.objectContaining({ subject: 'answer 0', proven: true }),
  )
})

it('is whole where its client accepts anything, or comes in frames of a model that does not stream', async () => {
  const query = async (): Promise<QueryResult<unknown>> => ({ kind: 'ok', output: chunks, latencyMs: 1 })
  await using test = await start([writes], { query, stream: undefined })
  const whole = await stream(test, { accept: '*/*' })
  expect(await whole.json()).toEqual({ result: { data: chunks } })
  const cut = await stream(test)
  expect(frames(await cut.text()).slice(0, 2)).toEqual(chunks.map((chunk) => ({ chunk })))
})

it('ends in the error of tRPC where its miner breaks off, and costs nothing', async () => {
  const breaks: LiveMiner = async function* () {
    yield { text: 'The' }
    return altered
  }
  await using test = await start([breaks])
  const response = await stream(test)
  const saved = await response.text()
  expect(frames(saved)).toEqual([
    { chunk: { text: 'The' } },
    {
      error: expect.objectContaining({ data: expect.objectContaining({ httpStatus: 502, path: 'stream' }) }),
    },
  ])
  expect(saved).not.toContain('[DONE]')
  const { file } = await fileOf(test, response)
  expect(file.receipt).toMatchObject({ charged: 0, brokenOff: { outcome: 'no_valid_answer' } })
  expect(verifyAnswer(file, { answer: saved }).checks).toContainEqual(
    expect.objectContaining({ subject: 'answer', detail: 'the beginning that the receipt is for' }),
  )
})

it('stops its miner when its client leaves, who pays for what has come', async () => {
  const stopped = gate()
  const endless: LiveMiner = async function* (_, signal) {
    signal.addEventListener('abort', stopped.open)
    yield { text: 'The' }
    await new Promise(() => {})
  }
  await using test = await start([endless])
  const leaving = new AbortController()
  const response = await stream(test, {}, { signal: leaving.signal })
  for await (const _ of response.body!) break
  leaving.abort()
  await stopped.opened
  await expect
    .poll(() => fileOf(test, response))
    .toMatchObject({
      file: { receipt: { brokenOff: { outcome: 'left', bytes: 15 } } },
    })
})

it('ends at the deadline of its call, which is not taken for a client that left', async () => {
  const clock = createManualClock({ date: 1_000 })
  const slow: LiveMiner = async function* () {
    yield { text: 'The' }
    void clock.advance(50)
    await new Promise(() => {})
  }
  await using test = await start([slow], {}, { clock })
  const response = await stream(test, { [callHeaders.deadline]: '1050' })
  const [, last] = frames(await response.text())
  expect(last).toMatchObject({ error: { data: { httpStatus: 504 } } })
  const { file } = await fileOf(test, response)
  expect(file.receipt).toMatchObject({ brokenOff: { outcome: 'upstream_timeout' } })
})

it('has an error with its status before the first chunk', async () => {
  const silent: LiveMiner = async function* () {
    yield* []
    return altered
  }
  await using test = await start([silent])
  const refused = await stream(test)
  expect(refused.status).toBe(502)
  expect(await refused.json()).toMatchObject({ error: { data: { httpStatus: 502 } } })
})

it('is another request than the same one at once, by an idempotency key', async () => {
  await using test = await start([writes])
  const named = { 'idempotency-key': 'one' }
  expect((await stream(test, named)).status).toBe(200)
  expect((await stream(test, { ...named, accept: '*/*' })).status).toBe(400)
  const replayed = await stream(test, named)
  expect(replayed.headers.get('x-subnet-replayed')).toBe('true')
  expect(frames(await replayed.text())).toHaveLength(3)
})
