/**
 * Reads the texts that a client got from what it saved: the body of a response, the frames of a stream, or a text alone. One for each
 * answer, in their order.
 */
export function textsOfAnswer(saved: string): readonly (string | Uint8Array)[] {
  const body = parse(saved)
  if (isRecord(body)) return textsOfBody(body) ?? [saved]
  const frames = framesIn(saved)
  return frames.length === 0 ? [saved] : textsOfFrames(frames)
}

type Json = Readonly<Record<string, unknown>>

/** Texts of a body by the endpoints that have one; null for any other. */
function textsOfBody(body: Json): readonly (string | Uint8Array)[] | null {
  const choices = recordsIn(body.choices)
  if (choices.length > 0)
    return choices.map(({ message, text }) => textIn(text) ?? textIn(Object(message).content) ?? '')
  const outputs = recordsIn(body.output)
  if (outputs.length > 0) {
    return [
      outputs.flatMap(({ content }) => recordsIn(content).map(({ text }) => textIn(text) ?? '')).join(''),
    ]
  }
  const data = recordsIn(body.data)
  if (data.length > 0) return [Buffer.concat(data.map(bytesOfItem))]
  return null
}

/** Bytes of an image, or of a vector as 32-bit floats. */
function bytesOfItem({ b64_json: image, embedding }: Json): Uint8Array {
  if (Array.isArray(embedding)) return Buffer.from(Float32Array.from(embedding as number[]).buffer)
  return Buffer.from(textIn(image) ?? textIn(embedding) ?? '', 'base64')
}

function textsOfFrames(frames: readonly Json[]): readonly string[] {
  const texts: string[] = []
  for (const frame of frames) {
    const { type, delta } = frame
    if (type === 'response.output_text.delta') texts[0] = (texts[0] ?? '') + (textIn(delta) ?? '')
    for (const choice of recordsIn(frame.choices)) {
      const at = typeof choice.index === 'number' ? choice.index : 0
      texts[at] = (texts[at] ?? '') + (textIn(choice.text) ?? textIn(Object(choice.delta).content) ?? '')
    }
  }
  return [...texts].map((text) => text ?? '')
}

/** Objects in the frames of a stream of server-sent events. */
export const framesIn = (text: string): readonly Json[] =>
  text.split('\n').flatMap((line) => {
    const frame = line.startsWith('data:') ? parse(line.slice('data:'.length)) : undefined
    return isRecord(frame) ? [frame] : []
  })

/** Returns true if a text stands in the bytes of a miner's answer: as a text of its JSON, part of one, or spread over several. */
export function isTextIn(text: string, bytes: Uint8Array): boolean {
  const raw = Buffer.from(bytes).toString('utf8')
  const whole = parse(raw)
  const roots =
    whole === undefined ? raw.split('\n').map((line) => parse(line.replace(/^data:/, ''))) : [whole]
  const strings = roots.flatMap(stringsIn)
  return raw.includes(text) || strings.some((one) => one.includes(text)) || strings.join('').includes(text)
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const recordsIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)
