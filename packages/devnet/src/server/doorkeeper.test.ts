import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createDevnet } from '../devnet.js'
import { refusalOf } from './doorkeeper.js'

test.each([
  [{ host: '127.0.0.1:9944' }, true],
  [{ host: 'localhost:9944', origin: 'http://localhost:5173' }, false],
  [{ host: '[::1]:9944', origin: 'http://127.0.0.1:9944' }, false],
  [{ host: '127.0.0.1:9944', origin: 'https://wallet.example' }, true],
  [{ host: '127.0.0.1:9944', origin: 'https://evil.example' }, false],
  [{ host: '127.0.0.1:9944', origin: 'http://localhost.evil.example' }, false],
  [{ host: '127.0.0.1:9944', origin: 'null' }, false],
  [{ host: '127.0.0.1:9944', origin: '' }, false],
  [{ host: '127.0.0.1.evil.example:9944' }, false],
  [{ host: 'evil.example:9944' }, false],
  [{}, false],
])('a request with %j is let in: %s', (headers, isLetIn) => {
  expect(refusalOf(headers, ['https://wallet.example']) === null).toBe(isLetIn)
})

const plain = { 'content-type': 'text/plain' }
const json = { 'content-type': 'application/json; charset=utf-8' }

/** Status of a call of `dev_mine`. */
const post = async (url: string, headers: Record<string, string>) => (await send(url, headers)).statusCode

const send = (url: string, headers: Record<string, string>, method = 'POST') =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url.replace('ws:', 'http:'), { method, headers })
    sent.on('response', (response) => {
      response.resume()
      resolve(response)
    })
    sent.on('error', reject)
    if (method === 'POST')
      sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'dev_mine', params: [3] }))
    else sent.end()
  })

/** Status with which a websocket is refused; null if it opens. */
const dial = (url: string, origin: string, host?: string) =>
  new Promise<number | null | undefined>((resolve, reject) => {
    const socket = new WebSocket(url, { origin, headers: host === undefined ? {} : { host } })
    socket.on('open', () => resolve(null))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
    socket.on('error', reject)
  })

test('defect: a web page can neither open a websocket to the devnet nor post to it', async () => {
  const admitted = 'https://wallet.example'
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual', allowedOrigins: [admitted] })
  const url = devnet.url as string
  expect(await post(url, { ...json, origin: 'https://evil.example' })).toBe(403)
  expect(await post(url, { ...json, host: 'evil.example' })).toBe(403)
  expect(await dial(url, 'https://evil.example')).toBe(403)
  expect(await dial(url, 'http://localhost', 'evil.example')).toBe(403)
  expect(await dial(url, 'http://localhost:5173')).toBe(403)
  expect(devnet.head.number).toBe(0)
  expect(await dial(url, admitted)).toBeNull()
  expect(await post(url, json)).toBe(200)
  expect(devnet.head.number).toBe(3)
})

test('defect: what a page may send without asking first is not carried out, wherever it comes from', async () => {
  const admitted = 'https://wallet.example'
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual', allowedOrigins: [admitted] })
  const url = devnet.url as string
  const simple = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']
  for (const type of [...simple, 'text/plain; application/json', 'application/jsonp']) {
    expect([type, await post(url, { 'content-type': type })]).toEqual([type, 415])
  }
  expect(await post(url, {})).toBe(415)
  expect(await post(url, { ...plain, origin: admitted })).toBe(415)
  expect(devnet.head.number).toBe(0)
})

test('an admitted page that asks first is answered, another one is not', async () => {
  const origin = 'https://wallet.example'
  await using devnet = await createDevnet({ port: 0, blockTime: 'manual', allowedOrigins: [origin] })
  const url = devnet.url as string
  const asked = await send(url, { origin, 'access-control-request-method': 'POST' }, 'OPTIONS')
  expect([asked.statusCode, asked.headers]).toMatchObject([
    204,
    { 'access-control-allow-origin': origin, 'access-control-allow-headers': 'content-type' },
  ])
  const done = await send(url, { ...json, origin })
  expect([done.statusCode, done.headers['access-control-allow-origin']]).toEqual([200, origin])
  const other = await send(url, { origin: 'https://evil.example' }, 'OPTIONS')
  expect([other.statusCode, other.headers['access-control-allow-origin']]).toEqual([403, undefined])
})
