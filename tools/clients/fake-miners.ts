import { systemClock } from '@subnetkit/base'
import {
  bytesInMemory,
  type ChatAnswer,
  type ChatRequest,
  chatView,
  completionView,
  type EmbeddingRequest,
  embeddingView,
  type ImageRequest,
  imageView,
  type QueryOptions,
  type QueryResult,
  synapse,
  type Views,
} from '@subnetkit/core'
import type { Candidate, GatewayModel } from 'subnetkit/gateway'
import { z } from 'zod'

/** Takes and gives anything: the views do the rest. */
const protocol = { any: synapse({ input: z.unknown(), output: z.unknown() }) }

/** Longer than a gateway holds back the head of a stream, in ms. */
const slowMs = 5_600

/** Answer of every miner to anything else. */
export const greeting = 'Grüße aus 東京 🗼, and a text that is long enough for several frames.'

/** Picture of every prompt: the first bytes of a PNG. */
export const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** Vector of a text. */
export const vectorOf = (text: string): readonly number[] => [text.length, 0.1, -1.5, 1e-8]

const textOf = (prompt: string): string => {
  const repeated = /^repeat: (.*)$/is.exec(prompt)?.[1]
  if (repeated !== undefined) return repeated
  if (/compatibility status/.test(prompt)) return '{"status":"ok"}'
  return /Ada/.test(prompt) ? '{"name":"Ada","age":36}' : greeting
}

/** Calls the first tool that is offered, with a text for each of its arguments, until it has been answered. */
function chatAnswer({ messages, maxTokens, tools = [], toolChoice }: ChatRequest): ChatAnswer {
  const last = messages.at(-1)
  const wanted =
    typeof toolChoice === 'object' ? tools.find(({ name }) => name === toolChoice.name) : tools[0]
  if (wanted !== undefined && last?.role !== 'tool' && toolChoice !== 'none') {
    const names = Object.keys(Object(wanted.parameters?.properties))
    const given = JSON.stringify(Object.fromEntries(names.map((name) => [name, 'CANARY_OK'])))
    return {
      content: '',
      finishReason: 'tool_calls',
      toolCalls: [{ id: 'call_1', name: wanted.name, arguments: given }],
    }
  }
  const text = last?.role === 'tool' ? `The tool said: ${last.content}` : textOf(last?.content ?? '')
  const isCut = text.length > 4 * maxTokens
  return { content: text.slice(0, 4 * maxTokens), finishReason: isCut ? 'length' : 'stop' }
}

const viewsOf = (tools: boolean): Views => ({
  chat: chatView(protocol, {
    ...{ synapse: 'any', maxTokens: 256, maxCharacters: 100_000, tools },
    toInput: (request) => ({ prompt: request.messages.at(-1)?.content ?? '', answer: chatAnswer(request) }),
    toAnswer: (output) => output as ChatAnswer,
  }),
  completion: completionView(protocol, {
    synapse: 'any',
    toInput: ({ prompt }) => ({ prompt, answer: { text: textOf(prompt), finishReason: 'stop' } }),
    toAnswer: (output) => output as { readonly text: string; readonly finishReason: 'stop' },
  }),
  embedding: embeddingView(protocol, {
    ...{ synapse: 'any', dimensions: [4] },
    toInput: ({ inputs }: EmbeddingRequest) => ({ prompt: '', answer: { vectors: inputs.map(vectorOf) } }),
    toAnswer: (output) => output as { readonly vectors: readonly number[][] },
  }),
  image: imageView(protocol, {
    ...{ synapse: 'any', maxImages: 2, sizes: ['256x256', '1024x1024'] },
    toInput: ({ n }: ImageRequest) => ({ prompt: '', answer: { n } }),
    toAnswer: (output) => ({
      images: Array.from({ length: (output as { readonly n: number }).n }, () => ({
        data: bytesInMemory([picture]),
        mediaType: 'image/png' as const,
      })),
    }),
  }),
})

/** Input of the synapse: the prompt, and the answer that every miner will give. */
interface Scripted {
  readonly prompt: string
  readonly answer: unknown
}

/**
 * Miners whose answers follow from the last message: `Repeat: …`, `Break` (no usable answer), `Wait` and `Break slowly` (after the
 * stream has begun), something about Ada (JSON), or a greeting; where tools are offered, a call.
 */
export function fakeModel(
  id: string,
  { aliases = [], tools = false }: { readonly aliases?: readonly string[]; readonly tools?: boolean } = {},
): GatewayModel {
  const miners = [1, 2, 3, 4].map(
    (at): Candidate => ({
      ...{ hotkey: `miner-${at}`, coldkey: `owner-${at}`, host: '127.0.0.1', port: at },
      ...{ registeredAt: at, incentive: 1 },
    }),
  )
  return {
    ...{ id, aliases, owner: 'subnet-1', created: 1_700_000_000 },
    views: viewsOf(tools),
    price: { fixed: 10, perThousandTokens: 1_000 },
    candidates: () => ({ miners, stale: false }),
    async query(_miner, _synapse, input, { signal }: QueryOptions): Promise<QueryResult<unknown>> {
      const { prompt, answer } = input as Scripted
      if (/^(wait|break slowly)\b/i.test(prompt)) await systemClock.sleep(slowMs, { signal })
      const latencyMs = 5
      if (/^break\b/i.test(prompt))
        return { kind: 'malformed', code: 'BODY_MALFORMED', reason: 'as the prompt asked for', latencyMs }
      return { kind: 'ok', output: answer, latencyMs }
    },
  }
}
