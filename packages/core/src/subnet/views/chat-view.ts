import { flag, optionsOf } from '@subnetkit/base'
import type { StreamName } from '../stream-synapse.js'
import type { Protocol } from '../synapse.js'
import { makeView } from './make-view.js'
import {
  limitField,
  streamField,
  type TextStream,
  type TextStreamOptions,
  unlimited,
  type View,
  type ViewOptions,
  viewFields,
} from './view.js'

/** Call of a tool that an assistant asks for. */
export interface ToolCall {
  /** Name of the call, by which its result refers to it. */
  readonly id: string
  /** Name of the tool. */
  readonly name: string
  /** Arguments as JSON. A model may have written anything. */
  readonly arguments: string
}

/** Tool that the client offers, and runs itself. */
export interface ChatTool {
  readonly name: string
  readonly description?: string | undefined
  /** JSON schema of the arguments; absent for a tool without any. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
}

/** Tools that an answer may call: any or none, none, at least one, or a certain one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

/** One message of a conversation, its text joined. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  /** Calls that an assistant has asked for; only in views with `tools`. */
  readonly toolCalls?: readonly ToolCall[] | undefined
  /** Call whose result a message of the role `tool` is; only in views with `tools`. */
  readonly toolCallId?: string | undefined
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
  /** At least one; only in views with `tools`. */
  readonly tools?: readonly ChatTool[] | undefined
  /** Only with `tools`. */
  readonly toolChoice?: ToolChoice | undefined
}

/** The next message of a conversation, as a synapse has given it. */
export interface ChatAnswer {
  /** Text, empty where the answer is calls of tools only. */
  readonly content: string
  /** With `toolCalls` a gateway always says `tool_calls`. */
  readonly finishReason: 'stop' | 'length' | 'tool_calls' | 'content_filter'
  /** Calls that the client is to make. An answer that calls what was not offered is unusable. */
  readonly toolCalls?: readonly ToolCall[] | undefined
}

/** Options of {@link chatView}. */
export interface ChatViewOptions<
  P extends Protocol,
  Name extends keyof P & string,
  Streamed extends StreamName<P> = never,
> extends ViewOptions<P, Name, ChatRequest, ChatAnswer> {
  /**
   * Streaming synapse for clients that stream: they get each part as its miner writes it. @default none: a stream is cut from the whole
   * answer
   */
  readonly stream?: TextStreamOptions<P, Streamed, ChatRequest> | undefined
  /**
   * Tokens that an answer may take at most; a request for more is cut to it.
   * @default 1024
   */
  readonly maxTokens?: number | undefined
  /** Characters of all messages together that a request may have, and of its tools. @default no limit but the synapse's own */
  readonly maxCharacters?: number | undefined
  /** Passes tools of the client on to the synapse. Without it, a request with tools is refused. @default false */
  readonly tools?: boolean | undefined
}

/** A synapse seen as a chat. */
export interface ChatView extends View<ChatRequest, ChatAnswer> {
  readonly stream?: TextStream<ChatRequest> | undefined
  readonly maxTokens: number
  readonly maxCharacters: number
  readonly tools: boolean
}

const schema = optionsOf({
  ...viewFields,
  stream: streamField,
  maxTokens: limitField(1_024),
  maxCharacters: limitField(unlimited),
  tools: flag().default(false),
})

/**
 * Shows a synapse as a chat, for `views` of defineSubnet. Both functions are typed by the synapse. Throws CONFIG_INVALID for a
 * synapse that the protocol lacks.
 * @example
 * chatView(protocol, {
 *   synapse: 'complete',
 *   toInput: ({ messages, maxTokens }) => ({ prompt: messages.at(-1)!.content, maxTokens }),
 *   toAnswer: ({ completion, finishReason }) => ({ content: completion, finishReason }),
 *   stream: {
 *     synapse: 'stream',
 *     toInput: ({ messages, maxTokens }) => ({ prompt: messages.at(-1)!.content, maxTokens }),
 *     toPart: ({ text, end }) => ({ text, finishReason: end?.finishReason }),
 *   },
 * })
 */
export function chatView<
  P extends Protocol,
  const Name extends keyof P & string,
  const Streamed extends StreamName<P> = never,
>(protocol: P, options: ChatViewOptions<P, Name, Streamed>): ChatView {
  return makeView('chatView', protocol, schema, options) as unknown as ChatView
}
