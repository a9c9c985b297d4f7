import { createHash } from 'node:crypto'
import { decodeAddress } from '@subnetkit/core/wallet'
import {
  ciphertextOverhead,
  createBeacon,
  currentRound,
  decodeCiphertext,
  decodeEnvelope,
  decodeWeightsPayload,
  encodeCiphertext,
  encodeEnvelope,
  encodeWeightsPayload,
  mechanismIndex,
  quicknet,
  revealRound,
  revealRoundModulo,
  roundAt,
  roundIdentity,
  saltedCommitHash,
  saltedCommitPreimage,
  TimelockError,
  timelockDecrypt,
  timelockEncrypt,
  verifyPulse,
} from '@subnetkit/timelock'
import { z } from 'zod'
import { bytesOf, caseKind, comparer, nonce as digits, hex, hexOf, nameField, note } from './cases.js'
import type { VectorKind } from './kind.js'

const u16s = z.array(z.number().int())
/** Hex as the files of ciphertexts have it: without 0x. */
const bareHex = (bytes: Uint8Array) => hexOf(bytes).slice(2)
const sameHex = (text: string) => text.replace(/^0x/, '').toLowerCase()

const roundsCase = z.strictObject({
  name: z.string(),
  note,
  unix_time: z.number(),
  current_round: z.number(),
  round_at: z.number(),
})

function compareRounds(given: z.infer<typeof roundsCase>): string | null {
  const { same, problem } = comparer()
  // The file's times are whole milliseconds since genesis after a subtraction of seconds in doubles.
  const unixMs = quicknet.genesis * 1000 + Math.trunc((given.unix_time - quicknet.genesis) * 1000)
  same('current_round', Number(currentRound(unixMs)), given.current_round)
  same('round_at', Number(roundAt(unixMs)), given.round_at)
  return problem()
}

const schedule = z.strictObject({
  last_epoch_block: z.number(),
  pending_epoch_at: z.number(),
  subnet_epoch_index: z.number(),
  tempo: z.number(),
  blocks_since_last_step: z.number(),
  current_block: z.number(),
})
const revealCase = z.strictObject({
  name: z.string(),
  note,
  state: schedule,
  reveal_period_epochs: z.number(),
  now_secs: z.number(),
  block_time: z.number(),
  expected: z.union([
    z.strictObject({ error: z.enum(['TempoIsZero', 'BoundExceeded']) }),
    z.strictObject({
      commit_epoch: z.number(),
      first_reveal_block: z.number(),
      target_block: z.number(),
      reveal_round: z.number(),
    }),
  ]),
  upstream_expected_reveal_block: z.number().optional(),
})

/** What the refusals are called by others. */
const revealErrors = new Map([
  ['TEMPO_ZERO', 'TempoIsZero'],
  ['REVEAL_BLOCK_NOT_FOUND', 'BoundExceeded'],
])

function planOf({ state, ...given }: z.infer<typeof revealCase>) {
  try {
    const plan = revealRound(
      {
        lastEpochBlock: state.last_epoch_block,
        pendingEpochAt: state.pending_epoch_at,
        epochIndex: state.subnet_epoch_index,
        tempo: state.tempo,
        blocksSinceLastStep: state.blocks_since_last_step,
        block: state.current_block,
      },
      {
        revealPeriod: given.reveal_period_epochs,
        now: given.now_secs * 1000,
        blockTime: given.block_time * 1000,
      },
    )
    return {
      commit_epoch: plan.commitEpoch,
      first_reveal_block: plan.firstRevealBlock,
      target_block: plan.targetBlock,
      reveal_round: Number(plan.round),
    }
  } catch (error) {
    if (!(error instanceof TimelockError)) throw error
    return { error: revealErrors.get(error.code) ?? error.code }
  }
}

function compareReveal(given: z.infer<typeof revealCase>): string | null {
  const { same, problem } = comparer()
  const plan = planOf(given)
  for (const [field, value] of Object.entries(given.expected)) {
    same(field, (plan as Record<string, unknown>)[field], value)
  }
  const upstream = given.upstream_expected_reveal_block
  if (upstream !== undefined) {
    same('reveal block', 'first_reveal_block' in plan ? plan.first_reveal_block : null, upstream)
  }
  return problem()
}

const moduloCase = z.strictObject({
  name: z.string(),
  note,
  input: z.strictObject({
    now_secs: z.number(),
    tempo: z.number(),
    current_block: z.number(),
    netuid: z.number(),
    reveal_period_epochs: z.number(),
    block_time: z.number(),
  }),
  expected: z.strictObject({
    current_epoch: z.number(),
    reveal_epoch: z.number(),
    first_reveal_block: z.number(),
    target_block: z.number(),
    seconds_until: z.number(),
    reveal_round: z.number(),
  }),
})

function compareModuloReveal({ input, expected }: z.infer<typeof moduloCase>): string | null {
  const { same, problem } = comparer()
  const { netuid, tempo, current_block: block } = input
  const plan = revealRoundModulo(
    { netuid, tempo, block },
    {
      revealPeriod: input.reveal_period_epochs,
      now: input.now_secs * 1000,
      blockTime: input.block_time * 1000,
    },
  )
  same('current_epoch', plan.commitEpoch, expected.current_epoch)
  same('reveal_epoch', plan.revealEpoch, expected.reveal_epoch)
  same('first_reveal_block', plan.firstRevealBlock, expected.first_reveal_block)
  same('target_block', plan.targetBlock, expected.target_block)
  same('seconds_until', plan.wait / 1000, expected.seconds_until)
  same('reveal_round', Number(plan.round), expected.reveal_round)
  return problem()
}

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
    if (!(error instanceof TimelockError)) throw error
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

/** How many weights a payload of this length holds; null when there is no such number. */
function impliedUids(length: number): number | null {
  const lengthOf = (count: number) => {
    const list = new Array<number>(count).fill(0)
    return encodeWeightsPayload({ hotkey: new Uint8Array(32), uids: list, values: list, versionKey: 0n })
      .length
  }
  const guesses = Array.from({ length: 8 }, (_, offset) => Math.floor(length / 4) - 8 - offset)
  return guesses.find((count) => count >= 0 && lengthOf(count) === length) ?? null
}

const payloadCase = z.strictObject({
  name: z.string(),
  note,
  hotkey_hex: hex,
  uids: u16s,
  values: u16s,
  version_key: digits,
  encoded: hex,
  encoded_length: z.number(),
  ciphertext_length: z.number(),
})

function comparePayload(given: z.infer<typeof payloadCase>): string | null {
  const { same, problem } = comparer()
  const { uids, values } = given
  const encoded = encodeWeightsPayload({
    hotkey: bytesOf(given.hotkey_hex),
    uids,
    values,
    versionKey: BigInt(given.version_key),
  })
  same('encoded', bareHex(encoded), sameHex(given.encoded))
  same('encoded_length', encoded.length, given.encoded_length)
  same(
    'ciphertext_length',
    timelockEncrypt({ plaintext: encoded, round: 1n }).length,
    given.ciphertext_length,
  )
  const decoded = decodeWeightsPayload(bytesOf(given.encoded))
  same('hotkey', bareHex(decoded.hotkey), sameHex(given.hotkey_hex))
  same('uids', decoded.uids, uids)
  same('values', decoded.values, values)
  same('version_key', String(decoded.versionKey), given.version_key)
  return problem()
}

const commitCase = z.strictObject({
  name: z.string(),
  note,
  hotkey: z.string(),
  netuid: z.number(),
  mechid: z.number(),
  storage_index: z.number(),
  uids: u16s,
  values: u16s,
  salt: u16s,
  version_key: digits,
  preimage_hex: hex,
  commit_hash: hex,
})

function compareCommit(given: z.infer<typeof commitCase>): string | null {
  const { same, problem } = comparer()
  const { netuid, mechid: mechanism, uids, values, salt } = given
  const hotkey = decodeAddress(given.hotkey)
  const commit = { hotkey, netuid, mechanism, uids, values, salt, versionKey: BigInt(given.version_key) }
  same('storage_index', mechanismIndex(netuid, mechanism), given.storage_index)
  same('preimage', bareHex(saltedCommitPreimage(commit)), sameHex(given.preimage_hex))
  same('commit_hash', bareHex(saltedCommitHash(commit)), sameHex(given.commit_hash))
  return problem()
}

/** Timelock encryption, drand rounds and commits. */
export const timelockVectors: readonly VectorKind[] = [
  caseKind(/^drand-rounds.*\.json$/, roundsCase, nameField, compareRounds),
  caseKind(/^reveal-round-v1.*\.json$/, moduloCase, nameField, compareModuloReveal),
  caseKind(/^reveal-round-v2.*\.json$/, revealCase, nameField, compareReveal),
  ciphertextKind,
  caseKind(/^timelock-negative.*\.json$/, negativeCase, nameField, compareNegative),
  caseKind(/^timelock-onchain.*\.json$/, onchainCase, nameField, compareOnchain),
  caseKind(/^timelock-payload.*\.json$/, payloadCase, nameField, comparePayload),
  caseKind(/^commit-hash-legacy.*\.json$/, commitCase, nameField, compareCommit),
]
