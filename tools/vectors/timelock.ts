import type { VectorKind } from './kind.js'
import { timelockCiphertextVectors } from './timelock-ciphertexts.js'
import { timelockPayloadVectors } from './timelock-payloads.js'
import { timelockRoundVectors } from './timelock-rounds.js'

/** Timelock encryption, drand rounds and commits. */
export const timelockVectors: readonly VectorKind[] = [
  ...timelockRoundVectors,
  ...timelockCiphertextVectors,
  ...timelockPayloadVectors,
]
