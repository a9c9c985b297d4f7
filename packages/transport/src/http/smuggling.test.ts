import { connect } from 'node:net'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { serveMiner } from '../server/serve-miner.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const protocol = {
  echo: synapse({ input: z.object({ text: z.string() }), output: z.unknown() }),
  loose: synapse({ input: z.unknown(), output: z.unknown() }),
}
const served: unknown[] = []
let miner: Awaited<ReturnType<typeof serveMiner>>
beforeAll(async () => {
  const serve = ({ input }: { input: unknown }) => {
    served.push(input)
    return { isPolluted: 'polluted' in {} }
  }
  const options = { hotkey: bob.address, admission: null, rateLimit: null }
  miner = await serveMiner({ protocol }, { echo: serve, loose: serve }, options)
})
afterAll(() => miner.close())
beforeEach(() => {
  served.length = 0
})

const body = '{"text":"hi"}'
function signed(target = '/echo', text = body): string[] {
  const parts = { keypair: alice, method: 'POST', target, body: Buffer.from(text), receiver: bob.address }
  return Object.entries(signRequest(parts)).map(([name, value]) => `${name}: ${value}`)
}
const post = (target: string, lines: readonly string[], text = body) =>
  [`POST ${target} HTTP/1.1`, 'Host: x', ...lines, '', text].join('\r\n')

/** Sends bytes on a connection; resolves with the statuses once one has come, or the connection ends. */
function send(bytes: string): Promise<number[]> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(miner.port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    socket.on('error', () => {})
    socket.on('close', () =>
      resolve([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))),
    )
    socket.on('data', (part) => {
      text += part
      if (text.includes('\r\n\r\n')) socket.destroy()
    })
  })
}

const length = `Content-Length: ${body.length}`
const hidden = 'POST /loose HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'
const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

describe.each(['first', 'last'])('a request with the framing %s', (place) => {
  const framed = (lines: readonly string[], text: string) =>
    post('/echo', place === 'first' ? [...lines, ...signed()] : [...signed(), ...lines], text)

  it.each<[string, string[], string]>([
    ['a length and chunks', [length, 'Transfer-Encoding: chunked'], `${chunked}${hidden}`],
    ['chunks and a length', ['Transfer-Encoding: chunked', length], `${chunked}${hidden}`],
    ['two encodings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], chunked],
    ['an unknown encoding', ['Transfer-Encoding: xchunked'], chunked],
    ['an encoding behind a control character', ['Transfer-Encoding: \u000bchunked'], chunked],
    ['two lengths', [length, `Content-Length: ${body.length + hidden.length}`], `${body}${hidden}`],
    ['a list of lengths', [`Content-Length: ${body.length}, ${body.length}`], body],
    ['a length with a sign', [`Content-Length: +${body.length}`], body],
    ['a negative length', ['Content-Length: -1'], body],
    ['a length in hex', ['Content-Length: 0xd'], body],
    ['a bare LF in a header', [length, 'X-A: b\nX-B: c'], body],
    ['a bare CR in a header', [length, 'X-A: b\rX-B: c'], body],
    ['a NUL in a header', [length, 'X-A: b\0'], body],
    ['a space before the colon', [`Content-Length : ${body.length}`], body],
    ['a header without a colon', [length, 'X-A'], body],
    [
      'a chunk size that overflows',
      ['Transfer-Encoding: chunked'],
      `fffffffffffffffff\r\n${body}\r\n0\r\n\r\n`,
    ],
    ['a chunk size with a sign', ['Transfer-Encoding: chunked'], `+${chunked}`],
  ])('%s reaches no handler', async (_, lines, text) => {
    expect(await send(framed(lines, text))).toEqual([400])
    expect(served).toEqual([])
  })
})

it.each([
  ['a bare LF everywhere', `POST /echo HTTP/1.1\nHost: x\n${signed().join('\n')}\n${length}\n\n${body}`],
  ['HTTP/0.9', `POST /echo\r\n\r\n${body}`],
  ['no host', `POST /echo HTTP/1.1\r\n${signed().join('\r\n')}\r\n${length}\r\n\r\n${body}`],
  ['another version', post('/echo', [...signed(), length]).replace('HTTP/1.1', 'HTTP/3.7')],
])('%s is 400', async (_, bytes) => {
  expect(await send(bytes)).toEqual([400])
  expect(served).toEqual([])
})

it.each([
  ...[
    '//echo',
    '/./echo',
    '/x/../echo',
    '/%2e/echo',
    '/%65cho',
    '/echo/',
    '/echo;x=1',
    '/echo%00',
    '/ECHO',
    '/',
  ],
  ...[
    'http://x/echo',
    'https://evil/echo',
    '*',
    '/__proto__',
    '/constructor',
    '/toString',
    '/echo\\',
    '/echo%3fx',
  ],
])('%s is no way to write /echo, even signed as it stands', async (target) => {
  expect([[404], [400]]).toContainEqual(await send(post(target, [...signed(target), length])))
  expect(served).toEqual([])
})

it.each(['/echo\0', '/ech\u00f6', '/echo\t', '/ec ho'])('%j breaks the request line', async (target) => {
  expect([[404], [400]]).toContainEqual(await send(post(target, [...signed(target), length])))
  expect(served).toEqual([])
})

it.each([
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
])('signed JSON harms nobody: %.20s', async (text) => {
  const lines = (target: string) => [...signed(target, text), `Content-Length: ${text.length}`]
  expect(await send(post('/loose', lines('/loose'), text))).toEqual([expect.any(Number)])
  expect(await send(post('/echo', lines('/echo'), text))).toEqual([400])
  expect('polluted' in {}).toBe(false)
  expect(await send(post('/echo', [...signed(), length]))).toEqual([200])
  expect(served.at(-1)).toEqual({ text: 'hi' })
})
