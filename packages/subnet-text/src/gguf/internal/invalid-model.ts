import { SubnetError } from '@subnetkit/core'

/** The error for a model file that is damaged or of an unsupported kind. */
export function invalidModel(detail: string, cause?: unknown): SubnetError<'MODEL_INVALID'> {
  return new SubnetError('MODEL_INVALID', { detail }, { cause })
}
