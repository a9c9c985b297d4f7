import type { ViewCall } from '../answer/view-call.js'
import { viewOf } from '../answer/view-of.js'
import type { GatewayModel } from '../model.js'
import { gistOfText } from '../modes/gist.js'
import { synthesisOf } from '../modes/synthesis.js'
import { jsonText } from '../receipts/hashes.js'
import { ApiError } from '../wire/api-error.js'
import { tokensOf } from '../wire/tokens.js'

/** The call that a request is, by the view of its model. Throws ApiError for an input that the schema of the view refuses. */
export async function toCall(model: GatewayModel, input: unknown): Promise<ViewCall<unknown>> {
  const view = viewOf(model, 'json')
  const parsed = await view.input.safeParseAsync(input)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    const param = ['input', ...path.map(String)].join('.')
    throw new ApiError('invalid_value', `${param}: ${message}.`, { param })
  }
  return {
    question: {
      ...{ synapse: view.synapse, input: view.toInput(parsed.data), param: 'input', prompt: '' },
      replay: { view: 'json', request: parsed.data },
      async read(output) {
        const answer = await view.output.safeParseAsync(view.toAnswer(output, parsed.data))
        return answer.success ? answer.data : null
      },
      ...synthesisOf(view, parsed.data, (answer) => gistOfText(JSON.stringify(answer))),
    },
    n: 1,
    // A view may take no input at all.
    promptTokens: tokensOf(JSON.stringify(input) ?? ''),
    maxTokens: 0,
    tokensOf: () => 0,
    textOf: jsonText,
  }
}
