import type { VectorKind } from './kind.js'
import { keyVectors } from './wire-keys.js'
import { requestVectors } from './wire-requests.js'

/** Signed requests, keys and addresses. */
export const wireVectors: readonly VectorKind[] = [...requestVectors, ...keyVectors]
