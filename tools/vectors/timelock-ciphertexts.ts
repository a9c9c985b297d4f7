import { createHash } from 'node:crypto'
import {
  ciphertextOverhead,
  createBeacon,
  decodeCiphertext,
  decodeEnvelope,
  encodeCiphertext,
  encodeEnvelope,
  encodeWeightsPayload,
  quicknet,
  roundIdentity,
  timelockDecrypt,
  timelockEncrypt,
  timelockError,
  verifyPulse,
} from '@subnetkit/timelock'
import { z } from 'zod'
import {
  bareHex,
  bytesOf,
  caseKind,
  comparer,
  nonce as digits,
  hex,
  nameField,
  note,
  sameHex,
} from './cases.js'
import type { VectorKind } from './kind.js'

const ciphertextCase = z.strictObject({
  name: z.string(),
  note,
  round: z.number(),
  identity_sha256: hex,
  public_key: hex,
  signature: hex,
  plaintext_hex: hex,
  sigma_hex: hex,
  esk_hex: hex,
  aes_nonce_hex: hex,
  r_scalar_hex: z.string().regex(/^(0x)?[0-9a-f]+$/),
  u_hex: hex,
  v_hex: hex,
  w_hex: hex,
  aes_ciphertext_and_tag_hex: hex,
  ciphertext_hex: hex,
  ciphertext_length: z.number(),
  userdata_envelope_hex: hex,
})
const ciphertextFile = z.looseObject({
  about: z.string().optional(),
  test_beacon_secret_scalar_hex: hex.optional(),
  quicknet: z
    .strictObject({ chain_hash: hex, genesis: z.number(), period: z.number(), dst: z.string() })
    .optional(),
})

/** `secret`: the test beacon's key, with which a case that names its public key must be signed. */
function compareCiphertext(given: z.infer<typeof ciphertextCase>, secret?: string): string | null {
  const { same, problem } = comparer()
  const round = BigInt(given.round)
  const publicKey = bytesOf(given.public_key)
  const signature = bytesOf(given.signature)
  const plaintext = bytesOf(given.plaintext_hex)
  const random = {
    sigma: bytesOf(given.sigma_hex),
    esk: bytesOf(given.esk_hex),
    nonce: bytesOf(given.aes_nonce_hex),
  }
  const ciphertext = timelockEncrypt({ plaintext, round, publicKey, random })
  const parts = decodeCiphertext(ciphertext)
  same('identity_sha256', bareHex(roundIdentity(round)), sameHex(given.identity_sha256))
  same('u', bareHex(parts.u), sameHex(given.u_hex))
  same('v', bareHex(parts.v), sameHex(given.v_hex))
  same('w', bareHex(parts.w), sameHex(given.w_hex))
  same('body', bareHex(parts.body), sameHex(given.aes_ciphertext_and_tag_hex))
  same('nonce', bareHex(parts.nonce), sameHex(given.aes_nonce_hex))
  same('ciphertext', bareHex(ciphertext), sameHex(given.ciphertext_hex))
  same('ciphertext_length', ciphertext.length, given.ciphertext_length)
  // Multiplying the generator of G2 is what makes a public key: so the hidden scalar's is U.
  const scalar = bytesOf(sameHex(given.r_scalar_hex).padStart(64, '0'))
  same('generator times r', bareHex(createBeacon({ secretKey: scalar }).publicKey), sameHex(given.u_hex))
  const envelope = encodeEnvelope({ ciphertext, round })
  same('envelope', bareHex(envelope), sameHex(given.userdata_envelope_hex))
  same('round of the envelope', Number(decodeEnvelope(envelope).round), given.round)
  const opened = timelockDecrypt({ ciphertext: bytesOf(given.ciphertext_hex), signature })
  same('plaintext', bareHex(opened), sameHex(given.plaintext_hex))
  const randomness = createHash('sha256').update(signature).digest()
  verifyPulse({ round, signature, randomness }, publicKey)
  const beacon = secret === undefined ? undefined : createBeacon({ secretKey: bytesOf(secret) })
  if (beacon !== undefined && bareHex(beacon.publicKey) === sameHex(given.public_key)) {
    same('signature', bareHex(beacon.sign(round).signature), sameHex(given.signature))
  } else {
    same('public_key', sameHex(given.public_key), bareHex(quicknet.publicKey))
  }
  return problem()
}

/** Domain of the hash to the curve. That it is ours is shown by the signatures, which verify. */
const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_'

function compareCiphertextFile(file: unknown): string | null {
  const { same, problem } = comparer()
  const { quicknet: stated } = ciphertextFile.strict().parse(file)
  if (stated) {
    same('chain_hash', quicknet.chainHash, sameHex(stated.chain_hash))
    same('genesis', quicknet.genesis, stated.genesis)
    same('period', quicknet.period, stated.period)
    same('dst', domain, stated.dst)
  }
  return problem()
}

const ciphertextKind: VectorKind = {
  fileName: /^timelock-ciphertext.*\.json$/,
  run(file) {
    const secret = ciphertextFile.parse(file).test_beacon_secret_scalar_hex
    const compare = (given: z.infer<typeof ciphertextCase>) => compareCiphertext(given, secret)
    return caseKind(this.fileName, ciphertextCase, nameField, compare, compareCiphertextFile).run(file)
  },
}

const negativeCase = z.strictObject({
  name: z.string(),
  note,
  ciphertext_hex: hex,
  signature: hex,
  expect: z.literal('error'),
  why: z.string().optional(),
})

function compareNegative(given: z.infer<typeof negativeCase>): string | null {
  try {
    timelockDecrypt({ ciphertext: bytesOf(given.ciphertext_hex), signature: bytesOf(given.signature) })
    return 'was decrypted instead of refused'
  } catch (error) {
    if (!timelockError.is(error)) throw error
    return null
  }
}

const onchainCase = z.strictObject({
  name: z.string().optional(),
  note,
  call_hex: hex,
  pallet_index: z.number(),
  call_index: z.number(),
  netuid: z.number(),
  mecid: z.number(),
  commit_length: z.number(),
  reveal_round: digits,
  commit_reveal_version: z.number(),
  // Stands in the extrinsic around the call, so that nothing here could disagree with it.
  signer_public_key: z.string().regex(/^0x[0-9a-f]{64}$/),
  header: z.strictObject({ u: hex, v: hex, w: hex }),
  aes_ciphertext_length: z.number(),
  plaintext_length: z.number(),
  number_of_uids_implied: z.number(),
  aes_nonce: hex,
  cipher_suite: z.literal('AES_GCM_'),
})

function compareOnchain(given: z.infer<typeof onchainCase>): string | null {
  const { same, problem } = comparer()
  const call = Buffer.from(bytesOf(given.call_hex))
  // pallet, call, netuid u16, mechanism u8; commit and round, as in an envelope; version u16
  const { ciphertext, round } = decodeEnvelope(call.subarray(5, -2))
  const { u, v, w, body, nonce } = decodeCiphertext(ciphertext)
  same('pallet_index', call[0], given.pallet_index)
  same('call_index', call[1], given.call_index)
  same('netuid', call.readUInt16LE(2), given.netuid)
  same('mecid', call[4], given.mecid)
  same('commit_length', ciphertext.length, given.commit_length)
  same('reveal_round', String(round), given.reveal_round)
  same('commit_reveal_version', call.readUInt16LE(call.length - 2), given.commit_reveal_version)
  same('u', bareHex(u), sameHex(given.header.u))
  same('v', bareHex(v), sameHex(given.header.v))
  same('w', bareHex(w), sameHex(given.header.w))
  same('aes_ciphertext_length', body.length, given.aes_ciphertext_length)
  same('plaintext_length', ciphertext.length - ciphertextOverhead, given.plaintext_length)
  same('number_of_uids_implied', impliedUids(given.plaintext_length), given.number_of_uids_implied)
  same('aes_nonce', bareHex(nonce), sameHex(given.aes_nonce))
  same('encoded again', bareHex(encodeCiphertext({ u, v, w, body, nonce })), bareHex(ciphertext))
  return problem()
}

/** Number of weights in a payload of this length; null if there is no such number. */
function impliedUids(length: number): number | null {
  const lengthOf = (count: number) => {
    const list = new Array<number>(count).fill(0)
    return encodeWeightsPayload({ hotkey: new Uint8Array(32), uids: list, values: list, versionKey: 0n })
      .length
  }
  const guesses = Array.from({ length: 8 }, (_, offset) => Math.floor(length / 4) - 8 - offset)
  return guesses.find((count) => count >= 0 && lengthOf(count) === length) ?? null
}

/** Ciphertexts, byte for byte, and those that must be refused. */
export const timelockCiphertextVectors: readonly VectorKind[] = [
  ciphertextKind,
  caseKind(/^timelock-negative.*\.json$/, negativeCase, nameField, compareNegative),
  caseKind(/^timelock-onchain.*\.json$/, onchainCase, nameField, compareOnchain),
]
