import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createManualClock } from '@subnetkit/base/testing'
import { afterEach, expect, it } from 'vitest'
import { readGateway } from './read-gateway.js'

const status = {
  ...{ url: 'http://127.0.0.1:8080', models: ['text'], started: '2026-12-01T00:00:00.000Z', seconds: null },
  ...{
    requests: 1,
    answered: 1,
    refused: 0,
    failed: 0,
    left: 0,
    rows: [],
    calls: 1,
    hedges: 0,
    hedgeWins: 0,
  },
  ...{ outcomes: [], limited: { rate: 0, quota: 0, call: 0 }, tokens: 0, spent: 0, reserved: 0, keys: [] },
  ...{ benchedMiners: 0, openStreams: 0, keyCount: 0, pace: [], statuses: [], routes: [], routeCount: 0 },
}
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function follow(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const clock = createManualClock()
  const { port } = server.address() as AddressInfo
  const reader = readGateway({ port, clock })
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  ends.push(close, () => reader[Symbol.dispose]())
  return { reader, clock, close }
}

it('keeps the last answer and its time while the gateway is away', async () => {
  let asked = 0
  const { reader, clock, close } = await follow((request, response) => {
    asked++
    response.end(request.url === '/status' ? JSON.stringify(status) : '')
  })
  expect(await Promise.all([reader.read(), reader.read()])).toEqual([status, status])
  expect(asked).toBe(1)
  const answeredAt = clock.date()
  expect(reader.contact()).toEqual({ answeredAt, trouble: null })
  close()
  await clock.advance(2_000)
  expect(await reader.read()).toEqual(status)
  expect(reader.contact()).toEqual({
    answeredAt,
    trouble: expect.stringContaining('nothing listens') as unknown,
  })
})

it('asks while no page is open, too', async () => {
  let asked = () => {}
  const wasAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const { clock } = await follow((_, response) => {
    response.end('{}')
    asked()
  })
  await clock.advance(15_000)
  await wasAsked
})

it.each<[string, RequestListener]>([
  ['starts', (_, response) => response.writeHead(503).end()],
  ['status 404', (_, response) => response.writeHead(404).end()],
  ['no gateway', (_, response) => response.end(JSON.stringify({ ...status, requests: 'many' }))],
  ['no gateway', (_, response) => response.end('<html>')],
  ['more than', (_, response) => response.end('x'.repeat(2_000_000))],
  [
    'broke off',
    (_, response) => response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy()),
  ],
])('takes no answer that is none: %s', async (why, listener) => {
  const { reader } = await follow(listener)
  expect(await reader.read()).toBeNull()
  expect(reader.contact()).toEqual({ answeredAt: null, trouble: expect.stringContaining(why) as unknown })
})

it('gives up on one that drips', async () => {
  const { reader, clock } = await follow((_, response) => {
    response.write('{')
    // Once the head is there.
    setImmediate(() => void clock.advance(3_000))
  })
  expect(await reader.read()).toBeNull()
  expect(reader.contact().trouble).toContain('in time')
})
