import { epochReads } from '../read/epoch-count.js'
import { orAbsent, type StorageRead } from '../read/storage.js'
import { storage, subnetItem } from '../read/storage-items.js'
import { type HyperparameterName, type HyperparameterValue, hyperparameterNames, specOf } from './table.js'
import { decodeValue } from './value.js'

/** Storage that hyperparameters depend on, as data: the runtime check derives their needs from it. */
export const hyperparameterReads = {
  /** The value of one; undefined where the runtime does not have it. */
  value: ({
    netuid,
    name,
  }: {
    readonly netuid: number
    readonly name: HyperparameterName
  }): StorageRead<HyperparameterValue | undefined> => {
    const item = subnetItem(specOf(name).storage, (stored) => decodeValue(name, stored))
    return orAbsent(item(netuid), undefined)
  },
  subnet: ({ netuid }: { readonly netuid: number }) => ({
    exists: storage.NetworksAdded(netuid),
    owner: storage.SubnetOwner(netuid),
    uids: storage.SubnetworkN(netuid),
    minAllowedUids: orAbsent(storage.MinAllowedUids(netuid), 0),
    maxMechanismCount: orAbsent(storage.MaxMechanismCount(), 1),
    leastChildkeyTake: orAbsent(storage.MinChildkeyTake(), 0),
    mostChildkeyTake: orAbsent(storage.MaxChildkeyTake(), 65_535),
    minActivityCutoff: orAbsent(storage.MinActivityCutoff(), 0),
    freezeWindow: orAbsent(storage.AdminFreezeWindow(), 0),
    perTempo: orAbsent(storage.OwnerHyperparamRateLimit(), 0),
    versionKeyTempos: orAbsent(storage.WeightsVersionKeyRateLimit(), 0),
    ...epochReads(netuid),
  }),
  /**
   * Block of the last change of each hyperparameter, where it is counted by a name: null where the runtime does not
   * know the name, or where it is counted otherwise.
   */
  lastChanges: ({ netuid }: { readonly netuid: number }) => ({
    lastChanges: hyperparameterNames.map((name) => {
      const { pause } = specOf(name)
      const key =
        pause?.kind === 'tempos'
          ? { OwnerHyperparamUpdate: [netuid, pause.name] }
          : { SetSNOwnerHotkey: netuid }
      return orAbsent(storage.LastRateLimitedBlock(key), null)
    }),
  }),
  /** The same for those that are counted as a transaction of the owner. */
  transactions: ({ netuid, owner }: { readonly netuid: number; readonly owner: string }) => ({
    transactions: transactionIds.map((id) => orAbsent(storage.TransactionKeyLastBlock(owner, netuid, id), 0)),
  }),
} as const

/** Ids of the transactions that count changes of hyperparameters. */
export const transactionIds: readonly number[] = [
  ...new Set(
    hyperparameterNames.flatMap((name) => {
      const { pause } = specOf(name)
      return pause?.kind === 'transaction' ? [pause.id] : []
    }),
  ),
]
