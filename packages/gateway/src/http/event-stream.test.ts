import { createManualClock } from '@subnetkit/base/testing'
import { APIError } from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeMiner, fakeModel, malformed, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

const clock = createManualClock()
const ask = { model: 'text', stream: true as const, messages: [{ role: 'user' as const, content: 'Hi' }] }
let answer = (_: Awaited<ReturnType<FakeMiner>>) => {}
let test: TestGateway
/** Timers of a gateway without requests. */
let idle = 0
beforeAll(async () => {
  const slow: FakeMiner = () =>
    new Promise((resolve) => {
      answer = resolve
    })
  test = await startTestGateway({ models: [fakeModel([slow])], receipts: null, clock })
  idle = clock.pending
})
afterAll(() => test[Symbol.asyncDispose]())

it('a stream that waits begins with comments, which clients pass over (mnfst 2053)', async () => {
  const waiting = test.post(ask)
  await clock.timers(idle + 1)
  await clock.advance(5_000)
  const response = await waiting
  expect(response.status).toBe(200)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  // Nothing on the way keeps it until there is more (dstack 4269, koboldcpp 1168).
  let text = (await reader.read()).value ?? ''
  expect(text).toBe(': waiting\n\n')
  await clock.advance(20_000)
  answer(ok('At last.'))
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value
  expect(text.startsWith(': waiting\n\n: waiting\n\n: waiting\n\ndata: {')).toBe(true)
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  expect(clock.pending).toBe(idle)
})

it('an error after the headers is a frame with its text, and no finish (OmniRoute 8210, local-operator 223, openclaude 1174, vercel/ai 2698, openai-python 1160)', async () => {
  const asking = test.client.chat.completions.create(ask)
  await clock.timers(idle + 1)
  await clock.advance(5_000)
  const stream = await asking
  answer(malformed)
  const chunks: unknown[] = []
  const reading = (async () => {
    for await (const chunk of stream) chunks.push(chunk)
  })()
  const error = await reading.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(APIError)
  expect(error).toMatchObject({ code: 'no_valid_answer', type: 'upstream_error' })
  expect(String(error)).toContain('usable answer')
  expect(chunks).toEqual([])
})
