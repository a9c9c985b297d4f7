import { invalid } from './verify-records.js'

/** Longest line, in bytes: a record has a few kilobytes, an observation up to 1 MiB. */
const longestLine = 1_100_000

/**
 * Yields the lines of a file, which end with a line feed alone: other separators may be part of a text. Throws RECORDS_INVALID for bytes
 * that are not UTF-8 and for a line that no record can be.
 */
export async function* fileLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let at = 1
  let rest = Buffer.alloc(0)
  const decode = (bytes: Uint8Array) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      throw invalid(`line ${at}`, 'it is not UTF-8')
    }
  }
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield decode(rest.subarray(0, end))
      rest = rest.subarray(end + 1)
      at += 1
    }
    if (rest.length > longestLine) throw invalid(`line ${at}`, `it has more than ${longestLine} bytes`)
  }
  if (rest.length > 0) yield decode(rest)
}
