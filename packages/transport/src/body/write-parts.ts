import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { type Bytes, isBytes, mapBytes } from '@subnetkit/core'
import { encodePrefix, maxHeadBytes, maxParts } from './frame.js'

/** A message with binary values, ready to be sent more than once. */
export interface OutgoingParts {
  /** Size of the whole message, in bytes. */
  readonly length: number
  /** Yields the message from its start. Throws if a value gives more or fewer bytes than it said. */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>
  /** SHA-256 of the whole message, hex; its parts are read for that. */
  digest(): Promise<string>
}

/** Puts a value as the wire carries it into a message. Throws an Error that says what is wrong with the value. */
export function packParts(wire: unknown): OutgoingParts {
  const parts: Bytes[] = []
  refuseReferences(wire)
  const text = JSON.stringify(mapBytes(wire, (bytes) => ({ $part: parts.push(bytes) - 1 }))) ?? ''
  const head = Buffer.from(text, 'utf8')
  if (parts.length > maxParts) throw new Error(`${parts.length} binary values are more than ${maxParts}`)
  if (head.length > maxHeadBytes)
    throw new Error(`its JSON has ${head.length} bytes, more than ${maxHeadBytes}`)
  const prefix = encodePrefix(
    head.length,
    parts.map(({ size }) => size),
  )
  const start = Buffer.concat([prefix, head])
  let hashed: Promise<string> | undefined

  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    yield start
    for (const part of parts) {
      let sent = 0
      for await (const chunk of part.chunks()) {
        sent += chunk.length
        if (sent > part.size) break
        yield* slices(chunk)
      }
      if (sent !== part.size) throw new Error(`a binary value of ${part.size} bytes gave ${sent}`)
    }
  }

  async function hash(): Promise<string> {
    const sum = createHash('sha256')
    for await (const chunk of chunks()) {
      sum.update(chunk)
      // Lets other work run.
      await setImmediate()
    }
    return sum.digest('hex')
  }

  return {
    length: start.length + parts.reduce((sum, { size }) => sum + size, 0),
    chunks,
    digest() {
      hashed ??= hash()
      return hashed
    },
  }
}

/** Largest piece that is hashed or sent at once: a value in memory is one chunk, and would hold the loop up. */
const sliceBytes = 262_144

function* slices(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < chunk.length; at += sliceBytes) yield chunk.subarray(at, at + sliceBytes)
}

/** A field of this name would be taken for a binary value on the other side. */
function refuseReferences(value: unknown): void {
  if (typeof value !== 'object' || value === null || isBytes(value)) return
  if (Object.hasOwn(value, '$part')) throw new Error('a field named $part stands for a binary value')
  for (const field of Object.values(value)) refuseReferences(field)
}
