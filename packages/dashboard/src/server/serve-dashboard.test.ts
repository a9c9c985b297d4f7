import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mostStreams } from '../events/event-feed.js'
import { bareSource } from '../testing/bare-source.js'
import { contentSecurityPolicy } from './headers.js'
import { type Dashboard, serveDashboard } from './serve-dashboard.js'

const place = { host: '127.0.0.1', port: 0, source: bareSource }
const token = 'a token of some length'

let open: Dashboard
let guarded: Dashboard
beforeAll(async () => {
  open = await serveDashboard(place)
  guarded = await serveDashboard({ ...place, token })
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await guarded[Symbol.asyncDispose]()
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Fetch sets Host and Origin by itself. */
function ask(
  of: Dashboard,
  path: string,
  headers: Record<string, string> = {},
  { method = 'GET', body = '' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: of.host, port: of.port, path, headers, method }, (response) => {
      const chunks: Buffer[] = []
      const done = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        })
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        // A stream has no end.
        if (!String(response.headers['content-type']).startsWith('text/event-stream')) return
        done()
        response.destroy()
      })
      response.on('end', done)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
const codeOf = ({ body }: Answer) =>
  (JSON.parse(body) as { error: { data: { code: string } } }).error.data.code
const paste = (of: Dashboard, text: string) =>
  ask(
    of,
    '/session',
    { 'content-type': 'application/json' },
    { method: 'POST', body: JSON.stringify({ token: text }) },
  )

it('beyond this machine it does not start without a token', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.org'])
    await expect(serveDashboard({ ...place, host })).rejects.toMatchObject({ code: 'DASHBOARD_EXPOSED' })
  await using wide = await serveDashboard({ ...place, host: '0.0.0.0', token })
  expect(wide.hasToken).toBe(true)
})

it('every answer has the policy and the other headers of security', async () => {
  const asked = ['/', '/rounds/7', '/none.js', '/api/about', '/api/none', '/events'].map((path) =>
    ask(open, path),
  )
  const posted = ask(open, '/api/about', {}, { method: 'POST', body: '{}' })
  for (const { headers } of await Promise.all([...asked, posted]))
    expect(headers).toMatchObject({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
  expect((await posted).status).toBe(405)
})

describe('another site', () => {
  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', 'a@127.0.0.1'])(
    'reads nothing by the name %j',
    async (host) => {
      for (const path of ['/', '/api/about', '/events'])
        expect(codeOf(await ask(open, path, { host }))).toBe('DASHBOARD_HOST_REFUSED')
    },
  )

  it('reads nothing from a page of its own, and may lead to a page', async () => {
    const refused = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    ]
    for (const headers of refused)
      expect(codeOf(await ask(open, '/api/about', headers))).toBe('DASHBOARD_ORIGIN_REFUSED')
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask(open, '/rounds', link)).status).toBe(200)
    expect((await ask(open, '/api/about', link)).status).toBe(403)
    expect((await ask(open, '/', { host: 'localhost:1' })).status).toBe(200)
  })
})

describe('with a token', () => {
  it('nobody reads data without it, in the address or otherwise', async () => {
    for (const path of ['/api/about', `/api/about?token=${encodeURIComponent(token)}`, '/events'])
      expect(codeOf(await ask(guarded, path))).toBe('DASHBOARD_TOKEN_REFUSED')
    expect((await ask(guarded, '/')).status).toBe(200)
    expect(
      codeOf(await ask(guarded, '/api/about', { cookie: `subnetkit-dashboard-${guarded.port}=1.x` })),
    ).toBe('DASHBOARD_TOKEN_REFUSED')
  })

  it('one paste gives a cookie that no script and no other site gets, and that outlives the process', async () => {
    const { status, headers } = await paste(guarded, token)
    const [cookie = ''] = headers['set-cookie'] as string[]
    expect([status, cookie]).toEqual([204, expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Strict; /)])
    expect(cookie).not.toContain(token)
    const [value = ''] = cookie.split(';')
    // There is nothing to read yet: it is refused later.
    expect(codeOf(await ask(guarded, '/api/overview', { cookie: value }))).toBe('DASHBOARD_UNKNOWN')
    const { port } = guarded
    await guarded[Symbol.asyncDispose]()
    guarded = await serveDashboard({ ...place, port, token })
    expect((await ask(guarded, '/api/about', { cookie: value })).status).toBe(200)
    await guarded[Symbol.asyncDispose]()
    guarded = await serveDashboard({ ...place, port, token: `${token}, another` })
    expect((await ask(guarded, '/api/about', { cookie: value })).status).toBe(401)
  })

  it('ten wrong ones in a minute are enough', async () => {
    for (let time = 0; time < 10; time++)
      expect(codeOf(await paste(guarded, `wrong ${time}`))).toBe('DASHBOARD_TOKEN_REFUSED')
    expect((await paste(guarded, `${token}, another`)).status).toBe(429)
  })
})

describe('files', () => {
  it('have a tag, and those with a hash in their name are kept for ever', async () => {
    const page = await ask(open, '/')
    expect(page.headers['cache-control']).toBe('no-cache')
    const etag = String(page.headers.etag)
    expect((await ask(open, '/miners', { 'if-none-match': etag })).status).toBe(304)
    const [script = ''] = /\/assets\/[\w-]+\.js/.exec(page.body) ?? []
    const packed = await ask(open, script, { 'accept-encoding': 'gzip, br' })
    expect(packed.headers).toMatchObject({
      ...{ 'content-encoding': 'br', 'cache-control': 'public, max-age=31536000, immutable' },
      'content-type': 'text/javascript; charset=utf-8',
    })
    expect((await ask(open, '/assets/none.js')).status).toBe(404)
    expect((await ask(open, '/../package.json')).status).toBe(404)
  })

  it('have no script or style inside the page', async () => {
    const { body } = await ask(open, '/')
    expect(body).not.toMatch(/<style|style=|<script(?![^>]*src=)/)
  })
})

describe('events', () => {
  it('begin with the news, resume after an id, and ask to read again when it is gone', async () => {
    open.observe(0, { kind: 'trouble-over', code: 'FIRST' })
    const fresh = await ask(open, '/events')
    expect(fresh.body).toMatch(/event: ready\n.*FIRST/s)
    const id = [...fresh.body.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] ?? ''
    open.observe(0, { kind: 'trouble-over', code: 'SECOND' })
    const resumed = await ask(open, '/events', { 'last-event-id': id })
    expect(resumed.body).toContain('SECOND')
    expect(resumed.body).not.toContain('FIRST')
    expect((await ask(open, '/events', { 'last-event-id': '00000000-5' })).body).toContain('event: reset')
  })

  it('are refused once too many read them', async () => {
    const readers = new AbortController()
    const url = `${open.url}/events`
    await Promise.all(Array.from({ length: mostStreams }, () => fetch(url, { signal: readers.signal })))
    expect(codeOf(await ask(open, '/events'))).toBe('DASHBOARD_BUSY')
    readers.abort()
  })
})
