import { type Bytes, type Exhibits, isBytes, type Protocol, type QueryClient } from '@subnetkit/core'

/** Binary values of one answer that are looked at, and bytes of one. */
const [mostValues, mostBytes] = [8, 2_000_000]

/** Returns a client that shows the binary values of answers to synapses with exhibits, which no receipt keeps, before it returns them. */
export function keepPictures<P extends Protocol>(
  client: QueryClient<P>,
  exhibits: Exhibits | undefined,
  keep: (data: Uint8Array) => void,
): QueryClient<P> {
  if (exhibits === undefined) return client
  return {
    async query(endpoint, synapse, input, options) {
      const result = await client.query(endpoint, synapse, input, options)
      if (result.kind === 'ok' && exhibits.of[synapse] !== undefined) {
        for (const bytes of binaryValues(result.output)) {
          // Trouble with a picture must not cost a miner its answer.
          await bytes.bytes().then(keep, () => {})
        }
      }
      return result
    },
    ...(client.collectReceipts && { collectReceipts: client.collectReceipts.bind(client) }),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

function binaryValues(output: unknown): readonly Bytes[] {
  const found: Bytes[] = []
  const open: unknown[] = [output]
  while (open.length > 0 && found.length < mostValues) {
    const value = open.shift()
    if (isBytes(value)) {
      if (value.size <= mostBytes) found.push(value)
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      // An answer of many small parts is not searched to its end.
      if (open.length < 10_000) open.push(...Object.values(value).slice(0, 1_000))
    }
  }
  return found
}
