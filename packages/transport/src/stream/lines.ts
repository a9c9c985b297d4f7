import { createChunkList } from '../body/chunk-list.js'

const lineFeed = 10

/** More bytes than allowed came without a line feed. */
export class LineTooLong extends Error {}

/**
 * Splits bytes into lines, each with its LF; the rest after the last LF is `rest`, if any. Reads no further than the
 * line that is asked for. Throws {@link LineTooLong}.
 */
export async function* linesOf(
  body: AsyncIterable<Buffer>,
  maxLineBytes: () => number,
): AsyncGenerator<Buffer, Buffer> {
  const parts = createChunkList()
  const take = (part: Buffer) => {
    parts.push(part)
    if (parts.length > maxLineBytes()) throw new LineTooLong(`a line is longer than ${maxLineBytes()} bytes`)
  }
  for await (const part of body) {
    let start = 0
    for (let at = part.indexOf(lineFeed); at >= 0; at = part.indexOf(lineFeed, start)) {
      take(part.subarray(start, at + 1))
      start = at + 1
      yield parts.takeAll()
    }
    if (start < part.length) take(part.subarray(start))
  }
  return parts.takeAll()
}
