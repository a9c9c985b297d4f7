import { epochReads } from '../read/epoch-count.js'
import { orAbsent } from '../read/storage.js'
import { storage } from '../read/storage-items.js'

interface NeuronSubject {
  readonly netuid: number
  readonly hotkey: string
}

/** Storage that commands read, as data: the runtime check derives each command's needs from it. */
export const actionReads = {
  registration: ({ netuid, hotkey }: NeuronSubject) => ({
    exists: storage.NetworksAdded(netuid),
    isOpen: storage.NetworkRegistrationAllowed(netuid),
    burn: storage.Burn(netuid),
    uid: storage.Uids(netuid, hotkey),
    owner: storage.Owner(hotkey),
    count: storage.SubnetworkN(netuid),
    most: storage.MaxAllowedUids(netuid),
  }),
  /** Since prices rise with every registration, subnets of newer runtimes have no limit by interval. */
  risingBurn: ({ netuid }: { readonly netuid: number }) => ({
    halfLife: orAbsent(storage.BurnHalfLife(netuid), null),
  }),
  interval: ({ netuid }: { readonly netuid: number }) => ({
    taken: orAbsent(storage.RegistrationsThisInterval(netuid), null),
    target: orAbsent(storage.TargetRegistrationsPerInterval(netuid), null),
    perBlock: orAbsent(storage.MaxRegistrationsPerBlock(netuid), null),
    since: orAbsent(storage.LastAdjustmentBlock(netuid), null),
    interval: orAbsent(storage.AdjustmentInterval(netuid), null),
  }),
  /** The chain's subnets; `netuids` are candidates. */
  subnets: ({ netuids }: { readonly netuids: readonly number[] }) => ({
    added: netuids.map((netuid) => storage.NetworksAdded(netuid)),
    ownerHotkeys: netuids.map((netuid) => storage.SubnetOwnerHotkey(netuid)),
    registeredAt: netuids.map((netuid) => storage.NetworkRegisteredAt(netuid)),
  }),
  newSubnet: ({ hotkey }: { readonly hotkey: string }) => ({
    owner: storage.Owner(hotkey),
    total: storage.TotalNetworks(),
    limit: storage.SubnetLimit(),
    immunity: storage.NetworkImmunityPeriod(),
    last: storage.LastRateLimitedBlock('NetworkLastRegistered'),
    pause: storage.NetworkRateLimit(),
    opens: orAbsent(storage.NetworkRegistrationStartBlock(), 0),
    queue: orAbsent(storage.NetworkRegistrationQueue(), null),
  }),
  ownSubnets: ({ netuids }: { readonly netuids: readonly number[] }) => ({
    owners: netuids.map((netuid) => storage.SubnetOwner(netuid)),
    identities: netuids.map((netuid) => orAbsent(storage.SubnetIdentitiesV3(netuid), null)),
  }),
  start: ({ netuid }: { readonly netuid: number }) => ({
    exists: storage.NetworksAdded(netuid),
    owner: storage.SubnetOwner(netuid),
    started: storage.FirstEmissionBlockNumber(netuid),
    registered: storage.NetworkRegisteredAt(netuid),
    delay: orAbsent(storage.StartCallDelay(), 0),
  }),
  identity: ({ netuid }: { readonly netuid: number }) => ({
    exists: storage.NetworksAdded(netuid),
    owner: storage.SubnetOwner(netuid),
    identity: orAbsent(storage.SubnetIdentitiesV3(netuid), null),
  }),
  axon: ({ netuid, hotkey }: NeuronSubject) => ({
    exists: storage.NetworksAdded(netuid),
    uid: storage.Uids(netuid, hotkey),
    burn: storage.Burn(netuid),
    axon: storage.Axons(netuid, hotkey),
    limit: storage.ServingRateLimit(netuid),
  }),
  certificate: ({ netuid, hotkey }: NeuronSubject) => ({
    certificate: orAbsent(storage.NeuronCertificates(netuid, hotkey), null),
  }),
  commitment: ({ netuid, hotkey }: NeuronSubject) => ({
    commitment: storage.CommitmentOf(netuid, hotkey),
  }),
  commitmentSpace: ({ netuid, hotkey }: NeuronSubject) => ({
    exists: storage.NetworksAdded(netuid),
    uid: storage.Uids(netuid, hotkey),
    burn: storage.Burn(netuid),
    usage: storage.UsedSpaceOf(netuid, hotkey),
    most: storage.MaxSpace(),
    ...epochReads(netuid),
  }),
  revealedCommitments: ({ netuid, hotkey }: NeuronSubject) => ({
    revealed: storage.RevealedCommitments(netuid, hotkey),
  }),
  stake: ({ netuid, hotkey }: NeuronSubject) => ({
    exists: storage.NetworksAdded(netuid),
    isStarted: storage.SubtokenEnabled(netuid),
    owner: storage.Owner(hotkey),
    tao: storage.SubnetTAO(netuid),
    alpha: storage.SubnetAlphaIn(netuid),
    mechanism: orAbsent(storage.SubnetMechanism(netuid), 1),
    feeRate: orAbsent(storage.FeeRate(netuid), 0),
    balancer: orAbsent(storage.SwapBalancer(netuid), null),
  }),
  /** Origin and destination of a move. */
  move: ({ from, to }: { readonly from: NeuronSubject; readonly to: NeuronSubject }) => ({
    exists: [storage.NetworksAdded(from.netuid), storage.NetworksAdded(to.netuid)],
    isStarted: [storage.SubtokenEnabled(from.netuid), storage.SubtokenEnabled(to.netuid)],
    owners: [storage.Owner(from.hotkey), storage.Owner(to.hotkey)],
  }),
  uids: ({
    netuids,
    hotkeys,
  }: {
    readonly netuids: readonly number[]
    readonly hotkeys: readonly string[]
  }) => ({
    uids: netuids.flatMap((netuid) => hotkeys.map((hotkey) => storage.Uids(netuid, hotkey))),
  }),
  take: ({ hotkey }: { readonly hotkey: string }) => ({
    take: storage.Delegates(hotkey),
    owner: storage.Owner(hotkey),
    least: storage.MinDelegateTake(),
    most: storage.MaxDelegateTake(),
    pause: storage.TxDelegateTakeRateLimit(),
    last: orAbsent(storage.LastTxBlockDelegateTake(hotkey), 0),
    /** Storage item of newer runtimes. */
    lastLimited: orAbsent(storage.LastRateLimitedBlock({ LastTxBlockDelegateTake: hotkey }), 0),
  }),
  accounts: ({ addresses }: { readonly addresses: readonly string[] }) => ({
    accounts: addresses.map((address) => storage.Account(address)),
  }),
} as const
