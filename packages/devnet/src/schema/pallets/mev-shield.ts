import { blake2, call, event, optionalMap, optionalValue, pallet } from '../pallet.js'
import { struct, u32 } from '../type.js'
import { account, boundedBytes, hash } from '../types/common.js'
import { dispatchErrorWithPostInfo } from '../types/dispatch.js'

const submission = struct('pallet_shield::pallet::Submission', {
  author: account,
  commitment: hash,
  ciphertext: boundedBytes,
  submitted_in: u32,
})

/**
 * Encrypted submission. No key is ever announced here, which is how clients see that it is not in use; they
 * then submit in the clear.
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
    submit_encrypted: call(1, { commitment: hash, ciphertext: boundedBytes }),
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
