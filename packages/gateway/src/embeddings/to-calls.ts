import type { EmbeddingAnswer, EmbeddingView } from '@subnetkit/core'
import type { ViewCall } from '../answer/view-call.js'
import { viewOf } from '../answer/view-of.js'
import type { GatewayModel } from '../model.js'
import { ApiError } from '../wire/api-error.js'
import type { EmbeddingCall } from '../wire/parse-embedding.js'
import { tokensOf } from '../wire/tokens.js'

/** The calls that a request is: one for as many texts as the view takes at once. Throws ApiError. */
export function toCalls(
  model: GatewayModel,
  { inputs, dimensions }: EmbeddingCall,
): readonly ViewCall<readonly Float32Array[]>[] {
  const view = viewOf(model, 'embedding')
  if (dimensions !== undefined && !view.dimensions.includes(dimensions)) {
    const message = `This model has vectors of ${view.dimensions.join(' or ')} numbers.`
    throw new ApiError('unsupported_parameter', message, { param: 'dimensions' })
  }
  const long = inputs.findIndex(({ length }) => length > view.maxCharacters)
  if (long >= 0) {
    const message = `input[${long}] has ${inputs[long]!.length} characters; this model reads ${view.maxCharacters}.`
    throw new ApiError('context_length_exceeded', message, { param: 'input' })
  }
  const batches = Math.ceil(inputs.length / view.maxInputs)
  return Array.from({ length: batches }, (_, at) =>
    toCall(view, inputs.slice(at * view.maxInputs, (at + 1) * view.maxInputs), dimensions),
  )
}

function toCall(
  view: EmbeddingView,
  inputs: readonly string[],
  dimensions: number | undefined,
): ViewCall<readonly Float32Array[]> {
  const request = { inputs, ...(dimensions !== undefined && { dimensions }) }
  const lengths = dimensions === undefined ? view.dimensions : [dimensions]
  return {
    question: {
      ...{ synapse: view.synapse, input: view.toInput(request), param: 'input', prompt: inputs[0]! },
      read: (output) => vectorsOf(view.toAnswer(output, request), inputs.length, lengths),
    },
    n: 1,
    promptTokens: inputs.reduce((sum, text) => sum + tokensOf(text), 0),
    maxTokens: 0,
    tokensOf: () => 0,
  }
}

/** The vectors of an answer, or null for one that has not a vector of one length for each text. */
function vectorsOf(
  { vectors }: EmbeddingAnswer,
  count: number,
  lengths: readonly number[],
): readonly Float32Array[] | null {
  const first = vectors[0]?.length ?? 0
  if (vectors.length !== count || !lengths.includes(first)) return null
  // Without a negative zero, which JSON does not have: the hash of a receipt covers what every client can see.
  const floats = vectors.map((vector) => Float32Array.from(vector, (value) => value + 0))
  const isUsable = (vector: Float32Array) => vector.length === first && vector.every(Number.isFinite)
  return floats.every(isUsable) ? floats : null
}
