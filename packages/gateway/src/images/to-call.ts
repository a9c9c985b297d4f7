import { randomInt } from 'node:crypto'
import type { ViewCall } from '../answer/view-call.js'
import { viewOf } from '../answer/view-of.js'
import type { GatewayModel } from '../model.js'
import { synthesisOf } from '../modes/synthesis.js'
import { ApiError } from '../wire/api-error.js'
import { refuseAbove } from '../wire/parse-body.js'
import type { ImageCall } from '../wire/parse-image.js'
import { tokensOf } from '../wire/tokens.js'
import { type LoadedImages, loadImages } from './load-images.js'

/** The call that a request is, by the view of its model. Throws ApiError for what the view does not take. */
export function toCall(model: GatewayModel, { prompt, n, size, seed }: ImageCall): ViewCall<LoadedImages> {
  const view = viewOf(model, 'image')
  refuseAbove('n', n, view.maxImages)
  if (size !== undefined && !view.sizes.includes(size)) {
    const known = view.sizes.length === 0 ? 'one size: leave it out' : `the sizes ${view.sizes.join(', ')}`
    throw new ApiError('unsupported_parameter', `This model has ${known}.`, { param: 'size' })
  }
  if (prompt.length > view.maxCharacters) {
    const message = `The prompt has ${prompt.length} characters; this model reads ${view.maxCharacters}.`
    throw new ApiError('context_length_exceeded', message, { param: 'prompt' })
  }
  const request = {
    ...{ prompt, n, seed: seed === undefined ? randomInt(2 ** 32) : seed >>> 0 },
    ...(size !== undefined && { size }),
  }
  return {
    question: {
      ...{ synapse: view.synapse, input: view.toInput(request), param: 'prompt', prompt },
      read: (output) => loadImages(view.toAnswer(output, request), n),
      // Only answers that were loaded are graded; what would be put together from several is not.
      ...synthesisOf<typeof request, LoadedImages>({ verify: view.verify, agree: view.agree }, request),
    },
    n: 1,
    promptTokens: tokensOf(prompt),
    maxTokens: 0,
    tokensOf: () => 0,
    textOf: ({ files }) => Buffer.concat(files),
  }
}
