import { entryKinds, findEntry, type Slot, setEntry } from '../commitment/layout.js'

/** Lease of a validator's hotkey on one mechanism, as the chain holds it. */
export interface Lease {
  /** Random id of the store that holds it: 16 bytes in hex. */
  readonly holder: string
  /** Last block that may include what its holder signs. */
  readonly through: number
}

const [holderBytes, blockBytes] = [16, 8]

/** Reads the lease of a mechanism; null for none. Bytes of a later version behind it are ignored. */
export function findLease(slot: Slot, mechanism: number): Lease | null {
  const payload = findEntry(slot, entryKinds.lease, mechanism)?.payload
  if (payload === undefined || payload.length < holderBytes + blockBytes) return null
  const bytes = Buffer.from(payload)
  const through = Number(bytes.readBigUInt64LE(holderBytes))
  return { holder: bytes.toString('hex', 0, holderBytes), through }
}

/** Puts a lease in the place of the one that the slot has; null removes it. */
export function setLease(slot: Slot, mechanism: number, lease: Lease | null): Slot {
  return setEntry(slot, entryKinds.lease, mechanism, lease && encodeLease(lease))
}

function encodeLease({ holder, through }: Lease): Uint8Array {
  const bytes = Buffer.alloc(holderBytes + blockBytes)
  bytes.write(holder, 'hex')
  bytes.writeBigUInt64LE(BigInt(through), holderBytes)
  return Uint8Array.from(bytes)
}
