import { commitmentVectors } from './commitments.js'
import { extrinsicVectors } from './extrinsic.js'
import { keyfileVectors } from './keyfiles.js'
import type { VectorKind } from './kind.js'
import { legacyVectors } from './legacy.js'
import { servingVectors } from './serving.js'
import { weightVectors } from './weights.js'
import { keyVectors } from './wire-keys.js'
import { requestVectors } from './wire-requests.js'

/** Signed requests, keys and addresses, weights, the protocol of v10, axons and commitments. */
export const wireVectors: readonly VectorKind[] = [
  ...requestVectors,
  ...keyVectors,
  ...keyfileVectors,
  ...weightVectors,
  ...legacyVectors,
  ...servingVectors,
  ...commitmentVectors,
  ...extrinsicVectors,
]
