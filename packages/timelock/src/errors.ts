import { type CodeOf, defineErrors } from '@subnetkit/base/errors'

/** Every refusal of this package. Messages never hold a secret key or a plaintext. */
export const timelockError = defineErrors({
  CIPHERTEXT_MALFORMED: {
    message: 'these bytes are not {what}: {detail}',
    fix: 'Pass the bytes as they were committed, without anything before or after them.',
  },
  CIPHERTEXT_REFUSED: {
    message: 'the ciphertext does not open: {detail}',
    fix: 'Use the unchanged ciphertext and the signature of its own round and beacon.',
  },
  PUBLIC_KEY_INVALID: {
    message: 'not a public key of a beacon: {detail}',
    fix: 'Use the 96 bytes of the public key of the beacon, a point in G2.',
  },
  SECRET_KEY_INVALID: {
    message: 'not a secret key of a beacon: {detail}',
    fix: 'Use 32 bytes of a big-endian number above 0 and below the group order.',
  },
  SIGNATURE_INVALID: {
    message: 'not a signature of a beacon: {detail}',
    fix: 'Use the 48 bytes of the signature of the round, a point in G1.',
  },
  PULSE_REFUSED: {
    message: 'the pulse of round {round} is not of this beacon: {detail}',
    fix: 'Take the pulse of round {round} from the beacon whose public key you use.',
  },
  ROUND_INVALID: {
    message: 'round {round} is not an unsigned 64-bit number',
    fix: 'Use a round from 0 to 18446744073709551615.',
  },
  RANDOMNESS_INVALID: {
    message: 'sigma has {sigma} bytes, esk {esk} and the nonce {nonce}',
    fix: 'Draw 32 bytes for sigma, 32 for esk and 12 for the nonce.',
  },
  PAYLOAD_MALFORMED: {
    message: 'not a weights payload: {detail}',
    fix: 'Use uids, values and salt of unsigned 16-bit numbers, an unsigned 64-bit version key and a hotkey of 32 bytes.',
  },
  TEMPO_ZERO: {
    message: 'the subnet has tempo 0, so it runs no epochs',
    fix: 'Have root set a tempo: without epochs nothing is revealed.',
  },
  REVEAL_BLOCK_NOT_FOUND: {
    message: 'no epoch up to block {lastBlock} can reveal the weights',
    fix: 'Check the tempo, the reveal period and the block of the last epoch.',
  },
})

/** The closed set of codes of {@link timelockError}. */
export type TimelockErrorCode = CodeOf<typeof timelockError>
