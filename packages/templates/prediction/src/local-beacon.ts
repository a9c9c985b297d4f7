import { createHash } from 'node:crypto'
import { createBeacon } from 'subnetkit/timelock'
import type { Beacon } from './beacon.js'

/**
 * A made-up beacon with a round for each step, for tests and networks on one machine. Who knows the seed opens everything, so miners trust it
 * only where they are asked to.
 */
export function createLocalBeacon(seed: string): Beacon {
  const secretKey = createHash('sha256').update(`beacon ${seed}`).digest()
  // Below the order of the group, whatever the hash.
  secretKey[0]! &= 0x3f
  const beacon = createBeacon({ secretKey: Uint8Array.from(secretKey) })
  return {
    publicKey: Buffer.from(beacon.publicKey).toString('hex'),
    roundAfter: (step) => step + 1,
    signatureOf: async (round) => Buffer.from(beacon.sign(BigInt(round)).signature).toString('hex'),
  }
}
