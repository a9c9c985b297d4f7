import {
  bytesFromJson,
  bytesToJson,
  carriesBytes,
  isStreamSynapse,
  type Synapse,
  toWire,
} from '@subnetkit/core'
import type { ViewCall } from '../answer/view-call.js'
import type { GatewayModel } from '../model.js'
import { jsonText } from '../receipts/hashes.js'
import type { LiveQuestion } from '../routing/question.js'
import { ApiError } from '../wire/api-error.js'
import { tokensOf } from '../wire/tokens.js'
import { chunksIn, lineOf } from './chunk-lines.js'

/** Output of a synapse, as the wire carries it: the caller runs its schema, and a transform must not run twice. */
export interface SynapseAnswer {
  readonly output: unknown
  /** The same as plain JSON, binary values in base64: what a client of a gateway gets. */
  readonly json: unknown
}

/** Characters of an input by which the router separates kinds of questions. */
const longestPrompt = 4_000

/** The call that a synapse's input is. Throws ApiError `unknown_synapse`, which names those that exist. */
export function synapseCall(
  { id, protocol = {} }: GatewayModel,
  name: string,
  body: unknown,
): ViewCall<SynapseAnswer> {
  const synapse: Synapse | undefined = Object.hasOwn(protocol, name) ? protocol[name] : undefined
  if (synapse === undefined) {
    const known = Object.keys(protocol).join(', ')
    const message = `The subnet ${id} has no synapse ${JSON.stringify(name.slice(0, 100))}. Synapses: ${known || 'none'}.`
    throw new ApiError('unknown_synapse', message)
  }
  const { input, output, maxBytes } = synapse
  const text = JSON.stringify(body)
  const isText = !carriesBytes(output)
  const sent = carriesBytes(input) ? bytesFromJson(body) : body
  return {
    ...(isStreamSynapse(synapse) && { live: liveCall(name, sent) }),
    question: {
      ...{ synapse: name, param: 'input', keepReceived: true },
      input: sent,
      prompt: carriesBytes(input) ? '' : text.slice(0, longestPrompt),
      read: isText
        ? (parsed, received = toWire(output, parsed)) => ({ output: received, json: received })
        : async (parsed, received = toWire(output, parsed)) => ({
            output: received,
            json: await bytesToJson(received),
          }),
    },
    n: 1,
    // Binary values have no tokens: they are paid for by the fixed price.
    promptTokens: carriesBytes(input) ? 0 : tokensOf(text),
    maxTokens: isText ? Math.ceil(maxBytes / 4) : 0,
    textOf: ({ json }) => jsonText({ output: json }),
    tokensOf: (answer) => (isText ? tokensOf(JSON.stringify(answer.output) ?? '') : 0),
  }
}

/** The question whose answer is passed on chunk by chunk. */
const liveCall = (synapse: string, input: unknown): LiveQuestion<SynapseAnswer> => ({
  ...{ synapse, input, keepReceived: true, endsItself: true },
  partOf: (chunk) => ({ text: lineOf(chunk) }),
  answerOf(lines) {
    const output = chunksIn(lines)
    return { output, json: output }
  },
})
