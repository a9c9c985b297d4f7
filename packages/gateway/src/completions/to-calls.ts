import type { CompletionAnswer } from '@subnetkit/core'
import { liveOf } from '../answer/live-of.js'
import type { ViewCall } from '../answer/view-call.js'
import { viewOf } from '../answer/view-of.js'
import type { GatewayModel } from '../model.js'
import { gistOfText } from '../modes/gist.js'
import { synthesisOf } from '../modes/synthesis.js'
import { ApiError } from '../wire/api-error.js'
import type { CompletionCall } from '../wire/parse-completion.js'
import { seeded } from '../wire/seeded.js'
import { tokensOf } from '../wire/tokens.js'

/** The calls that a request is, one for each prompt. Throws ApiError for a prompt that is too long, or a model without the view. */
export function toCalls(
  model: GatewayModel,
  { prompts, sampling, n, ...call }: CompletionCall,
): readonly ViewCall<CompletionAnswer>[] {
  const view = viewOf(model, 'completion')
  const maxTokens = Math.min(call.maxTokens ?? view.maxTokens, view.maxTokens)
  return prompts.map((prompt) => {
    if (prompt.length > view.maxCharacters) {
      const message = `A prompt has ${prompt.length} characters; this model reads ${view.maxCharacters}.`
      throw new ApiError('context_length_exceeded', message, { param: 'prompt' })
    }
    const request = { prompt, maxTokens, ...seeded(sampling) }
    return {
      question: {
        ...{ synapse: view.synapse, input: view.toInput(request), param: 'prompt', prompt },
        replay: { view: 'completion', request },
        read: (output) => view.toAnswer(output, request),
        ...synthesisOf(view, request, ({ text }) => gistOfText(text)),
      },
      live:
        view.stream === undefined
          ? undefined
          : liveOf(view.stream, request, (text, finishReason) => ({ text, finishReason })),
      ...{ n, maxTokens },
      promptTokens: tokensOf(prompt),
      tokensOf: ({ text }) => tokensOf(text),
    }
  })
}
