import { z } from 'zod'
import { ApiError } from './api-error.js'
import { parseBody, refuseAbove } from './parse-body.js'
import { countField, modelField } from './sampling-fields.js'

/** A request for embeddings, as the rest of the gateway takes it. */
export interface EmbeddingCall {
  readonly model: string
  /** At least one, none of them empty. */
  readonly inputs: readonly string[]
  readonly dimensions: number | undefined
  readonly format: 'float' | 'base64'
  readonly ignored: readonly string[]
}

/** Texts of one request. */
const mostInputs = 2_048

const param = 'input'
const fields = z.looseObject({
  model: modelField,
  input: z.unknown().optional(),
  dimensions: countField(),
  encoding_format: z.enum(['float', 'base64'], { error: 'must be float or base64' }).optional(),
})

/** Parses the body of a request. Throws ApiError with the field. */
export function parseEmbedding(body: unknown): EmbeddingCall {
  const { fields: given, ignored } = parseBody(body, fields, new Set(), new Set(['input']))
  return {
    model: given.model,
    inputs: inputsOf(given.input),
    dimensions: given.dimensions,
    format: given.encoding_format ?? 'float',
    ignored,
  }
}

function inputsOf(input: unknown): readonly string[] {
  const listed = Array.isArray(input) ? input : [input]
  if (listed.length === 0) throw new ApiError('invalid_value', 'input must have a text.', { param })
  refuseAbove(param, listed.length, mostInputs)
  if (!listed.every((one) => typeof one === 'string'))
    throw new ApiError('invalid_value', noTexts(listed), { param })
  const empty = listed.indexOf('')
  if (empty < 0) return listed
  const where = Array.isArray(input) ? `${param}[${empty}]` : param
  throw new ApiError('invalid_value', `${where} must not be empty.`, { param: where })
}

const noTexts = (listed: readonly unknown[]): string =>
  typeof listed.flat()[0] === 'number'
    ? 'input must be a text or an array of texts: tokens mean something else to each model. In LangChain, set check_embedding_ctx_length to False.'
    : 'input must be a text or an array of texts.'
