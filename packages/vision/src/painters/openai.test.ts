import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { encodePng } from '../picture/encode-png.js'
import { createOpenAiPainter, type OpenAiPainterOptions } from './openai.js'

const picture = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) }
const key = 'sk-very-secret'
const asked = { prompt: 'a red circle left of a blue square on white', seed: 7, steps: 20 }

/** An image server on a free port. */
async function imageServer(respond: (response: ServerResponse) => void) {
  const received: { path: string | undefined; authorization: string | undefined; body: unknown }[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { authorization } = request.headers
    received.push({ path: request.url, authorization, body: JSON.parse(text) })
    respond(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    received,
    painter: (options: Partial<OpenAiPainterOptions> = {}) =>
      createOpenAiPainter({ baseUrl, model: 'large', apiKey: key, ...options }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const sends = (bytes: Uint8Array) => (response: ServerResponse) =>
  response.end(JSON.stringify({ created: 1, data: [{ b64_json: Buffer.from(bytes).toString('base64') }] }))

describe('createOpenAiPainter', () => {
  test('asks for a picture and reads it', async () => {
    await using server = await imageServer(sends(encodePng(picture)))
    const painter = server.painter({ size: '64x64' })
    expect(painter.modelId).toBe('large')
    await expect(painter.paint(asked)).resolves.toEqual({ picture, seed: 7 })
    expect(server.received).toEqual([
      {
        path: '/v1/images/generations',
        authorization: `Bearer ${key}`,
        body: { model: 'large', n: 1, size: '64x64', response_format: 'b64_json', ...asked },
      },
    ])
  })

  test.each<[string, (response: ServerResponse) => void, string, Partial<OpenAiPainterOptions>?]>([
    ['a refusal', (response) => response.writeHead(401).end(), 'GENERATION_FAILED'],
    ['a URL', (response) => response.end('{"data":[{"url":"http://a/b.png"}]}'), 'GENERATION_FAILED'],
    ['no picture', (response) => response.end('{"data":[]}'), 'GENERATION_FAILED'],
    ['no JSON', (response) => response.end('<html>'), 'GENERATION_FAILED'],
    ['too many bytes', sends(new Uint8Array(2_000)), 'GENERATION_FAILED', { maxBytes: 1_000 }],
    ['silence', () => {}, 'GENERATION_FAILED', { deadlineMs: 20 }],
    ['a JPEG file', sends(Buffer.from('ffd8ffe000104a46', 'hex')), 'PICTURE_INVALID'],
  ])('fails by code after %s, without the key', async (_, respond, code, options) => {
    await using server = await imageServer(respond)
    const error = await server
      .painter(options)
      .paint(asked)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code })
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(key)
  })

  test('refuses an address that is no URL', () => {
    expect(() => createOpenAiPainter({ baseUrl: 'large', model: 'large' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
