import { callback, checked, configError, oneOf, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { Protocol, Synapse, SynapseOutput, SynapseRequest } from './synapse.js'

/** One message of a conversation, its text joined. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
}

/** A request for the next message of a conversation. Fields that the user left out are absent. */
export interface ChatRequest {
  /** At least one. */
  readonly messages: readonly ChatMessage[]
  /** Most tokens that the answer may take; at most `maxTokens` of the view. */
  readonly maxTokens: number
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly seed?: number | undefined
  /** Texts that end the answer. */
  readonly stop?: readonly string[] | undefined
}

/** The next message of a conversation, as a synapse has given it. */
export interface ChatAnswer {
  readonly content: string
  readonly finishReason: 'stop' | 'length'
}

/** Options of {@link chatView}. */
export interface ChatViewOptions<P extends Protocol, Name extends keyof P & string> {
  /** Synapse that answers. */
  readonly synapse: Name
  /**
   * Tokens that an answer may take at most; a request for more is cut to it.
   * @default 1024
   */
  readonly maxTokens?: number | undefined
  /** Characters of all messages together that a request may have. @default no limit but the synapse's own */
  readonly maxCharacters?: number | undefined
  /** Converts a request to the synapse's input. */
  readonly toInput: (request: ChatRequest) => SynapseRequest<P[Name]>
  /** Converts the synapse's output to an answer. */
  readonly toAnswer: (output: SynapseOutput<P[Name]>) => ChatAnswer
}

/** A synapse seen as a chat. */
export interface ChatView {
  readonly synapse: string
  readonly maxTokens: number
  readonly maxCharacters: number
  toInput(request: ChatRequest): unknown
  toAnswer(output: unknown): ChatAnswer
  /** The synapse itself, by which a definition knows the protocol of the view. */
  readonly of: Synapse
}

/** Views of a subnet's synapses: how a gateway offers them to clients that know other services. */
export interface Views {
  /** Answers `/v1/chat/completions`. */
  readonly chat?: ChatView | undefined
}

const chatOptions = optionsOf({
  synapse: z.string(),
  maxTokens: z.int().min(1).default(1024),
  maxCharacters: z.int().min(1).default(Number.MAX_SAFE_INTEGER),
  toInput: callback<(request: ChatRequest) => unknown>(),
  toAnswer: callback<(output: never) => ChatAnswer>(),
})

/**
 * Shows a synapse as a chat, for `views` of defineSubnet. Both functions are typed by the synapse. Throws CONFIG_INVALID for a
 * synapse that the protocol lacks.
 * @example
 * chatView(protocol, {
 *   synapse: 'complete',
 *   toInput: ({ messages, maxTokens }) => ({ prompt: messages.at(-1)!.content, maxTokens }),
 *   toAnswer: ({ completion, finishReason }) => ({ content: completion, finishReason }),
 * })
 */
export function chatView<P extends Protocol, const Name extends keyof P & string>(
  protocol: P,
  options: ChatViewOptions<P, Name>,
): ChatView {
  const names = Object.keys(protocol)
  const parsed = parseOptions(chatOptions, options, 'chatView')
  parseOptions(optionsOf({ synapse: oneOf(...names) }), { synapse: parsed.synapse }, 'chatView')
  return { ...parsed, of: protocol[options.synapse] } as unknown as ChatView
}

const isView = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'of' in value && 'toAnswer' in value

/** Field of a definition. */
export const viewsField = optionsOf({
  chat: checked<ChatView>(isView, 'a view, as chatView(protocol, { … }) makes it').optional(),
})

/** Throws CONFIG_INVALID for a view of another protocol: deadlines and limits may differ, schemas may not. */
export function checkViews({ chat }: Views, protocol: Protocol, place: string): void {
  const synapse = chat && protocol[chat.synapse]
  if (chat === undefined || (synapse?.input === chat.of.input && synapse.output === chat.of.output)) return
  const detail = `the synapse ${chat.synapse} of the view is not that of the subnet`
  const fix = 'Give chatView() and defineSubnet() the same protocol.'
  throw configError('CONFIG_INVALID', { place: `${place} views.chat`, detail, fix })
}
