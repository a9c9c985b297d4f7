import type { BlockReader, SubtensorRead } from '../read/block-reader.js'
import { columnValues, type SubnetColumns, type SubnetSubject } from './columns.js'
import { readStakes } from './stored-stakes.js'
import { readSubnetValues } from './stored-subnet.js'

/**
 * Reads the columns from storage, key by key, for runtimes whose API does not tell them; null where there is no such
 * subnet or mechanism. Throws CHAIN_FEATURE_MISSING for an item without which nothing can be said.
 */
export async function readFromStorage(
  block: BlockReader,
  subject: SubnetSubject,
): Promise<SubnetColumns | null> {
  const { netuid } = subject
  const subnet = await readSubnetValues(block, subject)
  if (!subnet) return null
  const uids = Array.from({ length: subnet.count }, (_, uid) => uid)
  const each = <T>(of: readonly T[], toRead: (one: T) => SubtensorRead) => block.read(of.map(toRead))
  const [keys, registrations] = await Promise.all([
    each(uids, (uid) => ['Keys', netuid, uid]),
    each(uids, (uid) => ['BlockAtRegistration', netuid, uid]),
  ])
  const hotkeys = columnValues.hotkeys(keys)
  const [owners, axons, stakes] = await Promise.all([
    each(hotkeys, (hotkey) => ['Owner', hotkey]),
    each(hotkeys, (hotkey) => ['Axons', netuid, hotkey]),
    readStakes(block, netuid, hotkeys),
  ])
  const coldkeys = columnValues.coldkeys(owners)
  const identities = await block.find(coldkeys.map((coldkey) => ['IdentitiesV2', coldkey]))
  return {
    ...subnet.columns,
    ...stakes,
    hotkeys,
    coldkeys,
    identities: columnValues.identities(identities.map((identity) => identity ?? null)),
    axons: columnValues.axons(axons),
    block_at_registration: columnValues.block_at_registration(registrations),
  }
}
