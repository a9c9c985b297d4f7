import { createHash } from 'node:crypto'
import { isSubnetError } from '@subnetkit/base'
import { createKeypair, encodeAddress, type KeyScheme, verifySignature } from '@subnetkit/wallet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import payloads from '../../fixtures/wire/btauth1-payloads.json' with { type: 'json' }
import replays from '../../fixtures/wire/btauth1-replay.json' with { type: 'json' }
import verifications from '../../fixtures/wire/btauth1-verify.json' with { type: 'json' }
import { authHeaders } from './headers.js'
import { createMemoryNonceStore, type NonceStore } from './nonce-store.js'
import { signRequest } from './sign-request.js'
import { signingPayload } from './signing-payload.js'
import { createRequestVerifier, type RequestVerifierOptions, verifyRequest } from './verify-request.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const nonce = 1_752_076_800_000_000_000n
const request = { method: 'POST', target: '/generate?stream=false', body: Buffer.from('{"prompt": "hello"}') }

const errorClasses: Readonly<Record<string, string>> = {
  AUTH_MALFORMED: 'MalformedAuth',
  AUTH_WRONG_RECEIVER: 'WrongReceiver',
  AUTH_STALE: 'StaleRequest',
  AUTH_BAD_SIGNATURE: 'BadSignature',
  AUTH_REPLAYED: 'ReplayedRequest',
  CONFIG_INVALID: 'config-error',
}

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action()
    return 'ok'
  } catch (error) {
    return isSubnetError(error) ? error.code : String(error)
  }
}

/** Verifies at the golden moment for //Bob. */
function verify(headers: Readonly<Record<string, string>>, options: Partial<RequestVerifierOptions> = {}) {
  return codeOf(() => {
    const verifier = createRequestVerifier({ hotkey: bob.address, now: () => nonce, ...options })
    return verifyRequest(verifier, { ...request, headers: Object.entries(headers) })
  })
}

const signed = (changes: Partial<Parameters<typeof signRequest>[0]> = {}) =>
  signRequest({ ...request, keypair: alice, receiver: bob.address, nonce, ...changes })

async function outcomeOf(
  given: (typeof verifications.cases)[number],
  nonceStore: NonceStore,
): Promise<string> {
  const asked = given.request
  const code = await codeOf(() => {
    const verifier = createRequestVerifier({
      hotkey: asked.self_hotkey,
      nonceStore,
      trustedScheme: () => asked.expected_scheme as KeyScheme,
      requireReceiver: asked.require_receiver,
      maxAgeMs: asked.max_age_s * 1000,
      allowedSkewMs: asked.allowed_skew_s * 1000,
      now: () => BigInt(asked.now_ns),
    })
    return verifyRequest(verifier, {
      method: asked.method,
      target: asked.target,
      body: Buffer.from(asked.body_hex, 'hex'),
      headers: Object.entries(given.headers),
    })
  })
  return errorClasses[code] ?? code
}

describe('the vectors', () => {
  it.each(payloads.cases)('payload $name', (given) => {
    const scheme = given.scheme as KeyScheme
    const body = Buffer.from(given.body_hex, 'hex')
    const { method, target, sender, receiver } = given
    const payload = signingPayload({
      scheme,
      method,
      target,
      body,
      nonce: BigInt(given.nonce),
      sender,
      receiver,
    })
    expect(payload).toBe(given.payload)
    expect(createHash('sha256').update(payload).digest('hex')).toBe(given.payload_sha256)
    const message = Buffer.from(payload)
    const keypair = createKeypair('//Alice', { scheme })
    const headers = signRequest({ keypair, method, target, body, receiver, nonce: BigInt(given.nonce) })
    const signature = Buffer.from((given.signature ?? given.example_signature ?? '').slice(2), 'hex')
    expect(verifySignature({ scheme, publicKey: keypair.publicKey, message, signature })).toBe(true)
    const comparable =
      scheme === 'ed25519' ? headers : { ...headers, [authHeaders.signature]: given.example_signature }
    expect(comparable).toEqual(given.headers)
  })

  it.each(verifications.cases)('verification $name', async (given) => {
    expect(await outcomeOf(given as (typeof verifications.cases)[number], createMemoryNonceStore())).toBe(
      given.expect,
    )
  })

  it.each(replays.cases)('sequence $name', async ({ steps }) => {
    const store = createMemoryNonceStore()
    for (const step of steps) {
      expect(await outcomeOf(step as (typeof verifications.cases)[number], store)).toBe(step.expect)
    }
  })
})

describe('verifyRequest', () => {
  it('takes what signRequest signs, whatever the method, target and body', async () => {
    const text = fc.stringMatching(/^\/[\x21-\x7e]{0,40}$/)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('POST', 'get'),
        text,
        fc.uint8Array(),
        async (method, target, body) => {
          const headers = Object.entries(signed({ method, target, body }))
          const verifier = createRequestVerifier({ hotkey: bob.address, now: () => nonce })
          const caller = await verifyRequest(verifier, {
            method: method.toUpperCase(),
            target,
            body,
            headers,
          })
          expect(caller).toMatchObject({ hotkey: alice.address, nonce, scheme: 'sr25519' })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('refuses every mutation of one header', async () => {
    const headers = signed()
    const names = Object.keys(headers)
    const edit = fc.tuple(fc.constantFrom(...names), fc.nat(), fc.stringMatching(/^[\x20-\x7e]$/))
    await fc.assert(
      fc.asyncProperty(edit, async ([name, at, character]) => {
        const value = headers[name]!
        const index = at % value.length
        const mutated = value.slice(0, index) + character + value.slice(index + 1)
        fc.pre(mutated.toLowerCase() !== value.toLowerCase())
        expect(await verify({ ...headers, [name]: mutated })).toMatch(/^AUTH_/)
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['a duplicate in another case', { ...signed(), 'x-bittensor-nonce': nonce.toString() }],
    ['a signed nonce', { ...signed(), [authHeaders.nonce]: `+${nonce}` }],
    ['a blank before the nonce', { ...signed(), [authHeaders.nonce]: ` ${nonce}` }],
    ['an empty hotkey', { ...signed(), [authHeaders.hotkey]: '' }],
    [
      'an address of another network',
      { ...signed(), [authHeaders.hotkey]: '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5' },
    ],
    [
      'defect: the all-zero hotkey, for which anybody can sign',
      { ...signed(), [authHeaders.hotkey]: encodeAddress(new Uint8Array(32)) },
    ],
    ['half a byte of signature', { ...signed(), [authHeaders.signature]: '0xabc' }],
    ['a short signature', { ...signed(), [authHeaders.signature]: '0xabcd' }],
    ['an unsupported scheme', { ...signed(), [authHeaders.crypto]: 'mldsa' }],
  ])('calls %s malformed', async (_, headers) => {
    expect(await verify(headers)).toBe('AUTH_MALFORMED')
  })

  it('takes ed25519 only from senders that are trusted under it', async () => {
    const headers = signed({ keypair: createKeypair('//Alice', { scheme: 'ed25519' }) })
    expect(await verify(headers)).toBe('AUTH_BAD_SIGNATURE')
    expect(await verify(headers, { trustedScheme: () => 'ed25519' })).toBe('ok')
    expect(await verify(signed(), { trustedScheme: () => 'ed25519' })).toBe('AUTH_BAD_SIGNATURE')
    expect(await verify(signed(), { trustedScheme: () => 'rot13' as KeyScheme })).toBe('CONFIG_INVALID')
  })

  it('lets the very edges of the window pass and nothing beyond', async () => {
    const at = (offset: bigint) => verify(signed(), { now: () => nonce + offset })
    expect(await at(10_000_000_000n)).toBe('ok')
    expect(await at(10_000_000_001n)).toBe('AUTH_STALE')
    expect(await at(-2_000_000_000n)).toBe('ok')
    expect(await at(-2_000_000_001n)).toBe('AUTH_STALE')
  })

  it('tolerates a signature without 0x, numeric scheme codes and an unbound request where allowed', async () => {
    const { [authHeaders.signature]: signature = '', ...rest } = signed()
    expect(await verify({ ...rest, [authHeaders.signature]: signature.slice(2) })).toBe('ok')
    expect(await verify({ ...signed(), [authHeaders.crypto]: ' 1 ' })).toBe('ok')
    expect(await verify(signed({ receiver: null }))).toBe('AUTH_WRONG_RECEIVER')
    expect(await verify(signed({ receiver: null }), { requireReceiver: false })).toBe('ok')
  })

  it('asks the nonce store only after the signature verified', async () => {
    let asked = 0
    const nonceStore: NonceStore = { retentionMs: 60_000, remember: () => ++asked > 0 }
    const headers = { ...signed(), [authHeaders.signature]: `0x${'01'.repeat(64)}` }
    expect(await verify(headers, { nonceStore })).toBe('AUTH_BAD_SIGNATURE')
    expect(asked).toBe(0)
    expect(await verify(signed(), { nonceStore })).toBe('ok')
    expect(asked).toBe(1)
  })

  it('is not created when nonces are forgotten before they go stale', async () => {
    const nonceStore = createMemoryNonceStore({ retentionMs: 12_000 })
    expect(await verify(signed(), { nonceStore })).toBe('ok')
    expect(await verify(signed(), { nonceStore, allowedSkewMs: 2_001 })).toBe('CONFIG_INVALID')
    expect(await verify(signed(), { hotkey: 'nope' })).toBe('CONFIG_INVALID')
  })

  it('never repeats the signature in a message', async () => {
    const { [authHeaders.signature]: signature = '', ...rest } = signed()
    const headers = Object.entries({
      ...rest,
      [authHeaders.signature]: signature,
      [authHeaders.nonce]: `${nonce + 1n}`,
    })
    const verifier = createRequestVerifier({ hotkey: bob.address, now: () => nonce })
    const refusal = await verifyRequest(verifier, { ...request, headers }).catch(String)
    expect(refusal).toContain('does not verify')
    expect(refusal).not.toContain(signature.slice(2))
  })
})

it('signs no part with a line break in it', async () => {
  expect(await codeOf(() => signed({ target: '/a\nb' }))).toBe('AUTH_MALFORMED')
  expect(await codeOf(() => signed({ receiver: 'x\ny' }))).toBe('AUTH_MALFORMED')
})
