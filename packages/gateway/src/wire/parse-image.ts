import { z } from 'zod'
import { parseBody, refuseFields } from './parse-body.js'
import { countField, flagField, modelField, seedField, textField } from './sampling-fields.js'

/** A request for pictures, as the rest of the gateway takes it. */
export interface ImageCall {
  readonly model: string
  readonly prompt: string
  readonly n: number
  /** Undefined for any. */
  readonly size: string | undefined
  readonly seed: number | undefined
  readonly format: 'b64_json' | 'url'
  readonly ignored: readonly string[]
}

const fields = z.looseObject({
  model: modelField,
  prompt: textField().min(1, 'must not be empty'),
  n: countField(),
  size: textField().optional(),
  seed: seedField(),
  response_format: z.enum(['b64_json', 'url'], { error: 'must be b64_json or url' }).optional(),
  stream: flagField(),
  output_format: textField().optional(),
  background: textField().optional(),
})

/** Fields about which painters have ideas of their own. */
const silent: ReadonlySet<string> = new Set(['moderation', 'partial_images', 'output_compression'])

/** Parses the body of a request. Throws ApiError with the field. */
export function parseImage(body: unknown): ImageCall {
  const { fields: given, ignored } = parseBody(body, fields, silent)
  const { size = 'auto', output_format: output = 'png', background = 'auto' } = given
  refuseFields({
    stream: given.stream === true,
    output_format: output !== 'png',
    background: !['auto', 'opaque'].includes(background),
  })
  return {
    ...{ model: given.model, prompt: given.prompt, n: given.n ?? 1, seed: given.seed, ignored },
    size: size === 'auto' ? undefined : size,
    format: given.response_format ?? 'b64_json',
  }
}
