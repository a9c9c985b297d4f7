import {
  decodeWeightsPayload,
  encodeWeightsPayload,
  mechanismIndex,
  saltedCommitHash,
  saltedCommitPreimage,
  timelockEncrypt,
} from '@subnetkit/timelock'
import { decodeAddress } from '@subnetkit/wallet'
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

const u16s = z.array(z.number().int())

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

/** Plaintext of a commit, and preimage of a salted one. */
export const timelockPayloadVectors: readonly VectorKind[] = [
  caseKind(/^timelock-payload.*\.json$/, payloadCase, nameField, comparePayload),
  caseKind(/^commit-hash-legacy.*\.json$/, commitCase, nameField, compareCommit),
]
