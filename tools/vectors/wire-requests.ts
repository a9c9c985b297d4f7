import { createHash } from 'node:crypto'
import { isSubnetError } from '@subnetkit/base'
import {
  createMemoryNonceStore,
  createRequestVerifier,
  type NonceStore,
  signRequest,
  verifyRequest,
} from '@subnetkit/transport'
import {
  authHeaders,
  DEFAULT_ALLOWED_SKEW_MS,
  DEFAULT_MAX_AGE_MS,
  signingPayload,
} from '@subnetkit/transport/conformance'
import { createKeypair, decodeAddress, type KeyScheme, verifySignature } from '@subnetkit/wallet'
import { z } from 'zod'
import { bytesOf, caseKind, comparer, hex, nameField, nonce, note, scheme } from './cases.js'
import type { VectorKind } from './kind.js'

const payloadCase = z.strictObject({
  name: z.string(),
  note,
  scheme,
  method: z.string(),
  target: z.string(),
  body_hex: hex,
  body_sha256: hex,
  nonce,
  sender: z.string(),
  receiver: z.string().nullable(),
  payload: z.string(),
  payload_sha256: hex,
  payload_bytes: z.number(),
  signature: hex.optional(),
  example_signature: hex.optional(),
  signature_is_deterministic: z.boolean(),
  headers: z.record(z.string(), z.string()),
})

/** Headers as a case states them: by lower-case name, since names are case-insensitive. */
const byLowerName = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const signatureHeader = authHeaders.signature.toLowerCase()

function comparePayload(given: z.infer<typeof payloadCase>): string | null {
  const { same, problem } = comparer()
  const body = bytesOf(given.body_hex)
  const request = { method: given.method, target: given.target, body, receiver: given.receiver }
  const payload = signingPayload({
    ...request,
    scheme: given.scheme,
    nonce: BigInt(given.nonce),
    sender: given.sender,
  })
  const message = Buffer.from(payload, 'utf8')
  const publicKey = decodeAddress(given.sender)
  const verifies = (signature: Uint8Array) =>
    verifySignature({ scheme: given.scheme, publicKey, message, signature })

  same('payload', payload, given.payload)
  same('body_sha256', payload.split('\n')[4], given.body_sha256.replace(/^0x/, ''))
  same('payload_sha256', createHash('sha256').update(message).digest('hex'), given.payload_sha256)
  same('payload_bytes', message.length, given.payload_bytes)
  same('signature_is_deterministic', given.scheme === 'ed25519', given.signature_is_deterministic)
  const stated = given.signature ?? given.example_signature
  if (stated === undefined) return 'the case states no signature'
  same('the stated signature verifies', verifies(bytesOf(stated)), true)

  const uri = uriOfSender(given.sender, given.scheme)
  if (uri === null) return `no development key has the address of the sender ${given.sender}`
  const signed = signRequest({
    ...request,
    keypair: createKeypair(uri, { scheme: given.scheme }),
    nonce: BigInt(given.nonce),
  })
  const [ours, theirs] = [byLowerName(signed), byLowerName(given.headers)]
  same('our signature verifies', verifies(bytesOf(ours[signatureHeader] ?? '')), true)
  if (given.scheme === 'ed25519') {
    same('signature', ours[signatureHeader], stated)
  } else {
    // sr25519 draws randomness: both must verify, they never agree.
    same('the signature in the headers', theirs[signatureHeader], stated)
    ours[signatureHeader] = stated
  }
  same('headers', ours, theirs)
  return problem()
}

const developmentNames = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie', 'One', 'Two'] as const

/** The secret URI of a sender, who must be one of the development names. */
export function uriOfSender(address: string, scheme: KeyScheme): string | null {
  const uris = developmentNames.map((name) => `//${name}`)
  return uris.find((uri) => createKeypair(uri, { scheme }).address === address) ?? null
}

const payloadFile = z.strictObject({
  about: z.string().optional(),
  window_default: z.strictObject({ max_age_s: z.number(), allowed_skew_s: z.number() }).optional(),
  keys: z.record(z.string().regex(/^[a-z]+_(sr|ed)$/), z.string()).optional(),
})

/** Contents of the file besides its cases: the default window, and addresses by development name. */
function comparePayloadFile(file: unknown): string | null {
  const { same, problem } = comparer()
  const { window_default: window, keys = {} } = payloadFile.parse(file)
  if (window) same('max_age_s', DEFAULT_MAX_AGE_MS / 1000, window.max_age_s)
  if (window) same('allowed_skew_s', DEFAULT_ALLOWED_SKEW_MS / 1000, window.allowed_skew_s)
  for (const [key, address] of Object.entries(keys)) {
    const [name = '', curve] = key.split('_')
    const uri = `//${name[0]?.toUpperCase()}${name.slice(1)}`
    same(key, createKeypair(uri, { scheme: curve === 'ed' ? 'ed25519' : 'sr25519' }).address, address)
  }
  return problem()
}

const verification = z.strictObject({
  name: z.string().optional(),
  note,
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  request: z.strictObject({
    body_hex: hex,
    method: z.string(),
    target: z.string(),
    self_hotkey: z.string(),
    expected_scheme: z.string().default('sr25519'),
    now_ns: nonce,
    require_receiver: z.boolean().default(true),
    max_age_s: z.number().default(10),
    allowed_skew_s: z.number().default(2),
  }),
  expect: z.enum([
    'ok',
    'MalformedAuth',
    'WrongReceiver',
    'StaleRequest',
    'BadSignature',
    'ReplayedRequest',
    'config-error',
  ]),
})

/** Our codes for the protocol's error classes. */
const errorClass = new Map([
  ['AUTH_MALFORMED', 'MalformedAuth'],
  ['AUTH_WRONG_RECEIVER', 'WrongReceiver'],
  ['AUTH_STALE', 'StaleRequest'],
  ['AUTH_BAD_SIGNATURE', 'BadSignature'],
  ['AUTH_REPLAYED', 'ReplayedRequest'],
  ['CONFIG_INVALID', 'config-error'],
])

async function outcomeOf(given: z.infer<typeof verification>, nonceStore: NonceStore): Promise<string> {
  const { request, headers } = given
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as const),
  )
  try {
    const verifier = createRequestVerifier({
      hotkey: request.self_hotkey,
      nonceStore,
      // As stated, even if it is not a scheme: the verifier must reject it itself.
      trustedScheme: () => request.expected_scheme as KeyScheme,
      requireReceiver: request.require_receiver,
      maxAgeMs: request.max_age_s * 1000,
      allowedSkewMs: request.allowed_skew_s * 1000,
      now: () => BigInt(request.now_ns),
    })
    const body = bytesOf(request.body_hex)
    await verifyRequest(verifier, { method: request.method, target: request.target, body, headers: pairs })
    return 'ok'
  } catch (error) {
    if (!isSubnetError(error)) throw error
    return errorClass.get(error.code) ?? error.code
  }
}

async function compareSteps(steps: readonly z.infer<typeof verification>[]): Promise<string | null> {
  const { same, problem } = comparer()
  const store = createMemoryNonceStore()
  for (const [index, step] of steps.entries()) {
    same(`outcome of step ${index + 1}`, await outcomeOf(step, store), step.expect)
  }
  return problem()
}

const replayCase = z.strictObject({ name: z.string(), note, steps: z.array(verification).min(1) })

/** Signed requests: payloads, single verifications, sequences against one nonce store. */
export const requestVectors: readonly VectorKind[] = [
  caseKind(/^btauth1-payloads.*\.json$/, payloadCase, nameField, comparePayload, comparePayloadFile),
  caseKind(/^btauth1-verify.*\.json$/, verification, nameField, (given) => compareSteps([given])),
  caseKind(/^btauth1-replay.*\.json$/, replayCase, nameField, ({ steps }) => compareSteps(steps)),
]
