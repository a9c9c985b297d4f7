import { randomUUID } from 'node:crypto'
import { createNonceSource, legacySynapse, signRequest } from '@subnetkit/transport'
import {
  authHeaders,
  exactFields,
  finishHandshake,
  legacyRequest,
  sessionTarget,
  startHandshake,
  welcomeSchema,
} from '@subnetkit/transport/conformance'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import type { Take } from './load.js'

export const minerUri = '//Bob'
export const miner = createKeypair(minerUri)
const validator = createKeypair('//Alice')

/** Requests in flight at once, one on each connection. */
export const inFlight = 32

const text = 'The quick brown fox jumps over the lazy dog, and then it does so once more.'
const body = Buffer.from(JSON.stringify({ text }))

/** Makes requests shortly before they are sent: they go stale within seconds. */
export type RequestMaker = (port: number, count: number) => Promise<Take>

type Headers = Readonly<Record<string, string>>

/** Requests without any authentication. */
export const plainRequests: RequestMaker = async (port, count) =>
  inOrder(count, () => post(port, '/echo', {}, body))

export const signedRequests: RequestMaker = async (port, count) =>
  inOrder(count, () => {
    const receiver = miner.address
    return post(
      port,
      '/echo',
      signRequest({ keypair: validator, method: 'POST', target: '/echo', body, receiver }),
      body,
    )
  })

/** Requests of one session, which is opened for them. */
export const sessionRequests: RequestMaker = async (port, count) => {
  const session = await openSession(port)
  return inOrder(count, () => {
    const call = { method: 'POST', target: '/echo', body, channel: '-' }
    return post(port, '/echo', session.authenticate(call, Date.now()).headers, body)
  })
}

/** Requests as an SDK 10 dendrite sends them. An axon wants rising nonces of one uuid, so each lane has its own. */
export const legacyRequests: RequestMaker = async (port, count) => {
  const echo = legacySynapse({
    name: 'Echo',
    fields: z.object({ text: z.string(), answer: z.string().nullable().default(null) }),
    hashFields: ['text'],
  })
  const fields = exactFields(echo, echo.fields.parse({ text }))
  const nextNonce = createNonceSource()
  const uuids = Array.from({ length: inFlight }, () => randomUUID())
  const endpoint = { host: '127.0.0.1', port, hotkey: miner.address }
  return inLanes(count, (lane) => {
    const sender = { keypair: validator, uuid: uuids[lane]!, externalIp: '127.0.0.1', nonce: nextNonce() }
    const request = legacyRequest(sender, endpoint, echo, fields, 12)
    return post(port, '/Echo', request.headers as Headers, Buffer.from(request.body))
  })
}

async function openSession(port: number) {
  const started = startHandshake({ lifetime: 600, channel: '-' })
  const hello = Buffer.from(JSON.stringify(started.hello))
  const receiver = miner.address
  const headers = signRequest({
    keypair: validator,
    method: 'POST',
    target: sessionTarget,
    body: hello,
    receiver,
  })
  const response = await fetch(`http://127.0.0.1:${port}${sessionTarget}`, {
    method: 'POST',
    headers,
    body: hello,
  })
  const { result } = z.object({ result: z.object({ data: welcomeSchema }) }).parse(await response.json())
  const session = finishHandshake(started, result.data, {
    caller: validator.address,
    miner: receiver,
    nonce: BigInt(headers[authHeaders.nonce]!),
    mustSign: false,
  })
  if (!session) throw new Error('the handshake of the session failed')
  return session
}

/** Each goes to whichever lane is free, so that counters and nonces arrive about in order. */
function inOrder(count: number, request: () => Buffer): Take {
  const requests = Array.from({ length: count }, request)
  let next = 0
  return () => requests[next++]
}

function inLanes(count: number, request: (lane: number) => Buffer): Take {
  const size = Math.ceil(count / inFlight)
  const lanes = Array.from({ length: inFlight }, (_, lane) =>
    Array.from({ length: size }, () => request(lane)),
  )
  const next = new Array<number>(inFlight).fill(0)
  return (lane) => lanes[lane]![next[lane]!++]
}

function post(port: number, target: string, headers: Headers, content: Buffer): Buffer {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'content-length': `${content.length}`,
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`POST ${target} HTTP/1.1\r\n${lines.join('')}\r\n`), content])
}
