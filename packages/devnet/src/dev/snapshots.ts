import type { Chain, ChainMoment } from '../chain/chain.js'
import { devnetError } from './error.js'

/** Snapshots of a chain, by id. A snapshot is a handful of references, whatever the size of the state. */
export interface Snapshots {
  /** Takes a snapshot; returns its id. */
  take(): string
  /** Reverts to a snapshot. Invalidates it and those taken after it. Throws UNKNOWN_SNAPSHOT for other ids. */
  revert(id: string): void
}

export function createSnapshots(chain: Chain): Snapshots {
  const moments = new Map<string, ChainMoment>()
  let last = 0
  return {
    take() {
      const id = `0x${(++last).toString(16)}`
      moments.set(id, chain.capture())
      return id
    },
    revert(id) {
      const moment = moments.get(id)
      if (!moment) {
        throw devnetError('UNKNOWN_SNAPSHOT', { id: id.slice(0, 40) })
      }
      // In the order in which they were taken, so everything from here on is later.
      for (const later of [...moments.keys()]) {
        if (Number(later) >= Number(id)) moments.delete(later)
      }
      chain.restore(moment)
    },
  }
}
