import { optionError } from '@subnetkit/base'
import { z } from 'zod'
import { markWire } from './wire-mark.js'

/**
 * Makes a codec of your own symmetrical: callers and handlers pass its decoded side, and it is encoded before it is
 * sent. Without this the sender's type is the side of the wire, which is `z.input`. Throws CONFIG_INVALID for anything
 * but a codec.
 * @example
 * const point = encoded(z.codec(z.tuple([z.number(), z.number()]), z.instanceof(Point), {
 *   decode: ([x, y]) => new Point(x, y),
 *   encode: ({ x, y }) => [x, y],
 * }))
 */
export function encoded<C extends z.ZodCodec>(codec: C): z.ZodType<z.output<C>, z.output<C>> {
  if (!(codec instanceof z.ZodCodec)) throw optionError('encoded', codec, 'a codec, as z.codec() makes it')
  const copy = codec.clone({ ...codec._zod.def })
  return markWire(copy, (value) => z.encode(codec, value as z.output<C>)) as unknown as z.ZodType<
    z.output<C>,
    z.output<C>
  >
}
