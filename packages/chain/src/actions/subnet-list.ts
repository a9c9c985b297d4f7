import type { BlockReader } from '../read/block-reader.js'
import type { ValuesOf } from '../read/storage.js'
import { storage } from '../read/storage-items.js'
import { readSubnetIdentity } from './identity.js'
import { actionReads } from './reads.js'

/** A subnet of the chain, root included. */
export interface ListedSubnet {
  readonly netuid: number
  readonly ownerHotkey: string
  /** Block at which it was registered. */
  readonly registeredAt: number
}

/** Number of netuids read at once: a new subnet takes the lowest free one, and chains are full at 128. */
export const firstNetuids: readonly number[] = Array.from({ length: 256 }, (_, netuid) => netuid)

type Values = ValuesOf<ReturnType<typeof actionReads.subnets>>

/**
 * Returns the subnets of a chain, from the reads of {@link firstNetuids}. If the chain has more, first lists its
 * netuids, which costs three more requests.
 */
export async function listSubnets(
  block: BlockReader,
  read: Values & { readonly total: number },
): Promise<readonly ListedSubnet[]> {
  const known = toList(firstNetuids, read)
  if (known.length === read.total) return known
  const netuids = (await block.entries(storage.NetworksAdded.open())).map(({ key }) => Number(key))
  return toList(netuids, await block.getMany(actionReads.subnets({ netuids })))
}

function toList(netuids: readonly number[], values: Values): ListedSubnet[] {
  return netuids.flatMap((netuid, index) =>
    values.added[index]
      ? [
          {
            netuid,
            ownerHotkey: values.ownerHotkeys[index] ?? '',
            registeredAt: values.registeredAt[index] ?? 0,
          },
        ]
      : [],
  )
}

/** Owners and names of subnets, lowest netuid first; no request if there are none. */
export async function readOwnSubnets(block: BlockReader, subnets: readonly ListedSubnet[]) {
  const netuids = subnets.map(({ netuid }) => netuid).toSorted((left, right) => left - right)
  const { owners, identities } = await block.getMany(actionReads.ownSubnets({ netuids }))
  return netuids.map((netuid, index) => ({
    netuid,
    owner: owners[index] ?? '',
    name: readSubnetIdentity(identities[index] ?? null)?.name ?? null,
  }))
}
