import { optionsOf } from '@subnetkit/base'
import type { Protocol } from '../synapse.js'
import { makeView } from './make-view.js'
import { limitField, unlimited, type View, type ViewOptions, viewFields } from './view.js'

/** A request for vectors of texts. */
export interface EmbeddingRequest {
  /** At least one, none of them empty; at most `maxInputs` of the view. */
  readonly inputs: readonly string[]
  /** Length of the vectors, if the user asks for one and the view lists it. */
  readonly dimensions?: number | undefined
}

/** Vectors of texts. */
export interface EmbeddingAnswer {
  /** One for each text, in their order. An answer with another number, another length or a number that is not finite is unusable. */
  readonly vectors: readonly ArrayLike<number>[]
}

/** Options of {@link embeddingView}. */
export interface EmbeddingViewOptions<P extends Protocol, Name extends keyof P & string>
  extends ViewOptions<P, Name, EmbeddingRequest, EmbeddingAnswer> {
  /** Lengths that the vectors can have, the usual one first. An answer with another length is unusable. */
  readonly dimensions: readonly number[]
  /** Texts of one request. @default 64 */
  readonly maxInputs?: number | undefined
  /** Characters of one text. @default no limit but the synapse's own */
  readonly maxCharacters?: number | undefined
}

/** A synapse seen as a source of embeddings. */
export interface EmbeddingView extends View<EmbeddingRequest, EmbeddingAnswer> {
  readonly dimensions: readonly number[]
  readonly maxInputs: number
  readonly maxCharacters: number
}

const schema = optionsOf({
  ...viewFields,
  dimensions: limitField(1).unwrap().array().min(1, 'at least one length of the vectors'),
  maxInputs: limitField(64),
  maxCharacters: limitField(unlimited),
})

/**
 * Shows a synapse as a source of embeddings, for `views` of defineSubnet. Throws CONFIG_INVALID for a synapse that the protocol lacks.
 * @example
 * embeddingView(protocol, {
 *   synapse: 'embed',
 *   dimensions: [384],
 *   toInput: ({ inputs }) => ({ texts: [...inputs] }),
 *   toAnswer: ({ vectors }) => ({ vectors }),
 * })
 */
export function embeddingView<P extends Protocol, const Name extends keyof P & string>(
  protocol: P,
  options: EmbeddingViewOptions<P, Name>,
): EmbeddingView {
  return makeView('embeddingView', protocol, schema, options) as unknown as EmbeddingView
}
