import { epochReads } from '../read/epoch-count.js'
import { orAbsent } from '../read/storage.js'
import { storage } from '../read/storage-items.js'
import { storageIndex } from './storage-index.js'
import type { WeightsSubject } from './weights-subject.js'

/** Storage that weights depend on, as data: the runtime check derives the needs of each mode from it. */
export const weightsReads = {
  state: ({ netuid, mechanism, hotkey }: WeightsSubject) => ({
    now: storage.Now(),
    exists: storage.NetworksAdded(netuid),
    mechanisms: orAbsent(storage.MechanismCountCurrent(netuid), 1),
    uid: storage.Uids(netuid, hotkey),
    ownerHotkey: storage.SubnetOwnerHotkey(netuid),
    burn: storage.Burn(netuid),
    neurons: storage.SubnetworkN(netuid),
    threshold: storage.StakeThreshold(),
    permits: storage.ValidatorPermit(netuid),
    validators: storage.MaxAllowedValidators(netuid),
    versionKey: storage.WeightsVersionKey(netuid),
    rateLimit: storage.WeightsSetRateLimit(netuid),
    updates: storage.LastUpdate(storageIndex({ netuid, mechanism })),
    fewest: storage.MinAllowedWeights(netuid),
    largest: storage.MaxWeightsLimit(netuid),
    commitReveal: storage.CommitRevealWeightsEnabled(netuid),
    period: orAbsent(storage.RevealPeriodEpochs(netuid), 1),
    freeze: orAbsent(storage.AdminFreezeWindow(), null),
    ...epochReads(netuid),
  }),
  salted: ({ netuid, mechanism, hotkey }: WeightsSubject) => ({
    salted: orAbsent(storage.WeightCommits(storageIndex({ netuid, mechanism }), hotkey), null),
  }),
  beacon: () => ({
    version: orAbsent(storage.CommitRevealWeightsVersion(), null),
    beacon: orAbsent(storage.BeaconConfig(), null),
    lastRound: orAbsent(storage.LastStoredRound(), 0n),
  }),
  timelocked: ({
    netuid,
    mechanism,
    epoch,
  }: Omit<WeightsSubject, 'hotkey'> & { readonly epoch: number }) => ({
    commits: orAbsent(
      storage.TimelockedWeightCommits(storageIndex({ netuid, mechanism }), epoch),
      [] as readonly unknown[],
    ),
  }),
  pulse: ({ round }: { readonly round: bigint }) => ({ pulse: orAbsent(storage.Pulses(round), null) }),
} as const
