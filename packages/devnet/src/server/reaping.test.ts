import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDevnet, type Devnet } from '../devnet.js'
import { rpcMethods } from '../rpc/methods.js'
import { createPlaces } from '../rpc/session/places.js'
import type { SessionHost } from '../rpc/session/session.js'
import { type DevnetServer, listen } from './server.js'

const host = {
  methods: rpcMethods,
  places: createPlaces(10),
  keyPlaces: createPlaces(10),
} as unknown as SessionHost
let devnet: Devnet
let server: DevnetServer
/** Late requests are looked for every few milliseconds here, every five seconds otherwise. */
const limits = { connections: 4, headersMs: 60, requestMs: 120, checkMs: 20, pingMs: 30_000 }

beforeAll(async () => {
  devnet = await createDevnet({ blockTime: 'manual' })
  server = await listen(host, 0, [], limits)
})
afterAll(async () => {
  await server.close()
  await devnet.close()
})

function open(first: string, to = server): { readonly socket: Socket; readonly ended: Promise<string> } {
  const socket = connect(Number(new URL(to.url).port), '127.0.0.1')
  let text = ''
  socket.on('data', (data) => {
    text += String(data)
  })
  socket.on('error', () => {})
  socket.write(first)
  return { socket, ended: new Promise((resolve) => socket.once('close', () => resolve(text))) }
}

const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

test.each([
  ['says nothing', ''],
  ['ends in the first line', 'POST / HT'],
  ['ends in its headers', post],
  ['ends in its body', `${post}Content-Length: 1000\r\n\r\n{`],
  ['asks for a websocket without an end', 'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n'],
])('a request that %s is ended', async (_, text) => {
  expect(await open(text).ended).toMatch(/^$|^HTTP\/1.1 408 /)
})

test('connections beyond the limit are dropped, and there is room again once others have ended', async () => {
  // A busy machine must not make the silent ones late meanwhile.
  const patient = await listen(host, 0, [], { ...limits, headersMs: 60_000, requestMs: 60_000 })
  try {
    const silent = Array.from({ length: limits.connections }, () => open('', patient))
    await Promise.all(silent.map(({ socket }) => once(socket, 'connect')))
    const body = '{"jsonrpc":"2.0","id":1,"method":"system_chain"}'
    const request = `${post}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
    const ask = () => open(request, patient).ended
    expect(await ask()).toBe('')
    for (const { socket } of silent) socket.destroy()
    await expect.poll(ask).toMatch(/^HTTP\/1.1 200 /)
  } finally {
    await patient.close()
  }
})
