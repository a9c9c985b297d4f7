import type { FilesView } from '@subnetkit/core'
import { viewOf } from '../answer/view-of.js'
import type { Exchange } from '../http/exchange.js'
import { type Access, accessOf } from '../keys/access.js'
import type { GatewayModel } from '../model.js'
import { allowedModel, mayUse } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'

/** A request for objects: who asks, and the model that keeps them. */
export interface FilesAccess {
  readonly access: Access
  readonly model: GatewayModel
  readonly view: FilesView
}

/**
 * Finds the key, and the model that `?model=` or the header `x-subnet-model` names; without them the only one that keeps objects. Throws
 * ApiError.
 */
export async function filesAccessOf({ request }: Exchange, parts: GatewayParts): Promise<FilesAccess> {
  const access = await accessOf(request, parts)
  const { searchParams } = new URL(request.url ?? '/', 'http://gateway')
  const named = searchParams.get('model') ?? request.headers['x-subnet-model']
  const model =
    typeof named === 'string' ? allowedModel(parts.models, access.key, named) : onlyModel(access, parts)
  return { access, model, view: viewOf(model, 'files') }
}

function onlyModel({ key }: Access, { models }: GatewayParts): GatewayModel {
  const [only, ...others] = models.filter((model) => model.views.files !== undefined && mayUse(key, model))
  if (only !== undefined && others.length === 0) return only
  const message =
    only === undefined
      ? 'No model of this gateway keeps objects.'
      : 'Several models of this gateway keep objects: name one as ?model=.'
  throw new ApiError('invalid_value', message, { param: 'model' })
}
