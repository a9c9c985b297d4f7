export type Json = Readonly<Record<string, unknown>>

/** The value of a JSON text; undefined for any other text. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const recordsIn = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isRecord) : []
export const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Objects in the frames of a stream of server-sent events. */
export const framesIn = (text: string): readonly Json[] =>
  text.split('\n').flatMap((line) => {
    const frame = line.startsWith('data:') ? parse(line.slice('data:'.length)) : undefined
    return isRecord(frame) ? [frame] : []
  })
