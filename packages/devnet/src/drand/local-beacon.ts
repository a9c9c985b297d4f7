import { createHash } from 'node:crypto'
import { type Beacon, type BeaconInfo, createBeacon, type Pulse, quicknet } from '@subnetkit/timelock'
import { fromHex } from '../codec/bytes.js'
import type { Of } from '../schema/type.js'
import type { beaconConfiguration } from '../schema/types/drand.js'

/** The devnet's own beacon: quicknet's scheme, clock and period, another key. */
export interface LocalBeacon extends BeaconInfo {
  /** Signs the newest round in every block; otherwise rounds are signed on demand. */
  readonly eager: boolean
  sign(round: bigint): Pulse
}

/**
 * Default key of all devnets. It protects nothing: any reader of this file can sign any round.
 * The public key is listed beside it because deriving it takes longer than starting a devnet.
 */
export const devKey = {
  secretKey: '0x3f90067e7f02df941175d4e22bdd360f6ab4d928ba10817552454e2c5ec156da',
  publicKey:
    '0x8eeaf4e1b9b8e5c6f4e83a38e34c0e02fa2954a5d4fef08d043680d12bc4e852b454708f6d6cbe8521777c79bd06bd34025d7d70639a711d3723b3a9712a5bdd2ae8d7eb35327bee42c0b5643180e16362c4da17f17b6c0ed5fe62518a6617fd',
}

/** A beacon of this chain. `secretKey` is 0x-hex of 32 bytes; without it the known development key signs. */
export function createLocalBeacon(options: { secretKey?: string | undefined; eager?: boolean }): LocalBeacon {
  const { secretKey = devKey.secretKey, eager = false } = options
  let signer: Beacon | undefined
  const create = () => {
    signer ??= createBeacon({ secretKey: fromHex(secretKey) })
    return signer
  }
  const publicKey = secretKey === devKey.secretKey ? fromHex(devKey.publicKey) : create().publicKey
  const { genesis, period } = quicknet
  return { publicKey, genesis, period, eager, sign: (round) => create().sign(round) }
}

/** Beacon configuration in the chain's storage, so that clients can encrypt to it. */
export function beaconConfigOf(beacon: BeaconInfo): Of<typeof beaconConfiguration> {
  const id = new TextEncoder().encode('devnet')
  const groupHash = createHash('sha256').update(beacon.publicKey).digest()
  return {
    public_key: beacon.publicKey,
    period: beacon.period,
    genesis_time: beacon.genesis,
    hash: chainHash(beacon, groupHash, id),
    group_hash: new Uint8Array(groupHash),
    scheme_id: new TextEncoder().encode(quicknet.scheme),
    metadata: { beacon_id: id },
  }
}

/** Chain hash of a beacon in drand: SHA-256 of its period, genesis, key, group and id, numbers big-endian. */
export function chainHash({ publicKey, genesis, period }: BeaconInfo, groupHash: Uint8Array, id: Uint8Array) {
  const numbers = Buffer.alloc(12)
  numbers.writeUInt32BE(period)
  numbers.writeBigInt64BE(BigInt(genesis), 4)
  const hash = createHash('sha256').update(numbers).update(publicKey).update(groupHash).update(id)
  return new Uint8Array(hash.digest())
}
