import { optionsOf } from '@subnetkit/base'
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

/** A request for the continuation of a text. Fields that the user left out are absent. */
export interface CompletionRequest {
  readonly prompt: string
  /** Most tokens that the answer may take; at most `maxTokens` of the view. */
  readonly maxTokens: number
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
  readonly seed?: number | undefined
  /** Texts that end the answer. */
  readonly stop?: readonly string[] | undefined
}

/** The continuation of a text, without the text itself. */
export interface CompletionAnswer {
  readonly text: string
  readonly finishReason: 'stop' | 'length' | 'content_filter'
}

/** Options of {@link completionView}. */
export interface CompletionViewOptions<
  P extends Protocol,
  Name extends keyof P & string,
  Streamed extends StreamName<P> = never,
> extends ViewOptions<P, Name, CompletionRequest, CompletionAnswer> {
  /**
   * Streaming synapse for clients that stream: they get each part as its miner writes it. @default none: a stream is cut from the whole
   * answer
   */
  readonly stream?: TextStreamOptions<P, Streamed, CompletionRequest> | undefined
  /**
   * Tokens that an answer may take at most; a request for more is cut to it.
   * @default 1024
   */
  readonly maxTokens?: number | undefined
  /** Characters that a prompt may have. @default no limit but the synapse's own */
  readonly maxCharacters?: number | undefined
}

/** A synapse seen as the continuation of a text. */
export interface CompletionView extends View<CompletionRequest, CompletionAnswer> {
  readonly stream?: TextStream<CompletionRequest> | undefined
  readonly maxTokens: number
  readonly maxCharacters: number
}

const schema = optionsOf({
  ...viewFields,
  stream: streamField,
  maxTokens: limitField(1_024),
  maxCharacters: limitField(unlimited),
})

/**
 * Shows a synapse as the continuation of a text, for `views` of defineSubnet. Throws CONFIG_INVALID for a synapse that the protocol
 * lacks.
 * @example
 * completionView(protocol, {
 *   synapse: 'complete',
 *   toInput: ({ prompt, maxTokens }) => ({ prompt, maxTokens }),
 *   toAnswer: ({ completion, finishReason }) => ({ text: completion, finishReason }),
 * })
 */
export function completionView<
  P extends Protocol,
  const Name extends keyof P & string,
  const Streamed extends StreamName<P> = never,
>(protocol: P, options: CompletionViewOptions<P, Name, Streamed>): CompletionView {
  return makeView('completionView', protocol, schema, options) as unknown as CompletionView
}
