import type { BlockReader } from '../read/block-reader.js'
import { columnValues, type SubnetColumns, type SubnetSubject } from './columns.js'
import { metagraphReads } from './reads.js'
import { readStakes } from './stored-stakes.js'
import { readSubnetValues } from './stored-subnet.js'

/**
 * Reads the columns from storage, key by key, for runtimes whose API does not return them; null if the subnet or the
 * mechanism does not exist. Throws CHAIN_FEATURE_MISSING for an indispensable item.
 */
export async function readFromStorage(
  block: BlockReader,
  subject: SubnetSubject,
): Promise<SubnetColumns | null> {
  const { netuid } = subject
  const subnet = await readSubnetValues(block, subject)
  if (!subnet) return null
  const uids = Array.from({ length: subnet.count }, (_, uid) => uid)
  const { hotkeys, registrations } = await block.getMany(metagraphReads.uids({ netuid, uids }))
  const [{ coldkeys, axons }, stakes] = await Promise.all([
    block.getMany(metagraphReads.neurons({ netuid, hotkeys })),
    readStakes(block, netuid, hotkeys),
  ])
  const { identities } = await block.getMany(metagraphReads.identities({ coldkeys }))
  return {
    ...subnet.columns,
    ...stakes,
    hotkeys,
    coldkeys,
    identities: columnValues.identities(identities),
    axons: columnValues.axons(axons),
    block_at_registration: registrations,
  }
}
