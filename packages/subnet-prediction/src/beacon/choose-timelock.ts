import type { Timelock } from '../beacon.js'
import { createDrandBeacon } from '../drand-beacon.js'
import { stepMs } from '../live-feed.js'
import { createLocalBeacon } from '../local-beacon.js'

/**
 * Returns the timelock of the environment: `TIMELOCK=optional` lets miners choose it, `TIMELOCK=required` takes nothing else. The live feed
 * has drand's quicknet, the made-up market a made-up beacon.
 */
export function chooseTimelock({
  TIMELOCK: timelock = 'off',
  FEED: feed = 'market',
  MARKET_SEED: seed = 'devnet',
}: NodeJS.ProcessEnv): Timelock | undefined {
  switch (timelock) {
    case 'off':
      return undefined
    case 'optional':
    case 'required': {
      const beacon = feed === 'live' ? createDrandBeacon({ stepMs }) : createLocalBeacon(seed)
      return { beacon, required: timelock === 'required' }
    }
    default:
      throw new Error(`TIMELOCK is ${timelock}: set it to off, optional or required`)
  }
}
