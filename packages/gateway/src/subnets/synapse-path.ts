const prefix = '/subnets/'

/** Returns true for a path of synapses, whose clients read errors in the shape of tRPC. */
export const isSynapsePath = (path: string): boolean => path.startsWith(prefix)

/** Names of the subnet and the synapse in a path. */
export const placeIn = (path: string): readonly string[] => path.slice(prefix.length).split('/').map(decoded)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
