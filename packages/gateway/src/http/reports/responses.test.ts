import { Stream } from 'openai/core/streaming'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeModel, ok } from '../../testing/fake-model.js'
import { ask, bodyOf, type Chunk, errorOf, openReports, type Reports } from '../../testing/reports.js'
import { startTestGateway } from '../../testing/start-gateway.js'

// Incompatibilities that were reported to other servers, each with its issue.

let reports: Reports
beforeAll(async () => {
  reports = await openReports()
})
afterAll(() => reports[Symbol.asyncDispose]())

const many = '🗼東é'.repeat(40)

describe('streams', () => {
  it('have the usage only where it is asked for, with choices (cline 8518, foundry-local 905, xiaozhi 734, shell_gpt 470, ATOM 1711, osaurus 1661)', async () => {
    const plain = await reports.chunks()
    expect(plain.every(({ choices }) => choices.length === 1)).toBe(true)
    expect(plain.some((chunk) => 'usage' in chunk)).toBe(false)
    const counted = await reports.chunks({ stream_options: { include_usage: true } })
    expect(counted.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
    expect(counted.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
  })

  it('end with one finish for each choice and [DONE] (opencode 39968, 44385, OmniRoute 10475, gcli2api 403, LightLLM 130, llm-rosetta 444)', async () => {
    const all = await reports.frames()
    expect(all.at(-1)).toBe('data: [DONE]')
    const finishes = (await reports.chunks()).map(({ choices }) => choices[0]?.finish_reason)
    expect(finishes.filter(Boolean)).toEqual(['stop'])
    expect(finishes.at(-1)).toBe('stop')
    expect(finishes).not.toContain(undefined)
  })

  it('have the same finish as an answer at once (Ollama 7963, LiteLLM 35663, python-genai 2868)', async () => {
    reports.say('Fine.', 'length')
    const body = await bodyOf(await reports.test.post(ask))
    const last = (await reports.chunks()).at(-1)
    reports.say('Fine.')
    expect([body.choices[0]?.finish_reason, last?.choices[0]?.finish_reason]).toEqual(['length', 'length'])
  })

  it('have no null where clients expect a value (vercel/ai 1865, 2548)', async () => {
    for (const { choices } of await reports.chunks()) {
      expect(Object.values(choices[0]!.delta)).not.toContain(null)
      expect(choices[0]!.delta).not.toHaveProperty('tool_calls')
    }
  })

  it('cut between code points only (aisix 111, Fabric 2203, eliza 30904)', async () => {
    reports.say(many)
    const pieces = (await reports.chunks()).map(({ choices }) => choices[0]?.delta.content ?? '')
    reports.say('Fine.')
    expect(pieces.join('')).toBe(many)
    expect(pieces.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([])
  })

  it('decode to the same text wherever the network cuts them (claude-code-router 1672)', async () => {
    reports.say('🗼東é')
    const response = await reports.test.post({ ...ask, stream: true })
    const bytes = new Uint8Array(await response.arrayBuffer())
    reports.say('Fine.')
    for (let at = 0; at <= bytes.length; at++) expect(await textOfPieces(bytes, at)).toBe('🗼東é')
  })

  it('are neither buffered nor compressed by a proxy (dstack 4269, rootjs 1209, koboldcpp 1168)', async () => {
    const { headers } = await reports.test.post(
      { ...ask, stream: true },
      { headers: { 'accept-encoding': 'gzip' } },
    )
    expect(headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(headers.get('x-accel-buffering')).toBe('no')
    expect(headers.has('content-encoding')).toBe(false)
  })
})

describe('errors', () => {
  it('are nested, with all members, and have a request id (vLLM 12886)', async () => {
    const response = await reports.test.send('/v1/chat/completions', {
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
      const response = await reports.test.send(path, { method: 'POST', body: JSON.stringify(ask) })
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
    const error = await errorOf(await reports.test.send(path, { method }))
    expect(error).toMatchObject({ status: 404, code: 'unknown_url', message: expect.stringContaining(hint) })
  })

  it('list models as clients know them (llama-swap 154, chatcraft 515, exo 590, GenieX 640)', async () => {
    for (const path of ['/v1/models', '/v1/models/', '/models']) {
      expect(await (await reports.test.send(path)).json()).toMatchObject({
        object: 'list',
        data: [
          { id: 'text', object: 'model', created: expect.any(Number), owned_by: 'subnet-1' },
          { id: 'gpt-4o-mini', object: 'model' },
        ],
      })
    }
  })

  it('need no key where machines look', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect((await reports.test.fetch(`${reports.test.gateway.url}${path}`)).status).toBe(200)
  })
})

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    reports.test.fetch(`${reports.test.gateway.url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'authorization,x-stainless-os' },
    })

  it('may ask with the headers that they name (Ollama 4388, BricksLLM 45, gproxy 238, obsidian-llm-wiki 17)', async () => {
    const { status, headers } = await preflight('https://app.example')
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(headers.get('access-control-allow-headers')).toBe('authorization,x-stainless-os')
  })

  it('may not, unless they are listed', async () => {
    expect((await preflight('https://other.example')).headers.has('access-control-allow-origin')).toBe(false)
  })
})

/** The text of a stream that arrives in two pieces, as the client of `openai` reads it. */
async function textOfPieces(bytes: Uint8Array, at: number): Promise<string> {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, at))
      controller.enqueue(bytes.subarray(at))
      controller.close()
    },
  })
  const stream = Stream.fromSSEResponse<Chunk>(new Response(body), new AbortController())
  let text = ''
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
  return text
}
