import { isSubnetError } from '@subnetkit/base'
import {
  type ChainClient,
  type CommitmentState,
  commitmentSpace,
  openBlock,
  readCommitment,
  readFinalized,
  readHead,
  type Signer,
  storage,
} from '@subnetkit/chain'
import { changeSlot } from '../commitment/entries.js'
import { entryKinds, readSlot, type Slot, writeSlot } from '../commitment/layout.js'
import { coreError } from '../errors.js'
import { findLease, setLease } from './entry.js'
import type { LeaseHolder, WritePermit } from './holder.js'
import { leaseBlocks } from './judge.js'
import type { LeasePort } from './lease-port.js'

/** Hotkey and mechanism of a lease. */
export interface LeasePlace {
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
}

/** Reads a lease of the chain at its newest final block. */
export function createLeasePort(client: ChainClient, place: LeasePlace): LeasePort {
  const { netuid, hotkey, mechanism } = place
  return {
    async final() {
      const at = await readFinalized(client)
      const [commitment, { values }] = await Promise.all([
        readCommitment(client, { netuid, hotkey, at }).catch(noneWithoutPallet),
        openBlock(client, { at, reads: { account: storage.Account(hotkey) } }),
      ])
      const lease = findLease(readSlot(commitment?.fields ?? []), mechanism)
      const writtenAt = commitment?.block ?? null
      return { block: at.number, lease, writtenAt, nonce: values.account.nonce }
    },
    best: async () => (await readHead(client)).number,
  }
}

/** A chain without commitments holds no lease; a claim says why it cannot be written. */
function noneWithoutPallet(error: unknown): null {
  if (isSubnetError(error, 'CHAIN_FEATURE_MISSING')) return null
  throw error
}

/** Length of a lease in this commitment. */
export function blocksFor(slot: Slot, { space }: CommitmentState, mechanism: number): number {
  const set = setLease(slot, mechanism, { holder: '00'.repeat(16), through: 0 })
  const mechanisms = set.entries.filter(({ kind }) => kind === entryKinds.lease).length
  const charge = commitmentSpace(writeSlot(set) ?? [])
  return leaseBlocks({ tempo: space.tempo, limit: space.limit, charge, mechanisms })
}

/** Puts the lease that a permit gives into the slot; returns the same slot where none is due. */
export function withLease(slot: Slot, state: CommitmentState, mechanism: number, permit: WritePermit): Slot {
  const lease = permit.renewed(state.block.number, blocksFor(slot, state, mechanism))
  return lease === null ? slot : setLease(slot, mechanism, lease)
}

/**
 * Error of a write that was bound to the nonce of a final block: where that is taken, a write of the hotkey is not final yet, such as a claim of this
 * process; no second process signs.
 */
export function boundError(
  error: unknown,
  { netuid, hotkey }: Omit<LeasePlace, 'mechanism'>,
  permit: WritePermit | undefined,
): unknown {
  if (permit?.nonce === undefined || !isSubnetError(error, 'NONCE_TAKEN')) return error
  const detail = 'a write of its commitment, such as a claim of the lease, is not final yet'
  return coreError('LEASE_NOT_HELD', { netuid, hotkey, detail }, { cause: error })
}

/** Claims or renews a lease where that is due; sends nothing else. Throws as `permitWrite`, and the errors of writes. */
export async function keepLease(
  client: ChainClient,
  signer: Signer,
  place: LeasePlace,
  holder: LeaseHolder,
): Promise<void> {
  const permit = await holder.permitWrite()
  const { netuid, mechanism } = place
  await changeSlot(
    client,
    signer,
    netuid,
    (slot, state) => {
      const changed = withLease(slot, state, mechanism, permit)
      return changed === slot ? null : changed
    },
    { nonce: permit.nonce, onSigned: permit.check },
  ).catch((error: unknown) => {
    throw boundError(error, place, permit)
  })
}
