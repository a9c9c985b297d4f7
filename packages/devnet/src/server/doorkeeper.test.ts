import { request } from 'node:http'
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

/** Status of a call of `dev_mine` as a page sends it without asking first: as plain text. */
const post = (url: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const type = { 'content-type': 'text/plain' }
    const sent = request(url.replace('ws:', 'http:'), { method: 'POST', headers: { ...type, ...headers } })
    sent.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'dev_mine', params: [3] }))
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
  expect(await post(url, { origin: 'https://evil.example' })).toBe(403)
  expect(await post(url, { host: 'evil.example' })).toBe(403)
  expect(await dial(url, 'https://evil.example')).toBe(403)
  expect(await dial(url, 'http://localhost', 'evil.example')).toBe(403)
  expect(await dial(url, 'http://localhost:5173')).toBe(403)
  expect(devnet.head.number).toBe(0)
  expect(await dial(url, admitted)).toBeNull()
  expect(await post(url, {})).toBe(200)
  expect(devnet.head.number).toBe(3)
})
