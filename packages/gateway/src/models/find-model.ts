import type { KeyRecord } from '../keys/records.js'
import type { GatewayModel } from '../model.js'
import type { Mode } from '../modes/mode.js'
import { modes } from '../modes/modes.js'
import { plain } from '../modes/plain.js'
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

/** A model, and the way in which its answer is made. */
export interface Selection {
  readonly model: GatewayModel
  readonly mode: Mode
}

/** The model of an id that may have the suffix of a mode, such as `text:vote`. Throws ApiError. */
export function selectModel(models: readonly GatewayModel[], key: KeyRecord, id: string): Selection {
  const colon = id.lastIndexOf(':')
  const mode = colon < 0 ? undefined : own(modes, id.slice(colon + 1))
  if (mode === undefined) return { model: allowedModel(models, key, id), mode: plain }
  return { model: allowedModel(models, key, id.slice(0, colon)), mode }
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** Returns true if a key may use a model. */
export const mayUse = ({ models }: KeyRecord, { id }: GatewayModel): boolean =>
  models === null || models.includes(id)
