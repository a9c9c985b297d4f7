import { type ChatMessage, type ChatRequest, chatView, completionView } from 'subnetkit'
import { agreed } from './agreed.js'
import { protocol, type StreamChunk } from './protocol.js'

/** The synapse `complete` as a chat: a gateway answers `/v1/chat/completions` and `/v1/responses` with it, and streams with `stream`. */
export const chat = chatView(protocol, {
  synapse: 'complete',
  maxTokens: 512,
  maxCharacters: 7_000,
  toInput: inputOf,
  toAnswer: ({ completion, finishReason }) => ({ content: completion, finishReason }),
  agree: ({ content, finishReason }) => agreed(content, finishReason),
  stream: { synapse: 'stream', toInput: inputOf, toPart: partOf },
})

/** The same synapses as the continuation of a text: a gateway answers `/v1/completions` with it. */
export const completion = completionView(protocol, {
  synapse: 'complete',
  maxTokens: 512,
  maxCharacters: 7_000,
  toInput: ({ prompt, ...sampling }) => ({ prompt, ...samplingOf(sampling) }),
  toAnswer: ({ completion, finishReason }) => ({ text: completion, finishReason }),
  agree: ({ text, finishReason }) => agreed(text, finishReason),
  stream: {
    synapse: 'stream',
    toInput: ({ prompt, ...sampling }) => ({ prompt, ...samplingOf(sampling) }),
    toPart: partOf,
  },
})

/** Input of either synapse. */
function inputOf({ messages, ...sampling }: ChatRequest) {
  return { prompt: promptOf(messages), ...samplingOf(sampling) }
}

function partOf({ text, end }: StreamChunk) {
  return { text, finishReason: end?.finishReason }
}

/** Settings of the answer, as far as a client gives them. */
interface Sampling {
  readonly maxTokens: number
  readonly temperature?: number | undefined
  readonly seed?: number | undefined
  readonly stop?: readonly string[] | undefined
}

const samplingOf = ({ maxTokens, temperature = 0, seed = 0, stop }: Sampling) => ({
  ...{ maxTokens, temperature, seed: seed >>> 0 },
  ...(stop !== undefined && { stop: stop.map((text) => text.slice(0, 64)) }),
})

/** A question alone is asked as it is; a conversation names who says what. */
function promptOf(messages: readonly ChatMessage[]): string {
  const [only, ...others] = messages
  if (only !== undefined && others.length === 0) return only.content
  const names = { system: 'System', user: 'User', assistant: 'Assistant', tool: 'Tool' } as const
  return [...messages.map(({ role, content }) => `${names[role]}: ${content}`), 'Assistant:'].join('\n\n')
}
