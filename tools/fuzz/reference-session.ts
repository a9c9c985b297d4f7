import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import type { Verdict, WireRequest } from './reference-verifier.js'

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest('hex')

/** First half of a handshake. */
export function startReferenceHandshake() {
  const head = Buffer.from('302e020100300506032b656e04220420', 'hex')
  const secret = createPrivateKey({
    key: Buffer.concat([head, randomBytes(32)]),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  const key = spki.subarray(-32).toString('hex')
  return { secret, key, body: JSON.stringify({ version: 'session/1', key, lifetime: 600, channel: '-' }) }
}

interface Welcome {
  readonly session: string
  readonly key: string
  readonly expires: number
  readonly proof: string
}

interface Ends {
  readonly caller: string
  readonly miner: string
  /** Nonce of the handshake's signature. */
  readonly nonce: string
}

/**
 * Second implementation of session/1, written from docs/protocol.md alone: makes the requests of a caller, and judges
 * what a miner receives in this session. Throws if the answer to the handshake does not prove the keys.
 */
export function finishReferenceHandshake(
  { secret, key }: ReturnType<typeof startReferenceHandshake>,
  welcome: Welcome,
  { caller, miner, nonce }: Ends,
) {
  const { session, expires: end } = welcome
  const spki = Buffer.concat([
    Buffer.from('302a300506032b656e032100', 'hex'),
    Buffer.from(welcome.key, 'hex'),
  ])
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const shared = diffieHellman({ privateKey: secret, publicKey })
  const ends = ['session/1 handshake', caller, miner, key, welcome.key, nonce, session, `${end}`, '-']
  const salt = createHash('sha256').update(ends.join('\n')).digest()
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', shared, salt, `session/1 ${use}`, 32))
  const [requestKey, answerKey] = [derive('request'), derive('answer')]
  if (hmac(answerKey, `session/1 proof\n${salt.toString('hex')}`) !== welcome.proof)
    throw new Error('the handshake does not prove its keys')
  const accepted = new Set<number>()
  let highest = 0
  let next = 0

  const macOf = ({ method, target, body }: Omit<WireRequest, 'headers'>, counter: string, expires: string) =>
    hmac(
      requestKey,
      [
        ...['session/1 request', session, counter, expires],
        ...[method.toUpperCase(), target, sha256(body), '-'],
      ].join('\n'),
    )

  function headersOf(request: Omit<WireRequest, 'headers'>, time: number): WireRequest['headers'] {
    const [counter, expires] = [`${++next}`, `${time + 10_000}`]
    return [
      ['X-Subnetkit-Session', session],
      ['X-Subnetkit-Counter', counter],
      ['X-Subnetkit-Expires', expires],
      ['X-Subnetkit-Mac', macOf(request, counter, expires)],
    ]
  }

  function judge(request: WireRequest, time: number): Verdict {
    const named = (prefix: string) =>
      request.headers.filter(([name]) => name.toLowerCase().startsWith(prefix))
    const all = (name: string) => named(name).filter(([given]) => given.length === name.length)
    const values = ['session', 'counter', 'expires', 'mac'].map((role) => all(`x-subnetkit-${role}`))
    if (values.every((found) => found.length === 0)) return 'AUTH_MALFORMED'
    const signed = ['version', 'hotkey', 'nonce', 'signature', 'receiver', 'crypto']
    if (signed.some((role) => all(`x-bittensor-${role}`).length > 0)) return 'SESSION_MALFORMED'
    if (values.some((found) => found.length !== 1)) return 'SESSION_MALFORMED'
    const [id, counter, expires, mac] = values.map(([one]) => one![1]) as [string, string, string, string]
    const isNumber = (text: string) =>
      /^[1-9][0-9]*$/.test(text) && text.length < 17 && Number.isSafeInteger(+text)
    if (!/^[0-9a-f]{32}$/.test(id) || !/^[0-9a-f]{64}$/.test(mac)) return 'SESSION_MALFORMED'
    if (!isNumber(counter) || !isNumber(expires)) return 'SESSION_MALFORMED'
    if (id !== session || time > end) return 'SESSION_UNKNOWN'
    if (+expires < time || +expires > time + 12_000) return 'SESSION_STALE'
    if (macOf(request, counter, expires) !== mac) return 'SESSION_BAD_MAC'
    if (+counter <= highest - 1_024 || accepted.has(+counter)) return 'SESSION_REPLAYED'
    highest = Math.max(highest, +counter)
    accepted.add(+counter)
    for (const old of accepted) if (old <= highest - 1_024) accepted.delete(old)
    return 'ok'
  }

  return { end, headersOf, judge }
}
/** A session as its caller holds it, with the judge of what its miner receives. */
export type ReferenceSession = ReturnType<typeof finishReferenceHandshake>
