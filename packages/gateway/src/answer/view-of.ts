import type { Views } from '@subnetkit/core'
import type { GatewayModel } from '../model.js'
import { ApiError } from '../wire/api-error.js'
import { endpointsOf } from '../wire/endpoints.js'

/** The view of a model. Throws ApiError, which names what the model does, if it has none. */
export function viewOf<Name extends keyof Views>(
  { id, views }: GatewayModel,
  name: Name,
): NonNullable<Views[Name]> {
  const view = views[name]
  if (view !== undefined) return view
  const message = `The model ${id} does not answer here. It answers ${endpointsOf(views).join(', ')}.`
  throw new ApiError('invalid_value', message, { param: 'model' })
}
