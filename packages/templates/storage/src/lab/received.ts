import { Bytes } from 'subnetkit'

/** Bytes of a message as its receiver has them. */
export const bytesOf = (content: Uint8Array) => new Bytes({ size: content.length, chunks: () => [content] })

/** A message as its receiver has it: bytes are read as they arrive. */
export function asReceived(message: object): Record<string, unknown> {
  const received = (value: unknown) => (value instanceof Uint8Array ? bytesOf(value) : value)
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(received) : received(value),
    ]),
  )
}
