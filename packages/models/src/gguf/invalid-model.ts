import type { SubnetError } from '@subnetkit/base'
import { modelError } from '../errors.js'

/** The error for a model file that is damaged or of an unsupported kind. */
export function invalidModel(detail: string, cause?: unknown): SubnetError<'MODEL_INVALID'> {
  return modelError('MODEL_INVALID', { detail }, { cause })
}
