import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { describe, expect, test } from 'vitest'
import { collectText, streamText } from './generator.js'
import { createOpenAiGenerator, type OpenAiGeneratorOptions } from './openai.js'

const question = { prompt: 'What is 1 plus 1?', maxTokens: 8, temperature: 0.5, seed: 7 }
const key = 'sk-very-secret'

interface Received {
  readonly path: string | undefined
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
}

/** A server on a free port that answers with `respond` and keeps what it was sent. */
async function fakeServer(respond: (response: ServerResponse, request: IncomingMessage) => void) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { authorization } = request.headers
    received.push({ path: request.url, authorization, body: JSON.parse(text) })
    respond(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    received,
    baseUrl,
    generator: (options: Partial<OpenAiGeneratorOptions> = {}) =>
      createOpenAiGenerator({ baseUrl, model: 'big', apiKey: key, ...options }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function json(value: unknown) {
  return (response: ServerResponse) => response.end(JSON.stringify(value))
}

async function failure(promise: Promise<unknown>): Promise<SubnetError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isSubnetError(error, 'GENERATION_FAILED')) throw new Error(`not GENERATION_FAILED: ${String(error)}`)
  return error
}

/** Everything of an error that a log could show. */
function everything(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.stack, JSON.stringify(error), everything(error.cause ?? '')].join('\n')
}

describe('createOpenAiGenerator', () => {
  test('sends a chat completion and reads the answer', async () => {
    await using server = await fakeServer(
      json({
        choices: [{ message: { content: ' 2\n' }, finish_reason: 'length' }],
        usage: { completion_tokens: 3 },
      }),
    )
    const written = await server.generator().generate({ ...question, stop: ['\n\n'] })
    expect(written).toEqual({ completion: '2', tokensUsed: 3, finishReason: 'length' })
    expect(server.received).toMatchObject([
      {
        path: '/v1/chat/completions',
        authorization: `Bearer ${key}`,
        body: { model: 'big', max_tokens: 8, temperature: 0.5, seed: 7, stop: ['\n\n'] },
      },
    ])
    expect(server.received[0]?.body.messages).toMatchObject([
      { role: 'system' },
      { role: 'user', content: question.prompt },
    ])
  })

  test('no key, no header; no stop texts, no field; no usage, an estimate', async () => {
    await using server = await fakeServer(json({ choices: [{ message: { content: '12345678' } }] }))
    const generator = createOpenAiGenerator({ baseUrl: `${server.baseUrl}/`, model: 'big' })
    expect(await generator.generate(question)).toMatchObject({ tokensUsed: 2, finishReason: 'stop' })
    expect(server.received[0]).toMatchObject({ path: '/v1/chat/completions', authorization: undefined })
    expect(server.received[0]?.body).not.toHaveProperty('stop')
  })

  test.each([
    [401, /status 401: the key was refused/],
    [404, /no such model/],
    [429, /too many requests/],
    [302, /status 302/],
    [500, /status 500/],
  ])('status %i is a failure that does not show the key', async (status, message) => {
    await using server = await fakeServer((response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(`your key ${key} …`)
    })
    const error = await failure(server.generator().generate(question))
    expect(error.message).toMatch(message)
    expect(everything(error)).not.toContain(key)
    expect(server.received).toHaveLength(1)
  })

  test.each([
    ['no JSON', (response: ServerResponse) => response.end('<html>')],
    ['another shape', json({ choices: [] })],
    [
      'a cut body',
      (response: ServerResponse) => response.writeHead(200, { 'content-length': 50 }).write('{'),
    ],
  ])('%s is a failure', async (_, respond) => {
    await using server = await fakeServer((response) => {
      respond(response)
      if (!response.writableEnded) setImmediate(() => response.destroy())
    })
    await failure(server.generator().generate(question))
  })

  test('the byte cap holds for a body that never ends', async () => {
    await using server = await fakeServer((response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(1_000)));
        if (!response.destroyed) response.once('drain', write)
      }
      write()
    })
    const error = await failure(server.generator({ maxBytes: 10_000 }).generate(question))
    expect(error.message).toMatch(/larger than 10000 bytes/)
  })

  test('the deadline is for the whole answer, not for each byte', async () => {
    await using server = await fakeServer((response) => {
      const drip = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(drip))
    })
    const error = await failure(server.generator({ deadlineMs: 150 }).generate(question))
    expect(error.message).toMatch(/no complete answer within 150 ms/)
  })

  test('an abort ends the request with the caller’s reason', async () => {
    const controller = new AbortController()
    await using server = await fakeServer(() => controller.abort(new Error('round over')))
    const { signal } = controller
    await expect(server.generator().generate({ ...question, signal })).rejects.toThrow('round over')
    await expect(server.generator().generate({ ...question, signal })).rejects.toThrow('round over')
    expect(server.received).toHaveLength(1)
  })

  test('an address where nobody listens is a failure', async () => {
    let baseUrl: string
    {
      await using server = await fakeServer(json({}))
      baseUrl = server.baseUrl
    }
    await failure(createOpenAiGenerator({ baseUrl, model: 'big', apiKey: key }).generate(question))
  })

  test.each(['', 'example.com/v1', 'file:///etc/passwd'])('refuses the address %j at once', (baseUrl) => {
    expect(() => createOpenAiGenerator({ baseUrl, model: 'big' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})

/** Server-sent events as inference servers write them, cut into pieces of a few bytes. */
function events(...data: readonly (object | string)[]) {
  const text = data
    .map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\r\n\r\n`)
    .join('')
  return async (response: ServerResponse) => {
    const bytes = Buffer.from(`: comment\n\n${text}`)
    for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7))
    response.end()
  }
}
const delta = (content: string, finish_reason: string | null = null) => ({
  choices: [{ delta: { content }, finish_reason }],
})

describe('streams of an OpenAI-compatible server', () => {
  test('come piece by piece, with the usage at the end', async () => {
    const usage = { choices: [], usage: { completion_tokens: 9 } }
    await using server = await fakeServer(
      events(
        { choices: [{ delta: { role: 'assistant' } }] },
        delta(' Grün'),
        delta(' 2', 'length'),
        usage,
        '[DONE]',
      ),
    )
    const stream = streamText(server.generator(), question)
    expect((await stream.next()).value).toBe('Grün')
    expect(await collectText(stream)).toEqual({ completion: ' 2', tokensUsed: 9, finishReason: 'length' })
    expect(server.received[0]?.body).toMatchObject({ stream: true, max_tokens: 8, seed: 7 })
  })

  test.each([
    ['one that is cut', [delta('2')]],
    ['an event that is no JSON', ['{', '[DONE]']],
    ['an event of another shape', [{ error: 'out of memory' }, '[DONE]']],
  ])('%s is a failure', async (_, data) => {
    await using server = await fakeServer(events(...data))
    await failure(collectText(streamText(server.generator(), question)))
  })

  test('are limited in bytes, and end with the caller', async () => {
    await using server = await fakeServer(events(...Array(50).fill(delta('2')), '[DONE]'))
    await failure(collectText(streamText(server.generator({ maxBytes: 500 }), question)))
    const signal = AbortSignal.abort(new Error('round over'))
    await expect(collectText(streamText(server.generator(), { ...question, signal }))).rejects.toThrow(
      'round over',
    )
  })
})
