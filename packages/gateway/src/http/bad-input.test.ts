import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, errorOf, messages, openReports, type Reports } from '../testing/reports.js'

let reports: Reports
beforeAll(async () => {
  reports = await openReports()
})
afterAll(() => reports[Symbol.asyncDispose]())

const message = (content: unknown, more: object = {}) => ({
  messages: [{ role: 'user', content, ...more }],
})

describe('values of the wrong type', () => {
  it.each([
    ['model', { model: 5 }],
    ['model', { model: ['text'] }],
    ['messages', { messages: 'Hello' }],
    ['messages', { messages: { 0: messages[0], length: 1 } }],
    ['messages[0]', { messages: [5] }],
    ['messages[0]', { messages: [null] }],
    ['messages[0]', { messages: [messages] }],
    ['messages[0].role', message('Hi', { role: 5 })],
    ['messages[0].content', message(5)],
    ['messages[0].content', message({ text: 'Hi' })],
    ['messages[0].content[0]', message(['Hi'])],
    ['messages[0].content[0].type', message([{ type: 5 }])],
    ['temperature', { temperature: 'hot' }],
    ['temperature', { temperature: [1] }],
    ['top_p', { top_p: 2 }],
    ['n', { n: 1.5 }],
    ['n', { n: -1 }],
    ['n', { n: '2' }],
    ['max_tokens', { max_tokens: '5' }],
    ['max_completion_tokens', { max_completion_tokens: -5 }],
    ['stream', { stream: 'yes' }],
    ['stream_options', { stream_options: 5 }],
    ['stop[0]', { stop: [5] }],
    ['stop', { stop: {} }],
    ['seed', { seed: 'x' }],
    ['response_format', { response_format: 'json' }],
    ['response_format', { response_format: [] }],
    ['tools', { tools: {} }],
  ])('name %s: %j', async (param, more) => {
    const error = await errorOf(await reports.test.post({ ...ask, ...more }))
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' })
    expect((error as unknown as { param: string }).param).toMatch(new RegExp(`^${param.split('[')[0]}`))
  })
})

const body = (more: string) => `{"model":"text","messages":[{"role":"user","content":"Hi"}]${more}}`

describe('bodies', () => {
  it.each([
    ['nothing', '', 'invalid_json'],
    ['blanks', '   \n', 'invalid_json'],
    ['null', 'null', 'invalid_value'],
    ['a number', '5', 'invalid_value'],
    ['true', 'true', 'invalid_value'],
    ['an array of requests', `[${body('')}]`, 'invalid_value'],
    ['two objects', `${body('')}${body('')}`, 'invalid_json'],
    ['a comment', `/* */${body('')}`, 'invalid_json'],
    ['a trailing comma', '{"model":"text",}', 'invalid_json'],
    ['a form', 'model=text&messages=Hi', 'invalid_json'],
    ['a NUL byte', `${body('')}\0`, 'invalid_json'],
    ['a raw line feed in a text', body(',"user":"a\nb"'), 'invalid_json'],
    ['an endless number', body(',"temperature":1e999'), 'invalid_value'],
    ['a prototype', '{"__proto__":{"model":"text","messages":[]}}', 'invalid_value'],
    ['much nesting', body(`,"metadata":${'['.repeat(130)}${']'.repeat(130)}`), 'invalid_json'],
    ['brackets that never close', '['.repeat(9_000), 'invalid_json'],
  ])('of %s are refused', async (_, text, code) => {
    expect(await errorOf(await reports.test.post(text))).toMatchObject({ status: 400, code })
  })

  it.each([
    ['a key twice', body(',"model":"text"')],
    ['a NUL in a text', body(',"user":"\\u0000"')],
    ['half a surrogate pair', '{"model":"text","messages":[{"role":"user","content":"\\ud800"}]}'],
    ['names of the prototype', body(',"constructor":1,"__proto__":{"n":9},"toString":{}')],
    ['brackets in a text', body(`,"user":"\\"${'['.repeat(300)}"`)],
    ['some nesting', body(`,"metadata":${'['.repeat(120)}${']'.repeat(120)}`)],
  ])('with %s are answered', async (_, text) => {
    expect(await (await reports.test.post(text)).json()).toMatchObject({
      choices: [{ message: { content: 'Fine.' } }],
    })
  })

  it.each([
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
    ['UTF-16', Buffer.from(body(''), 'utf16le')],
    ['gzip', gzipSync(body(''))],
  ])('of %s are no JSON', async (_, bytes) => {
    const response = await reports.test.send('/v1/chat/completions', { method: 'POST', body: bytes })
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'invalid_json' })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'called %s, as tools do that set no type, are read',
    async (type) => {
      const response = await reports.test.post(body(''), { headers: { 'content-type': type } })
      expect(response.status).toBe(200)
    },
  )
})

it('defect: a compressed body was read as a text in another encoding', async () => {
  const headers = { 'content-encoding': 'gzip' }
  const refused = await errorOf(await reports.test.post(body(''), { headers }))
  expect(refused).toMatchObject({ status: 400, code: 'invalid_value', param: 'content-encoding' })
  const plain = await reports.test.post(body(''), { headers: { 'content-encoding': 'identity' } })
  expect(plain.status).toBe(200)
})

it('defect: a body that is nested without an end was answered, and had no receipt', async () => {
  const text = body(`,"metadata":${'{"a":'.repeat(1_500)}1${'}'.repeat(1_500)}`)
  expect(await errorOf(await reports.test.post(text))).toMatchObject({ status: 400, code: 'invalid_json' })
})

describe('requests from a socket', () => {
  const head = (more: string) => {
    const { host, port } = reports.test.gateway
    return `POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}:${port}\r\nauthorization: Bearer ${reports.test.key}\r\n${more}\r\n`
  }
  const chunked = 'transfer-encoding: chunked\r\nconnection: close\r\n'
  const inChunks = (text: string, size: number) =>
    `${(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`

  it('may come in chunks, one byte each', async () => {
    const answer = await exchange(`${head(chunked)}${inChunks(body(''), 1)}`)
    expect(answer).toMatch(/^HTTP\/1.1 200 /)
    expect(answer).toContain('Fine.')
  })

  it('are refused once their chunks pass the limit', async () => {
    const answer = await exchange(`${head(chunked)}${inChunks('x'.repeat(20_000), 5_000)}`)
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(answer).toContain('request_too_large')
  })

  it('are refused by their length alone, before the body', async () => {
    const answer = await exchange(head('content-length: 999999999\r\n'))
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(answer).toMatch(/connection: close/i)
  })

  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400, 'invalid_value'],
    ['a request with a length that is none', 'content-length: many\r\n', 400, 'invalid_value'],
    [
      'a request with headers that are too long',
      `x-long: ${'x'.repeat(20_000)}\r\n`,
      413,
      'request_too_large',
    ],
  ])('that are %s have an error in JSON', async (_, text, status, code) => {
    const answer = await exchange(text.startsWith('HELLO') ? text : head(text))
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toMatch(/\r\nx-request-id: req_\w{32}\r\n/)
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ error: { code } })
  })

  it('that break off leave nothing behind', async () => {
    await exchange(`${head('content-length: 500\r\n')}{"model"`, { leave: true })
    expect((await reports.test.post(ask)).status).toBe(200)
  })

  /** Sends bytes, and reads until the other end closes. */
  function exchange(text: string, { leave = false } = {}): Promise<string> {
    const { host, port } = reports.test.gateway
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => {
        socket.write(text)
        if (leave) socket.end()
      })
      let answer = ''
      socket.on('data', (piece) => {
        answer += piece
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(answer))
    })
  }
})

describe('names', () => {
  it.each([
    '',
    'none',
    '__proto__',
    'constructor',
    'text:constructor',
    'text:',
    ':text',
    'x'.repeat(5_000),
    'te\u0000xt',
    '../text',
  ])('of models that do not exist are refused: %j', async (model) => {
    const error = await errorOf(await reports.test.post({ ...ask, model }))
    expect([400, 404]).toContain(error.status)
    expect(error).toMatchObject({ param: 'model' })
  })

  it.each(['/v1/models/%00', '/v1/models/%E0%A4%A', '/v1/models/__proto__', '/v1/models/..%2f..%2fkey'])(
    'in a path are unknown: %s',
    async (path) => {
      expect(await errorOf(await reports.test.send(path))).toMatchObject({ status: 404 })
    },
  )

  it.each(['PUT', 'DELETE', 'PATCH', 'GET', 'OPTIONS'])('of methods: %s is unknown', async (method) => {
    const error = await errorOf(await reports.test.send('/v1/chat/completions', { method }))
    expect(error).toMatchObject({ status: 404, code: 'unknown_url' })
  })
})

describe('keys', () => {
  it.each([
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'sn_live_x',
    'Bearer sn_live_x y',
    `Bearer ${'x'.repeat(8_000)}`,
    "Bearer sn_live_' or 1=1 --",
  ])('that are none have one text: %.30s', async (authorization) => {
    const response = await reports.test.post(ask, { headers: { authorization } })
    const none = await reports.test.fetch(`${reports.test.gateway.url}/v1/models`)
    const [error, missing] = [await errorOf(response), await errorOf(none)]
    expect(error).toEqual(missing)
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' })
  })
})
