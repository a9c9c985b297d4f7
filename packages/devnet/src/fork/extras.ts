import { concatBytes, toHex } from '../codec/bytes.js'
import { mechanismIndices } from '../rules/subnets.js'
import { u16 } from '../schema/type.js'
import { rateLimitKey } from '../schema/types/subtensor.js'
import { type Collector, prefixOf } from './collector.js'
import type { PlannedItem } from './plan.js'

/** Kinds of transactions of a hotkey or an owner on a subnet; the chain numbers fewer than that. */
const KINDS = Array.from({ length: 16 }, (_, kind) => kind)

/** Reads what has keys of its own form: rate limits, the lease of the subnet, pulses that its commits wait for. */
export async function readExtras(
  collector: Collector,
  items: readonly PlannedItem[],
  netuid: number,
  hotkeys: readonly string[],
): Promise<void> {
  const { SubtensorModule: subtensor } = collector.state
  const lease = subtensor.SubnetUidToLeaseId.get(netuid)
  const limited = [...hotkeys, subtensor.SubnetOwner.get(netuid)]
  const read: Readonly<Record<string, (item: PlannedItem) => Promise<void>>> = {
    TransactionKeyLastBlock: (item) =>
      collector.entries(
        item,
        limited.flatMap((account) => KINDS.map((kind) => [account, netuid, kind])),
      ),
    LastRateLimitedBlock: (item) => readRateLimits(collector, item, netuid),
    Pulses: (item) =>
      collector.entries(
        item,
        awaitedRounds(collector, netuid).map((round) => [round]),
      ),
    ...(lease !== undefined && {
      SubnetLeases: (item) => collector.entries(item, [[lease]]),
      SubnetLeaseShares: (item) => collector.under(item, [lease]),
      AccumulatedLeaseDividends: (item) => collector.entries(item, [[lease]]),
    }),
  }
  await Promise.all(items.map((item) => read[item.item]?.(item)))
}

/** Index of the case whose keys go on with a netuid: changes of hyperparameters by the owner. */
const OWNER_UPDATE = 1

function readRateLimits(collector: Collector, item: PlannedItem, netuid: number): Promise<void> {
  const prefix = prefixOf(item)
  const key = (limit: Parameters<typeof rateLimitKey.codec.enc>[0]) =>
    prefix + hexOf(rateLimitKey.codec.enc(limit))
  const ofOwner = concatBytes(Uint8Array.of(OWNER_UPDATE), u16.codec.enc(netuid))
  return collector.raw(
    item.name,
    [key({ type: 'SetSNOwnerHotkey', value: netuid }), key({ type: 'NetworkLastRegistered' })],
    [prefix + hexOf(ofOwner)],
  )
}

const hexOf = (bytes: Uint8Array): string => toHex(bytes).slice(2)

/** Rounds at which timelocked weights of the subnet open. */
function awaitedRounds({ state }: Collector, netuid: number): bigint[] {
  const { TimelockedWeightCommits } = state.SubtensorModule
  const rounds = mechanismIndices({ state, block: 0 }, netuid).flatMap((index) =>
    [...TimelockedWeightCommits.entries(index)].flatMap(([, commits]) =>
      commits.map(([, , , round]) => round),
    ),
  )
  return [...new Set(rounds)]
}
