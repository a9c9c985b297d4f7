import { z } from 'zod'
import { parseBody } from './parse-body.js'
import { modelField } from './sampling-fields.js'

/** A request of JSON, as the rest of the gateway takes it. */
export interface JsonCall {
  readonly model: string
  /** Checked by the schema of the view. */
  readonly input: unknown
  readonly ignored: readonly string[]
}

const fields = z.looseObject({ model: modelField, input: z.unknown().optional() })

/** Parses the body of a request. Throws ApiError with the field. */
export function parseJson(body: unknown): JsonCall {
  const { fields: given, ignored } = parseBody(body, fields, new Set(), new Set(['input']))
  return { model: given.model, input: given.input, ignored }
}
