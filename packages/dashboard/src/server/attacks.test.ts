import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mostStreams } from '../events/event-feed.js'
import { bareSource } from '../testing/bare-source.js'
import { type Dashboard, serveDashboard } from './serve-dashboard.js'

let open: Dashboard
beforeAll(async () => {
  open = await serveDashboard({ host: '127.0.0.1', port: 0, source: bareSource })
})
afterAll(() => open[Symbol.asyncDispose]())

/** Sends bytes as they are, and returns what comes back until the server closes. */
async function raw(text: string, of = open): Promise<string> {
  const socket = connect({ host: of.host, port: of.port })
  socket.on('error', () => {})
  socket.end(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
const get = (target: string, headers: readonly string[], method = 'GET') =>
  raw([`${method} ${target} HTTP/1.1`, ...headers, 'connection: close', '', ''].join('\r\n'))
const statusOf = (answer: string) => Number(answer.slice(9, 12))

describe('a name that leads here', () => {
  it.each([
    'evil.example',
    'EVIL.example:9470',
    '127.0.0.1.evil.example',
    '[::1].evil.example',
    '[::1]@evil.example',
    '127.0.0.1@evil.example',
    'localhost.',
    'localhost:80:80',
    'localhost, evil.example',
    'localhost/evil.example',
    'localhost%00.evil.example',
    '[evil.example]',
    '',
  ])('is refused as Host: %j', async (host) => {
    for (const path of ['/', '/api/about', '/events', '/session'])
      expect(statusOf(await get(path, [`host: ${host}`]))).toBe(403)
  })

  it.each(['127.0.0.1', '127.0.0.1:1', '[::1]:9470', 'localhost', 'LOCALHOST:9470', '10.0.0.7'])(
    'is answered as Host: %j',
    async (host) => expect(statusOf(await get('/api/about', [`host: ${host}`]))).toBe(200),
  )

  it('counts by its header alone, whatever the target names', async () => {
    const other = 'http://evil.example/api/about'
    expect(statusOf(await get(other, ['host: evil.example']))).toBe(403)
    expect(statusOf(await get(other, ['host: localhost']))).toBe(200)
    expect(statusOf(await get('/api/about', []))).toBe(400)
  })
})

it('an origin has to be the address of the page, in each of its parts', async () => {
  const host = `127.0.0.1:${open.port}`
  const of = async (origin: string) =>
    statusOf(await get('/api/about', [`host: ${host}`, `origin: ${origin}`]))
  expect(await of(`http://${host}`)).toBe(200)
  for (const origin of [
    'null',
    '',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    `ftp://${host}`,
    `http://${host}.evil.example`,
  ])
    expect([origin, await of(origin)]).toEqual([origin, 403])
})

it('defect: a target that is no path, or names a user, was an error of the dashboard', async () => {
  const host = ['host: localhost']
  expect(statusOf(await get('http://user:pass@localhost/api/about', host))).toBe(200)
  expect(statusOf(await get('//localhost/api/about', host))).toBe(200)
  for (const target of ['*', 'x', 'file:///etc/passwd', 'http://']) {
    expect([target, statusOf(await get(target, host))]).toEqual([target, 400])
  }
})

it('no path leads out of the pages', async () => {
  const paths = [
    '/../../package.json',
    '/assets/../../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/assets/%00.js',
    '/sources.txt',
    `/pictures/${'0'.repeat(64)}`,
  ]
  for (const path of paths) {
    const answer = await get(path, ['host: localhost'])
    expect([path, statusOf(answer)]).toEqual([path, 404])
  }
})

it('a batch, an unknown procedure, a write and a huge or malformed input are refused in a few bytes', async () => {
  const host = ['host: localhost']
  const many = Array.from({ length: 1_000 }, () => 'about').join(',')
  const huge = encodeURIComponent(JSON.stringify({ mechanism: 0, hotkey: 'x'.repeat(9_000) }))
  const deep = encodeURIComponent('['.repeat(2_000) + ']'.repeat(2_000))
  for (const [path, status] of [
    [`/api/${many}?batch=1`, 400],
    ['/api/about,about?batch=1', 400],
    ['/api/none', 404],
    ['/api/', 404],
    ['/api/__proto__', 404],
    ['/api/constructor', 404],
    ['/api/miners.one', 400],
    [`/api/miners.one?input=${huge}`, 400],
    [`/api/miners.list?input=${deep}`, 400],
    ['/api/miners.list?input={', 400],
    ['/api/miners.list?input=%ff', 400],
    [`/api/${'x'.repeat(20_000)}`, 431],
  ] as const) {
    const answer = await get(path, host)
    expect([path.slice(0, 60), statusOf(answer)]).toEqual([path.slice(0, 60), status])
    expect(answer.length).toBeLessThan(3_000)
    expect(answer).not.toMatch(/node_modules|\.ts:|at \w+ \(/)
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    expect(statusOf(await get('/api/about', host, method))).toBe(405)
})

describe('readers', () => {
  it('defect: HEAD of the events held a stream open', async () => {
    for (let time = 0; time <= mostStreams; time++)
      expect(statusOf(await get('/events', ['host: localhost'], 'HEAD'))).toBe(200)
    expect(statusOf(await get('/api/about', ['host: localhost']))).toBe(200)
  })

  it('read again after an id of another process, and after none at all', async () => {
    const ids = ['', 'x', '0'.repeat(9_000), '00000000-1', `00000000-${'9'.repeat(15)}`, 'ffffffff--1', '1e9']
    for (const id of ids) {
      const socket = connect({ host: open.host, port: open.port })
      socket.write(`GET /events HTTP/1.1\r\nhost: localhost\r\nlast-event-id: ${id}\r\n\r\n`)
      const [first] = (await once(socket, 'data')) as [Buffer]
      expect(first.toString()).toMatch(/^HTTP\/1\.1 200 .*event: reset\n/s)
      socket.destroy()
    }
  })

  it('1,000 connections at once leave the server whole, and places once they are gone', async () => {
    const sockets: Socket[] = []
    for (let time = 0; time < 1_000; time++) {
      const socket = connect({ host: open.host, port: open.port })
      socket.on('error', () => {})
      socket.write('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n')
      sockets.push(socket)
    }
    // Those that found no place are closed by the server.
    const patience = { timeout: 30_000 }
    await expect.poll(() => sockets.some((socket) => socket.closed), patience).toBe(true)
    for (const socket of sockets) socket.destroy()
    await expect.poll(async () => statusOf(await get('/api/about', ['host: localhost'])), patience).toBe(200)
  }, 70_000)
})
