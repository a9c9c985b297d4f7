import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { absent, fakeModel, malformed, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

const text = 'Grüße aus 東京 🗼, and a text that is long enough for several frames.'
const messages = [{ role: 'user', content: 'Hello' }] as const
const ask = { model: 'text', messages: [...messages] }

describe('the unmodified openai client', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway({ models: [fakeModel([() => ok(text)])] })
  })
  afterAll(() => test[Symbol.asyncDispose]())

  it('gets an answer at once', async () => {
    const answer = await test.client.chat.completions.create(ask)
    expect(answer).toMatchObject({ object: 'chat.completion', model: 'text' })
    expect(answer.choices).toEqual([
      expect.objectContaining({ index: 0, finish_reason: 'stop', logprobs: null }),
    ])
    expect(answer.choices[0]?.message).toMatchObject({ role: 'assistant', content: text, refusal: null })
    const { prompt_tokens = 0, completion_tokens = 0, total_tokens } = answer.usage ?? {}
    expect(prompt_tokens).toBeGreaterThan(0)
    expect(total_tokens).toBe(prompt_tokens + completion_tokens)
  })

  it('gets the same answer as a stream, with the usage where it asks for it', async () => {
    const stream = await test.client.chat.completions.create({
      ...{ ...ask, stream: true, stream_options: { include_usage: true } },
    })
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(text)
    expect(chunks.filter(({ choices }) => choices[0]?.finish_reason)).toHaveLength(1)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('lists and finds models, also one whose id has a slash', async () => {
    await using slashed = await startTestGateway({
      models: [fakeModel([() => ok('yes')], { id: 'org/text', aliases: ['gpt-4o-mini'] })],
    })
    const ids = (await slashed.client.models.list()).data.map(({ id }) => id)
    expect(ids).toEqual(['org/text', 'gpt-4o-mini'])
    expect(await slashed.client.models.retrieve('org/text')).toMatchObject({
      id: 'org/text',
      object: 'model',
    })
    expect(await (await slashed.send('/v1/models/org/text')).json()).toMatchObject({ id: 'org/text' })
  })

  it('sees the error of a wrong key, a model that does not exist and a wrong value', async () => {
    const stranger = new OpenAI({
      baseURL: `${test.gateway.url}/v1`,
      apiKey: 'sn_live_x',
      maxRetries: 0,
      fetch: test.fetch,
    })
    await expect(stranger.chat.completions.create(ask)).rejects.toMatchObject({
      ...{ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' },
      requestID: expect.stringMatching(/^req_/),
    })
    await expect(test.client.chat.completions.create({ ...ask, model: 'none' })).rejects.toMatchObject({
      ...{ status: 404, code: 'model_not_found', param: 'model' },
    })
    await expect(test.client.chat.completions.create({ ...ask, temperature: 3 })).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid_value', param: 'temperature' },
    })
  })

  it('is answered by the next miner when one fails', async () => {
    await using failing = await startTestGateway({
      models: [fakeModel([() => absent, () => malformed, () => ok('third')])],
    })
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => failing.client.chat.completions.create(ask)),
    )
    expect(answers.map(({ choices }) => choices[0]?.message.content)).toEqual(Array(6).fill('third'))
  })

  it.each([
    ['no usable answer', () => malformed, 502, 'no_valid_answer'],
    ['no answer in time', () => absent, 504, 'upstream_timeout'],
  ] as const)('sees %s with its status, streamed or not', async (_, miner, status, code) => {
    await using failing = await startTestGateway({ models: [fakeModel([miner, miner, miner])] })
    for (const stream of [false, true]) {
      const asking = failing.client.chat.completions.create({ ...ask, stream })
      await expect(asking).rejects.toMatchObject({ status, code })
    }
  })

  it('retries by itself when no miner can be asked', async () => {
    const model = fakeModel([() => ok('there')])
    let isThere = false
    const candidates = () => (isThere ? model.candidates() : { miners: [], stale: false })
    await using late = await startTestGateway({ models: [{ ...model, candidates }] })
    const statuses: number[] = []
    const patient = new OpenAI({
      ...{ baseURL: `${late.gateway.url}/v1`, apiKey: late.key, maxRetries: 1 },
      async fetch(url, init) {
        const { body, status, headers } = await late.fetch(url, init)
        statuses.push(status)
        isThere = true
        const soon = headers.has('retry-after') ? { 'retry-after-ms': '1' } : {}
        return new Response(body, { status, headers: { ...Object.fromEntries(headers), ...soon } })
      },
    })
    const { data, response } = await patient.chat.completions.create(ask).withResponse()
    expect(statuses).toEqual([503, 200])
    expect(data.choices[0]?.message.content).toBe('there')
    expect(response.headers.get('x-subnet-miners')).toBe('miner-0')
  })

  it('is answered while the chain is away, and the answer says so', async () => {
    const model = fakeModel([() => ok('still')])
    const candidates = () => ({ ...model.candidates(), stale: true })
    await using alone = await startTestGateway({ models: [{ ...model, candidates }] })
    const { response } = await alone.client.chat.completions.create(ask).withResponse()
    expect(response.headers.get('x-subnet-metagraph')).toBe('stale')
  })

  it('gets answers of several miners as choices', async () => {
    await using many = await startTestGateway({
      models: [fakeModel([() => ok('a'), () => ok('b'), () => ok('c')])],
    })
    const { choices, usage } = await many.client.chat.completions.create({ ...ask, n: 3 })
    expect(choices.map(({ message }) => message.content).toSorted()).toEqual(['a', 'b', 'c'])
    expect(usage?.completion_tokens).toBe(3)
    const texts = ['', '', '']
    for await (const chunk of await many.client.chat.completions.create({ ...ask, n: 3, stream: true }))
      for (const { index, delta } of chunk.choices) texts[index] += delta.content ?? ''
    expect(texts.toSorted()).toEqual(['a', 'b', 'c'])
    await expect(many.client.chat.completions.create({ ...ask, n: 4 })).rejects.toMatchObject({ param: 'n' })
  })

  it('stops the miners when it leaves, and is charged for the prompt (llama.cpp 24496, LiteLLM 17364)', async () => {
    const aborted = resolvers()
    const begun = resolvers()
    const slow = fakeModel([
      (_, { signal }) =>
        new Promise((resolve) => {
          begun.resolve()
          signal.addEventListener('abort', () => {
            aborted.resolve()
            resolve(absent)
          })
        }),
    ])
    await using waiting = await startTestGateway({ models: [slow] }, { cap: 10_000n })
    const leaving = new AbortController()
    const asking = waiting.client.chat.completions.create(ask, { signal: leaving.signal })
    await begun.promise
    leaving.abort()
    await expect(asking).rejects.toThrow()
    await aborted.promise
    await expect
      .poll(async () => (await waiting.gateway.ledger.read([`key:${waiting.keyId}`]))[0])
      .toMatchObject({ reserved: 0n, spent: 12n })
  })
})

/** A promise, and the function that resolves it. */
function resolvers() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}
