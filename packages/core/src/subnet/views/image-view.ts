import { optionsOf } from '@subnetkit/base'
import { z } from 'zod'
import type { Bytes } from '../encoding/byte-value.js'
import type { Protocol } from '../synapse.js'
import { makeView } from './make-view.js'
import { limitField, unlimited, type View, type ViewOptions, viewFields } from './view.js'

/** A request for pictures of a prompt. */
export interface ImageRequest {
  readonly prompt: string
  /** Number of pictures; at most `maxImages` of the view. */
  readonly n: number
  /** Size such as `256x256`, if the user asks for one and the view lists it. */
  readonly size?: string | undefined
  /** Number from 0 to 2^32 - 1, of the gateway's making: the same for all miners that are asked. */
  readonly seed: number
}

/** A picture, as a file. */
export interface ImageFile {
  readonly data: Bytes
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp'
}

/** Pictures of a prompt. */
export interface ImageAnswer {
  /** As many as were asked for; an answer with another number is unusable. */
  readonly images: readonly ImageFile[]
}

/** Options of {@link imageView}. */
export interface ImageViewOptions<P extends Protocol, Name extends keyof P & string>
  extends ViewOptions<P, Name, ImageRequest, ImageAnswer> {
  /** Pictures of one request. @default 1 */
  readonly maxImages?: number | undefined
  /** Sizes that a user can ask for, such as `256x256`. @default none: a request that names one is refused */
  readonly sizes?: readonly string[] | undefined
  /** Characters of a prompt. @default no limit but the synapse's own */
  readonly maxCharacters?: number | undefined
}

/** A synapse seen as a painter. */
export interface ImageView extends View<ImageRequest, ImageAnswer> {
  readonly maxImages: number
  readonly sizes: readonly string[]
  readonly maxCharacters: number
}

const schema = optionsOf({
  ...viewFields,
  maxImages: limitField(1),
  sizes: z.array(z.string().regex(/^[1-9]\d{0,4}x[1-9]\d{0,4}$/, 'a size such as 256x256')).default([]),
  maxCharacters: limitField(unlimited),
})

/**
 * Shows a synapse as a painter, for `views` of defineSubnet. Throws CONFIG_INVALID for a synapse that the protocol lacks.
 * @example
 * imageView(protocol, {
 *   synapse: 'paint',
 *   maxImages: 4,
 *   toInput: ({ prompt, n, seed }) => ({ prompt, pictures: n, seed }),
 *   toAnswer: ({ pictures }) => ({ images: pictures.map((data) => ({ data, mediaType: 'image/png' })) }),
 * })
 */
export function imageView<P extends Protocol, const Name extends keyof P & string>(
  protocol: P,
  options: ImageViewOptions<P, Name>,
): ImageView {
  return makeView('imageView', protocol, schema, options) as unknown as ImageView
}
