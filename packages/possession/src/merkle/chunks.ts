/** Source of bytes, chunk by chunk. */
export type ByteSource = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Yields the bytes of a source in pieces of one length; the last one may be shorter. A piece may be kept: it is not used again. */
export async function* inPieces(source: ByteSource, length: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(length)
  let filled = 0
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + length - filled)
      piece.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < length) continue
      yield piece
      piece = new Uint8Array(length)
      filled = 0
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
