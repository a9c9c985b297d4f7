import { withDeadline } from '@subnetkit/base'
import { type ChainClient, type Metagraph, readMetagraph } from '@subnetkit/chain'

interface FreshParts {
  readonly chain: ChainClient
  readonly netuid: number
  readonly mechanism: number
  /** Returns the newest one that the validator has read itself. */
  readonly seen: () => Metagraph
}

/** Time between two readings, in ms: pages ask often, and the chain has other work. */
const restMs = 10_000
/** Longest wait for one, in ms: a page shows its rows within a second, as of the validator's own reading if need be. */
const waitMs = 400

/** Reads the metagraph for pages: at most every ten seconds, and the validator's own where the chain does not answer in time. */
export function freshMetagraph({ chain, netuid, mechanism, seen }: FreshParts): () => Promise<Metagraph> {
  const { clock } = chain
  let newest: Metagraph | null = null
  let reading: { readonly since: number; readonly done: Promise<unknown> } | null = null

  return async () => {
    if (reading === null || clock.now() - reading.since >= restMs) {
      const work = readMetagraph(chain, { netuid, mechanism }).then((metagraph) => {
        newest = metagraph
      })
      const late = () => new Error('no answer')
      reading = { since: clock.now(), done: withDeadline(work, waitMs, late, { clock }).catch(() => {}) }
    }
    await reading.done
    const own = seen()
    return newest === null || newest.block < own.block ? own : newest
  }
}
