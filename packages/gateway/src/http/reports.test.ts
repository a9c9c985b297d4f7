import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

// Incompatibilities that were reported to other servers, each with its issue.

const messages = [{ role: 'user', content: 'Hello' }]
const ask = { model: 'text', messages }
let test: TestGateway
let answer = 'Fine.'
let finish: 'stop' | 'length' = 'stop'
beforeAll(async () => {
  test = await startTestGateway({
    models: [fakeModel([() => ok(answer, finish)])],
    maxBodyBytes: 10_000,
    origins: ['https://app.example'],
  })
})
afterAll(() => test[Symbol.asyncDispose]())

/** Data of a stream's frames, as they are on the wire. */
async function frames(body: object): Promise<readonly string[]> {
  const response = await test.post({ ...ask, stream: true, ...body })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  return (await response.text()).split('\n\n').filter(Boolean)
}
const parsed = async (body: object = {}) =>
  (await frames(body))
    .filter((frame) => frame !== 'data: [DONE]')
    .map((frame) => JSON.parse(frame.slice('data: '.length)))
async function errorOf(response: Response) {
  const { error } = (await response.json()) as { readonly error: object }
  return { status: response.status, ...error }
}
/** Body of a completion. */
async function bodyOf(response: Response) {
  return (await response.json()) as {
    readonly choices: readonly {
      readonly finish_reason: string
      readonly message: { readonly content: string }
    }[]
  }
}

describe('streams', () => {
  it('have the usage only where it is asked for, with choices (cline 8518, ATOM 1711, osaurus 1661)', async () => {
    const plain = await parsed()
    expect(plain.every(({ choices }) => choices.length === 1)).toBe(true)
    expect(plain.some((chunk) => 'usage' in chunk)).toBe(false)
    const counted = await parsed({ stream_options: { include_usage: true } })
    expect(counted.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
    expect(counted.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
  })

  it('end with one finish for each choice and [DONE] (opencode 39968, gcli2api 403, LightLLM 130)', async () => {
    const all = await frames({})
    expect(all.at(-1)).toBe('data: [DONE]')
    const finishes = (await parsed()).map(({ choices }) => choices[0].finish_reason)
    expect(finishes.filter(Boolean)).toEqual(['stop'])
    expect(finishes.at(-1)).toBe('stop')
  })

  it('have the same finish as an answer at once (Ollama 7963, LiteLLM 35663)', async () => {
    finish = 'length'
    const body = await bodyOf(await test.post(ask))
    const chunks = await parsed()
    finish = 'stop'
    expect([body.choices[0]?.finish_reason, chunks.at(-1).choices[0].finish_reason]).toEqual([
      'length',
      'length',
    ])
  })

  it('have no null where clients expect a value (vercel/ai 1865, 2548)', async () => {
    for (const { choices } of await parsed()) {
      expect(Object.values(choices[0].delta)).not.toContain(null)
      expect(choices[0].delta).not.toHaveProperty('tool_calls')
    }
  })

  it('cut between code points only (aisix 111, Fabric 2203, eliza 30904)', async () => {
    answer = '🗼東é'.repeat(40)
    const pieces = (await parsed()).map(({ choices }) => choices[0].delta.content ?? '')
    expect(pieces.join('')).toBe(answer)
    expect(pieces.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([])
    answer = 'Fine.'
  })

  it('are neither buffered nor compressed by a proxy (dstack 4269, rootjs 1209)', async () => {
    const { headers } = await test.post({ ...ask, stream: true }, { headers: { 'accept-encoding': 'gzip' } })
    expect(headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(headers.get('x-accel-buffering')).toBe('no')
    expect(headers.has('content-encoding')).toBe(false)
  })
})

describe('requests', () => {
  it.each([
    [
      'nulls (vLLM 19862, ChatDev 344)',
      { max_tokens: null, stop: null, temperature: null, tools: null, n: null },
    ],
    ['unknown fields (voideditor 128)', { made_up: 1, frequency_penalty: 0.5 }],
    [
      'both names of the limit (llama-cpp-python 1907, OpenOats 319)',
      { max_tokens: 5, max_completion_tokens: 6 },
    ],
    [
      'content parts (GenieX 683, lemonade 629)',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
    ],
    [
      'an assistant that said nothing',
      {
        messages: [
          {
            ...{ role: 'assistant', content: null },
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'b', arguments: '{}' } }],
          },
          ...messages,
        ],
      },
    ],
    ['an empty stop (VisualChatGPTStudio 92)', { stop: '' }],
    ['a stop of several texts', { stop: ['a', 'b'] }],
    ['far more tokens than there are', { max_tokens: 15_000 }],
    [
      'what services know, and subnets do not need',
      { user: 'x', store: true, metadata: {}, service_tier: 'auto', seed: 1 },
    ],
    ['the role of developers', { messages: [{ role: 'developer', content: 'Be brief.' }, ...messages] }],
    ['empty lists of tools', { tools: [], functions: [] }],
  ])('may have %s', async (_, more) => {
    const response = await test.post({ ...ask, ...more })
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'Fine.' } }] })
  })

  it('are answered with the fields that were ignored', async () => {
    const response = await test.post({ ...ask, made_up: 1, 'bad\nname': 2 })
    expect(response.headers.get('x-subnet-ignored-fields')).toBe('made_up')
  })

  it.each([
    ['tools', { tools: [{ type: 'function' }] }],
    ['logprobs', { logprobs: true }],
    ['audio', { audio: {} }],
    ['n', { n: 100 }],
    [
      'messages[0].content[1]',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'image_url' }] }] },
    ],
  ])('are refused where they need %s (llama-cpp-python 1787, vLLM 4795)', async (param, more) => {
    const error = await errorOf(await test.post({ ...ask, ...more }))
    expect(error).toMatchObject({ status: 400, code: 'unsupported_parameter', param })
  })

  it.each([
    ['messages', { messages: [] }],
    ['messages[0].role', { messages: [{ role: 'robot', content: 'x' }] }],
    ['model', { model: null }],
    ['max_tokens', { max_tokens: 0 }],
    ['stop', { stop: 5 }],
    ['response_format.type', { response_format: { type: 'xml' } }],
  ])('with a wrong %s name it', async (param, more) => {
    expect(await errorOf(await test.post({ ...ask, ...more }))).toMatchObject({
      status: 400,
      code: 'invalid_value',
      param,
    })
  })

  it.each([
    ['{', 400, 'invalid_json'],
    ['[]', 400, 'invalid_value'],
    ['"text"', 400, 'invalid_value'],
    [
      JSON.stringify({ ...ask, messages: [{ role: 'user', content: 'x'.repeat(9_000) }] }),
      400,
      'context_length_exceeded',
    ],
    [JSON.stringify({ ...ask, padding: 'x'.repeat(10_000) }), 413, 'request_too_large'],
  ])('with the body %#.20s are refused', async (body, status, code) => {
    expect(await errorOf(await test.post(body))).toMatchObject({ status, code })
  })
})

describe('formats', () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }
  const format = { type: 'json_schema', json_schema: { name: 'x', schema } }

  it('are checked, and an answer that does not match is none (llama.cpp 9522, 11847, 11988)', async () => {
    answer = '{"a":1}'
    const good = await test.post({ ...ask, response_format: format })
    expect((await bodyOf(good)).choices[0]?.message.content).toBe(answer)
    answer = '{"a":"one"}'
    const bad = await test.post({ ...ask, response_format: format })
    answer = 'Fine.'
    expect(await errorOf(bad)).toMatchObject({ status: 502, code: 'no_valid_answer' })
    const text = await test.post({ ...ask, response_format: { type: 'json_object' } })
    expect(await errorOf(text)).toMatchObject({ status: 502 })
  })

  it.each([
    [{ type: 'nonsense' }],
    [{ properties: { a: { pattern: '(a+)+$' } } }],
    [{ $ref: 'https://example.org/schema.json' }],
    ['text'],
  ])('with the schema %j are refused, as nothing could check the answer', async (wrong) => {
    const response_format = { type: 'json_schema', json_schema: { name: 'x', schema: wrong } }
    expect(await errorOf(await test.post({ ...ask, response_format }))).toMatchObject({ status: 400 })
  })
})

describe('errors', () => {
  it('are nested, with all members, and have a request id (vLLM 12886)', async () => {
    const response = await test.send('/v1/chat/completions', {
      headers: { authorization: 'Bearer wrong' },
      method: 'POST',
    })
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    expect(await response.json()).toEqual({
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    })
  })

  it('of rates say when to come back (LiteLLM 27823, 4695)', async () => {
    await using limited = await startTestGateway(
      { models: [fakeModel([() => ok('x')])] },
      { requestsPerMinute: 1, tokensPerMinute: 10_000 },
    )
    const first = await limited.post(ask)
    expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(first.headers.get('x-ratelimit-limit-tokens')).toBe('10000')
    const second = await limited.post(ask)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(second.headers.get('retry-after-ms'))).toBeGreaterThan(0)
    expect(await errorOf(second)).toMatchObject({
      status: 429,
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
    })
  })

  it('of keys that may not use a model, or were revoked', async () => {
    await using other = await startTestGateway(
      { models: [fakeModel([() => ok('x')])] },
      { models: ['other'] },
    )
    expect(await errorOf(await other.post(ask))).toMatchObject({ status: 403, code: 'model_not_allowed' })
    await other.gateway.keys.revoke(other.keyId)
    expect(await errorOf(await other.post(ask))).toMatchObject({ status: 401, code: 'invalid_api_key' })
  })
})

describe('paths', () => {
  it.each(['/chat/completions', '//v1//chat/completions', '/v1/chat/completions/'])(
    '%s is what was meant',
    async (path) => {
      const response = await test.send(path, { method: 'POST', body: JSON.stringify(ask) })
      expect(response.status).toBe(200)
    },
  )

  it.each([
    ['GET', '/v1/files', ''],
    ['POST', '/v1/moderations', ''],
    ['POST', '/v1/chat/completions/chat/completions', 'base URL'],
    ['POST', '/v1/audio/speech', 'POST /v1/embeddings'],
    ['POST', '/v1/moderations', 'No subnet offers it'],
    ['GET', '/v1/files', 'POST /v1/chat/completions'],
  ])('%s %s is answered in JSON (UOR r4 764, comic-translate 265)', async (method, path, hint) => {
    const error = await errorOf(await test.send(path, { method }))
    expect(error).toMatchObject({ status: 404, code: 'unknown_url', message: expect.stringContaining(hint) })
  })

  it('list models as clients know them (llama-swap 154, chatcraft 515, exo 590)', async () => {
    for (const path of ['/v1/models', '/v1/models/', '/models']) {
      expect(await (await test.send(path)).json()).toMatchObject({
        object: 'list',
        data: [{ id: 'text', object: 'model', created: expect.any(Number), owned_by: 'subnet-1' }],
      })
    }
  })

  it('need no key where machines look', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect((await test.fetch(`${test.gateway.url}${path}`)).status).toBe(200)
  })
})

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    test.fetch(`${test.gateway.url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'authorization,x-stainless-os' },
    })

  it('may ask with the headers that they name (Ollama 4388, BricksLLM 45, gproxy 238)', async () => {
    const { status, headers } = await preflight('https://app.example')
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(headers.get('access-control-allow-headers')).toBe('authorization,x-stainless-os')
  })

  it('may not, unless they are listed', async () => {
    expect((await preflight('https://other.example')).headers.has('access-control-allow-origin')).toBe(false)
  })
})
