/** An answer that is larger than its synapse allows. */
export class TooLong extends Error {
  constructor(limit: number) {
    super(`the gateway's answer is larger than ${limit} bytes`)
  }
}

/** Reads a body. Throws TooLong. */
export async function readText({ body }: Response, limit: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body ?? []) {
    size += (piece as Uint8Array).length
    // Leaving the loop ends the response.
    if (size > limit) throw new TooLong(limit)
    pieces.push(piece as Uint8Array)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Yields the data of the server-sent events of a body, each of one line; comments are left out. Throws TooLong. */
export async function* dataIn({ body }: Response, limit: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let [line, size] = ['', 0]
  for await (const piece of body ?? []) {
    size += (piece as Uint8Array).length
    if (size > limit) throw new TooLong(limit)
    const [first = '', ...others] = decoder.decode(piece as Uint8Array, { stream: true }).split('\n')
    line += first
    for (const next of others) {
      if (line.startsWith('data:')) yield line.slice('data:'.length).trim()
      line = next
    }
  }
}
