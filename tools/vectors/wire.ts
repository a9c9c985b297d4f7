import type { VectorKind } from './kind.js'
import { weightVectors } from './weights.js'
import { keyVectors } from './wire-keys.js'
import { requestVectors } from './wire-requests.js'

/** Signed requests, keys and addresses, weights. */
export const wireVectors: readonly VectorKind[] = [...requestVectors, ...keyVectors, ...weightVectors]
