import { isSubnetError } from '@subnetkit/base'
import { createKeypair, verifySignature } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { signingPayload } from '../btauth/signing-payload.js'
import { finishHandshake, startHandshake } from './caller-session.js'
import { readSessionClaim } from './claim.js'
import { sessionHeaders, sessionTarget } from './headers.js'
import { createEphemeralKey, deriveKeys, sharedSecret } from './keys.js'
import { answerPayload, proofPayload, requestPayload, transcriptPayload } from './payload.js'
import { createServerSessions } from './server-sessions.js'

const caller = createKeypair('//Alice').address
const miner = createKeypair('//Bob').address
const nonce = 1_795_910_400_000_000_000n
const startedAt = 1_795_910_400_000
const [callerSeed, minerSeed, idBytes] = [1, 2, 3].map((byte, index) =>
  Buffer.alloc(index === 2 ? 16 : 32, byte),
) as [Buffer, Buffer, Buffer]
const exporter = 'e7'.repeat(32)
const body = '{"prompt":"hello"}'
/** sr25519 is randomised: signatures of //Bob over the transcripts of both sets, made once. */
const minerSignatures = [
  '0x5019b429a9fd5107bb53ed94c7e0812e955c72493329597abae05a65e67ec131178101a164fe6141fec20196e9969cfa8b7281f3ea0fe2735e8b5735b9400888',
  '0xb84277df85f3edc205b9d6bda2b06a0cc2bfe11cc10a4d8878f7f0a57276866f9ec1b564c054df9cbbeb4ae9f509a9700d55783e3490ad596d0c7a8bb1981686',
]
const answer = '{"result":{"data":{"text":"HELLO"}}}'

interface Sent {
  readonly method: string
  readonly target: string
  readonly body: string
  /** Channel of the connection that carries it. */
  readonly channel: string
  /** Clock of the miner, Unix time in ms. */
  readonly now: number
  readonly headers: Readonly<Record<string, string>>
}

/** One handshake with all that follows from it, then requests in the order in which the miner receives them. */
function vectorsOf(channel: string) {
  let now = startedAt
  const started = startHandshake({ lifetime: 600, channel }, callerSeed)
  const helloText = JSON.stringify(started.hello)
  const sessions = createServerSessions({
    now: () => now,
    random: (size) => (size === 16 ? idBytes : minerSeed),
  })
  const welcome = sessions.open({ caller, miner, nonce, body: Buffer.from(helloText), channel })
  const session = finishHandshake(started, welcome, { caller, miner, nonce, mustSign: false })
  if (!session) throw new Error('the handshake failed')
  const { key: minerKey, session: id, expires } = welcome
  const transcript = {
    caller,
    miner,
    callerKey: started.hello.key,
    minerKey,
    nonce,
    session: id,
    expires,
    channel,
  }
  const secret = sharedSecret(started.ephemeral, minerKey)
  const keys = deriveKeys(secret, transcript)

  const call = { method: 'POST', target: '/generate', body: Buffer.from(body), channel }
  const take = (time = startedAt + 500) => session.authenticate(call, time).headers
  const send = (headers: Readonly<Record<string, string>>, changes: Partial<Sent> = {}): Sent => ({
    method: 'POST',
    target: '/generate',
    body,
    channel,
    now: startedAt + 1_000,
    headers,
    ...changes,
  })
  const one = take()
  const skipped = [take(), take(), take()] as const
  for (let counter = 5; counter <= 1_999; counter++) take()
  const ahead = take()
  const replaced = (headers: Readonly<Record<string, string>>, name: string, value: string) => ({
    ...headers,
    [name]: value,
  })
  const mac = (headers: Readonly<Record<string, string>>) => headers[sessionHeaders.mac]!
  const other = channel === '-' ? exporter : '-'
  const cases: readonly (readonly [string, Sent])[] = [
    ['the first request', send(one)],
    ['the same request again', send(one)],
    ['counter 3 overtakes 2', send(skipped[1])],
    ['counter 2, late', send(skipped[0])],
    ['counter 2 again', send(skipped[0])],
    ['another body', send(skipped[2], { body: `${body} ` })],
    ['another method', send(skipped[2], { method: 'GET' })],
    ['another target', send(skipped[2], { target: '/generate?' })],
    ['another counter', send(replaced(skipped[2], sessionHeaders.counter, '2001'))],
    ['a later expiry', send(replaced(skipped[2], sessionHeaders.expires, `${startedAt + 10_501}`))],
    ['another connection', send(skipped[2], { channel: other })],
    ['a truncated MAC', send(replaced(skipped[2], sessionHeaders.mac, mac(skipped[2]).slice(0, 32)))],
    ['a MAC in capitals', send(replaced(skipped[2], sessionHeaders.mac, mac(skipped[2]).toUpperCase()))],
    ['the MAC of another request', send(replaced(skipped[2], sessionHeaders.mac, mac(one)))],
    ['a counter with a zero in front', send(replaced(skipped[2], sessionHeaders.counter, '04'))],
    ['a signed request as well', send(replaced(skipped[2], 'X-Bittensor-Version', '1'))],
    ['an unknown session', send(replaced(skipped[2], sessionHeaders.session, '00'.repeat(16)))],
    ['1 ms after its expiry', send(skipped[2], { now: startedAt + 10_501 })],
    ['12,001 ms before its expiry', send(skipped[2], { now: startedAt - 1_501 })],
    ['counter 4, at its expiry', send(skipped[2], { now: startedAt + 10_500 })],
    ['counter 2000', send(ahead)],
    ['counter 976, which is 1024 behind', send(behind(976))],
    ['counter 977, which is 1023 behind', send(behind(977))],
    ['after the end of the session', send(behind(978), { now: startedAt + 600_001 })],
  ]

  function behind(counter: number): Readonly<Record<string, string>> {
    const twin = finishHandshake(started, welcome, { caller, miner, nonce, mustSign: false })!
    for (let skip = 1; skip < counter; skip++) twin.authenticate(call, startedAt + 500)
    return twin.authenticate(call, startedAt + 500).headers
  }

  function receive({ method, target, body: text, channel: own, now: time, headers }: Sent) {
    now = time
    try {
      const claim = readSessionClaim(Object.entries(headers))
      if (!claim) return { expected: 'not a session request' }
      const sealed = sessions.claim(claim).prove({ method, target, body: Buffer.from(text), channel: own })
      return { expected: 'ok', answerMac: sealed.ofBody(200, Buffer.from(answer)) }
    } catch (error) {
      if (isSubnetError(error)) return { expected: error.code }
      throw error
    }
  }

  /** Requests in a new session, each with the next counter and a fresh expiry. */
  function liveFor(name: string, times: readonly (readonly [string, number])[]) {
    now = startedAt
    sessions.open({ caller, miner, nonce, body: Buffer.from(helloText), channel })
    const twin = finishHandshake(started, welcome, { caller, miner, nonce, mustSign: false })!
    const requests = times.map(([when, afterMs]) => {
      const sent = send(twin.authenticate(call, startedAt + afterMs).headers, { now: startedAt + afterMs })
      return { name: when, ...sent, ...receive(sent) }
    })
    return { name, requests }
  }

  const first = { session: id, counter: 1, expires: startedAt + 10_500, ...call }
  return {
    handshake: {
      caller,
      miner,
      nonce: nonce.toString(),
      now: startedAt,
      channel,
      callerSecret: callerSeed.toString('hex'),
      minerSecret: minerSeed.toString('hex'),
      target: sessionTarget,
      body: helloText,
      signingPayload: signingPayload({
        ...{ scheme: 'sr25519', method: 'POST', target: sessionTarget, nonce },
        ...{ sender: caller, receiver: miner, body: Buffer.from(helloText) },
      }),
      answer: JSON.stringify({ result: { data: welcome } }),
      transcript: transcriptPayload(transcript),
      sharedSecret: secret.toString('hex'),
      requestKey: keys.request.toString('hex'),
      answerKey: keys.answer.toString('hex'),
      proofPayload: proofPayload(transcript),
      proof: welcome.proof,
      minerSignature: minerSignatures[channel === '-' ? 0 : 1]!,
    },
    payloads: {
      request: requestPayload(first),
      requestMac: mac(one),
      answerStatus: 200,
      answerBody: answer,
      answer: answerPayload({ requestMac: mac(one), status: 200, body: Buffer.from(answer) }),
    },
    requests: cases.map(([name, sent]) => ({ name, ...sent, ...receive(sent) })),
    lives: [
      liveFor('idle', [
        ['a request', 1_000],
        ['300,001 ms after it, long before the end of the session', 301_001],
        ['once more', 301_002],
      ]),
      liveFor('expired', [
        ['a request', 1_000],
        ['300,000 ms after it', 301_000],
        ['in the last ms of the session', 600_000],
        ['1 ms later', 600_001],
      ]),
    ],
  }
}

it('the vectors in docs follow from the implementation, and each attack has its refusal', async () => {
  const sets = [vectorsOf('-'), vectorsOf(exporter)]
  await expect(`${JSON.stringify({ version: 'session/1', sets }, null, 2)}\n`).toMatchFileSnapshot(
    '../../../../docs/vectors/session-1.json',
  )
  for (const { requests, lives } of sets) {
    const codes = lives.map((life) => life.requests.map(({ expected }) => expected))
    expect(codes).toEqual([
      ['ok', 'SESSION_UNKNOWN', 'SESSION_UNKNOWN'],
      ['ok', 'ok', 'ok', 'SESSION_UNKNOWN'],
    ])
    expect(requests.filter(({ expected }) => expected === 'ok').map(({ name }) => name)).toEqual([
      'the first request',
      'counter 3 overtakes 2',
      'counter 2, late',
      'counter 4, at its expiry',
      'counter 2000',
      'counter 977, which is 1023 behind',
    ])
    expect(Object.fromEntries(requests.map(({ name, expected }) => [name, expected]))).toMatchObject({
      'the same request again': 'SESSION_REPLAYED',
      'counter 2 again': 'SESSION_REPLAYED',
      'another connection': 'SESSION_BAD_MAC',
      'a truncated MAC': 'SESSION_MALFORMED',
      'the MAC of another request': 'SESSION_BAD_MAC',
      'a signed request as well': 'SESSION_MALFORMED',
      '1 ms after its expiry': 'SESSION_STALE',
      'counter 976, which is 1024 behind': 'SESSION_REPLAYED',
      'after the end of the session': 'SESSION_UNKNOWN',
    })
  }
})

it('agrees with RFC 7748 on a shared secret, and refuses a key of low order', () => {
  const base = `09${'00'.repeat(31)}`
  const ephemeral = createEphemeralKey(Buffer.from(base, 'hex'))
  expect(sharedSecret(ephemeral, base).toString('hex')).toBe(
    '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
  )
  expect(() => sharedSecret(ephemeral, '00'.repeat(32))).toThrow(
    expect.objectContaining({ code: 'SESSION_MALFORMED' }),
  )
})

it('the miner signatures in the vectors pass for their own handshake and key only', () => {
  const [plain, bound] = [vectorsOf('-').handshake, vectorsOf(exporter).handshake]
  const isSigned = ({ transcript }: typeof plain, { minerSignature }: typeof plain, signer: string) =>
    verifySignature({
      scheme: 'sr25519',
      publicKey: createKeypair(signer).publicKey,
      message: Buffer.from(transcript),
      signature: Buffer.from(minerSignature.slice(2), 'hex'),
    })
  for (const set of [plain, bound]) {
    expect(isSigned(set, set, '//Bob')).toBe(true)
    expect(isSigned(set, set, '//Alice')).toBe(false)
    const finish = (signature: string | null, mustSign: boolean) => {
      const started = startHandshake({ lifetime: 600, channel: set.channel }, callerSeed)
      const welcome = { ...JSON.parse(set.answer).result.data, signature }
      return finishHandshake(started, welcome, { caller, miner, nonce, mustSign })
    }
    expect(finish(set.minerSignature, true)).not.toBeNull()
    expect([finish(null, false) !== null, finish(null, true)]).toEqual([true, null])
    // A signature that is wrong is refused, whether or not one is required.
    const other = set === plain ? bound.minerSignature : plain.minerSignature
    expect([finish(other, true), finish(other, false)]).toEqual([null, null])
  }
})
