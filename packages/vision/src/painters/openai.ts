import { createOpenAiClient, type OpenAiServer } from '@subnetkit/models'
import { z } from 'zod'
import { decodePng } from '../picture/decode-png.js'
import type { Painter } from './painter.js'

export interface OpenAiPainterOptions extends Omit<OpenAiServer, 'deadlineMs' | 'maxBytes'> {
  /** Width and height of the pictures, as far as the server has them. @default '512x512' */
  readonly size?: string | undefined
  /** Wall-clock time for one picture, from connect to last byte, in ms. @default 30_000 */
  readonly deadlineMs?: number | undefined
  /** Largest response, in bytes; base64 makes it a third larger than its picture. @default 8_388_608 */
  readonly maxBytes?: number | undefined
}

const responseSchema = z.object({ data: z.array(z.object({ b64_json: z.base64() })).min(1) })

/** Largest picture that is read, in pixels. */
const maxPixels = 2_048 * 2_048

/**
 * Paints with any server that has an OpenAI-compatible `images/generations` and returns PNG as base64. Seed and steps
 * are sent along, for the servers that take them. Throws CONFIG_INVALID for an address that is no http(s) URL; its
 * pictures GENERATION_FAILED, PICTURE_INVALID and PICTURE_TOO_LARGE.
 */
export function createOpenAiPainter(options: OpenAiPainterOptions): Painter {
  const { model, size = '512x512', deadlineMs = 30_000, maxBytes = 8_388_608 } = options
  const client = createOpenAiClient('images/generations', { ...options, deadlineMs, maxBytes })
  return {
    modelId: model.slice(0, 128),
    async paint({ prompt, seed, steps, signal }) {
      const body = { model, prompt, n: 1, size, response_format: 'b64_json', seed, steps }
      const parsed = responseSchema.safeParse(await client.post(body, signal))
      if (!parsed.success) throw client.failed('the response has no picture as base64')
      const bytes = Buffer.from(parsed.data.data[0]?.b64_json ?? '', 'base64')
      return { picture: decodePng(bytes, { maxBytes, maxPixels }), seed }
    },
  }
}
