import type { KeyRecord } from '../keys/records.js'
import type { GatewayModel } from '../model.js'
import { ApiError } from '../wire/api-error.js'

/** The model of an id or an alias. Throws ApiError `model_not_found`. */
export function findModel(models: readonly GatewayModel[], id: string): GatewayModel {
  const found = models.find((model) => model.id === id || model.aliases.includes(id))
  if (found !== undefined) return found
  const known = models.map((model) => model.id).join(', ')
  const message = `The model ${JSON.stringify(id.slice(0, 100))} does not exist. Models: ${known}.`
  throw new ApiError('model_not_found', message, { param: 'model' })
}

/** The same, for a key that may use it. Throws ApiError `model_not_allowed`. */
export function allowedModel(models: readonly GatewayModel[], key: KeyRecord, id: string): GatewayModel {
  const model = findModel(models, id)
  if (mayUse(key, model)) return model
  throw new ApiError('model_not_allowed', `The key may not use the model ${model.id}.`, { param: 'model' })
}

/** Returns true if a key may use a model. */
export const mayUse = ({ models }: KeyRecord, { id }: GatewayModel): boolean =>
  models === null || models.includes(id)
