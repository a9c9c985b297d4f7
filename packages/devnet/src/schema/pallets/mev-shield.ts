import { blake2, call, event, optionalMap, optionalValue, pallet, since } from '../pallet.js'
import { struct, u32 } from '../type.js'
import { account, boundedBytes, boundedBytesUpTo, hash } from '../types/common.js'
import { dispatchErrorWithPostInfo } from '../types/dispatch.js'

const submission = struct(
  'pallet_shield::pallet::Submission',
  { author: account, commitment: hash, ciphertext: boundedBytes, submitted_in: u32 },
  [
    { name: 'AccountId', type: account },
    { name: 'BlockNumber', type: u32 },
    { name: 'Hash', type: hash },
  ],
)

/**
 * Encrypted submission: extrinsics that cannot be read before they are in a block. `submit_encrypted` is in its newer
 * form, which current SDKs send: the older one had a commitment to the inner call before the ciphertext.
 */
export const mevShieldPallet = pallet('MevShield', 30, 'pallet_shield', {
  storage: {
    CurrentKey: optionalValue(boundedBytes),
    NextKey: optionalValue(boundedBytes),
    Submissions: optionalMap([blake2(hash)], submission),
    KeyHashByBlock: optionalMap([blake2(u32)], hash),
  },
  calls: {
    announce_next_key: call(0, { public_key: boundedBytes }),
    submit_encrypted: since(391, call(1, { ciphertext: boundedBytesUpTo(8192) })),
    mark_decryption_failed: call(3, { id: hash, reason: boundedBytes }),
  },
  events: {
    EncryptedSubmitted: event(0, { id: hash, who: account }),
    DecryptedExecuted: event(1, { id: hash, signer: account }),
    DecryptedRejected: event(2, { id: hash, reason: dispatchErrorWithPostInfo }),
    DecryptionFailed: event(3, { id: hash, reason: boundedBytes }),
  },
  errors: [
    'SubmissionAlreadyExists',
    'MissingSubmission',
    'CommitmentMismatch',
    'SignatureInvalid',
    'BadPublicKeyLen',
    'KeyExpired',
    'KeyHashMismatch',
  ],
})
