import type { Codec } from '@polkadot/types/types'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { derivedEpoch, type EpochCount, nextBlockEpoch } from '../epochs.js'
import type { BlockRef } from '../read/block.js'
import { readMany, type StorageRead } from '../read/read-many.js'
import { hasCall, optional, readEntries, toBigInt, toNumber } from '../read/runtime.js'
import { readOwnStake } from './own-stake.js'
import type { WeightsSubject } from './weights-subject.js'

/** A salted commit that the chain holds. */
export interface SaltedCommitOnChain {
  /** 0x-hex. */
  readonly hash: string
  /** Whether its epoch is over: the chain drops it with the next commit or reveal. */
  readonly expired: boolean
}

/** A timelocked commit that the chain holds. */
export interface TimelockedCommitOnChain {
  readonly hotkey: string
  readonly block: number
  /** 0x-hex of the ciphertext. */
  readonly ciphertext: string
  readonly round: bigint
}

/** The beacon whose signatures open timelocked commits. */
export interface ChainBeacon {
  /** 0x-hex of 96 bytes. */
  readonly publicKey: string
  /** Seconds from round to round. */
  readonly period: number
  /** Unix seconds of round 1. */
  readonly genesis: number
  /** The newest round that the chain holds; 0 for none. */
  readonly lastStoredRound: bigint
}

/** Everything that decides about a weights submission, read at one block. Stakes in rao, times in blocks. */
export interface WeightsState extends WeightsSubject {
  readonly block: BlockRef
  /** Timestamp of the block, in Unix ms. */
  readonly timestamp: number
  readonly subnetExists: boolean
  readonly mechanismCount: number
  /** Null when the hotkey is not registered. */
  readonly uid: number | null
  readonly ownerHotkey: string
  /** Price of registering now, in rao. */
  readonly burn: bigint
  /** Neurons on the subnet: uids run from 0 to one less. */
  readonly neurons: number
  /** Stake weight, parents and children considered; null where the runtime does not tell. */
  readonly stake: bigint | null
  readonly stakeThreshold: bigint
  readonly permit: boolean
  /** Most neurons that get a validator permit. */
  readonly maxValidators: number
  /** Least version key; 0 for any. */
  readonly versionKey: bigint
  readonly rateLimit: number
  /** Block of the last weights, commit or registration; 0 for never. */
  readonly lastUpdate: number
  readonly minAllowedWeights: number
  /** Largest share of the sum that one weight may have, 65535 for all of it. */
  readonly maxWeightsLimit: number
  readonly commitReveal: boolean
  /** Epochs from commit to reveal. */
  readonly revealPeriod: number
  /** CommitRevealWeightsVersion; null on runtimes without. */
  readonly commitVersion: number | null
  readonly epochs: EpochCount
  /** Blocks before an epoch in which hyperparameters cannot be changed; null on runtimes without. */
  readonly freezeWindow: number | null
  /** Those of this hotkey, oldest first. */
  readonly saltedCommits: readonly SaltedCommitOnChain[]
  /** Of all hotkeys, made in the epoch that the next block belongs to. */
  readonly timelockedCommits: readonly TimelockedCommitOnChain[]
  readonly beacon: ChainBeacon | null
  /** Calls that submit or commit weights, by the chain's names. */
  readonly calls: readonly string[]
  readonly specVersion: number
}

const subtensor = 'SubtensorModule'

/** Calls that the runtime may have or lack. */
const weightCalls = [
  'set_weights',
  'set_mechanism_weights',
  'commit_weights',
  'commit_mechanism_weights',
  'reveal_weights',
  'reveal_mechanism_weights',
  'commit_timelocked_weights',
  'commit_timelocked_mechanism_weights',
  'commit_crv3_weights',
  'commit_crv3_mechanism_weights',
]

/** Reads it, at the given block or the best one. Throws CHAIN_TIMEOUT, CHAIN_UNREACHABLE. */
export async function readWeightsState(
  client: ChainClient,
  subject: WeightsSubject,
  at?: BlockRef,
): Promise<WeightsState> {
  const { netuid, mechanism, hotkey } = subject
  const block = at ?? (await readHead(client))
  const index = storageIndex(subject)
  const of = (item: string, ...keys: unknown[]): StorageRead => [subtensor, item, keys]
  const stored = await readMany(client, block.hash, {
    now: ['Timestamp', 'Now', []],
    exists: of('NetworksAdded', netuid),
    mechanisms: of('MechanismCountCurrent', netuid),
    uid: of('Uids', netuid, hotkey),
    owner: of('SubnetOwnerHotkey', netuid),
    burn: of('Burn', netuid),
    neurons: of('SubnetworkN', netuid),
    threshold: of('StakeThreshold'),
    permits: of('ValidatorPermit', netuid),
    validators: of('MaxAllowedValidators', netuid),
    versionKey: of('WeightsVersionKey', netuid),
    rateLimit: of('WeightsSetRateLimit', netuid),
    updates: of('LastUpdate', index),
    fewest: of('MinAllowedWeights', netuid),
    largest: of('MaxWeightsLimit', netuid),
    commitReveal: of('CommitRevealWeightsEnabled', netuid),
    period: of('RevealPeriodEpochs', netuid),
    version: of('CommitRevealWeightsVersion'),
    tempo: of('Tempo', netuid),
    lastEpoch: of('LastEpochBlock', netuid),
    pendingEpoch: of('PendingEpochAt', netuid),
    epochIndex: of('SubnetEpochIndex', netuid),
    sinceStep: of('BlocksSinceLastStep', netuid),
    freeze: of('AdminFreezeWindow'),
    salted: of('WeightCommits', index, hotkey),
    beacon: ['Drand', 'BeaconConfig', []],
    lastRound: ['Drand', 'LastStoredRound', []],
  })
  const number = (key: keyof typeof stored, otherwise = 0) => {
    const codec = stored[key]
    return codec ? toNumber(codec) : otherwise
  }
  const flag = (key: keyof typeof stored) => stored[key]?.toString() === 'true'
  const uidCodec = stored.uid ? optional(stored.uid) : null
  const uid = uidCodec === null ? null : toNumber(uidCodec)
  const epochs: EpochCount = stored.epochIndex
    ? {
        kind: 'stored',
        lastEpochBlock: number('lastEpoch'),
        pendingEpochAt: number('pendingEpoch'),
        epochIndex: number('epochIndex'),
        tempo: number('tempo'),
        blocksSinceLastStep: number('sinceStep'),
      }
    : { kind: 'derived', tempo: number('tempo') }
  const nextEpoch = nextBlockEpoch(epochs, netuid, block.number)
  const [stake, timelockedCommits] = await Promise.all([
    uid === null ? 0n : readOwnStake(client, { netuid, uid }, block),
    readTimelockedCommits(client, subject, nextEpoch, block.hash),
  ])
  return {
    netuid,
    mechanism,
    hotkey,
    block: { number: block.number, hash: block.hash },
    timestamp: number('now'),
    subnetExists: flag('exists'),
    mechanismCount: number('mechanisms', 1),
    uid,
    ownerHotkey: stored.owner?.toString() ?? '',
    burn: stored.burn ? toBigInt(stored.burn) : 0n,
    neurons: number('neurons'),
    stake,
    stakeThreshold: stored.threshold ? toBigInt(stored.threshold) : 0n,
    permit: uid !== null && listed(stored.permits, uid) === 'true',
    maxValidators: number('validators'),
    versionKey: stored.versionKey ? toBigInt(stored.versionKey) : 0n,
    rateLimit: number('rateLimit'),
    lastUpdate: uid === null ? 0 : Number(listed(stored.updates, uid) ?? 0),
    minAllowedWeights: number('fewest'),
    maxWeightsLimit: number('largest', 65_535),
    commitReveal: flag('commitReveal'),
    revealPeriod: number('period', 1),
    commitVersion: stored.version ? toNumber(stored.version) : null,
    epochs,
    freezeWindow: stored.freeze ? toNumber(stored.freeze) : null,
    saltedCommits: toSaltedCommits(stored.salted, (made) => {
      const epoch = epochs.kind === 'stored' ? made : derivedEpoch(epochs.tempo, netuid, made)
      return nextEpoch > epoch + number('period', 1)
    }),
    timelockedCommits,
    beacon: toBeacon(stored.beacon, stored.lastRound),
    calls: weightCalls.filter((call) => hasCall(client, subtensor, call)),
    specVersion: client.api.runtimeVersion.specVersion.toNumber(),
  }
}

/** The timelocked commits of one epoch, of all hotkeys, in the order in which they came. */
export async function readTimelockedCommits(
  client: ChainClient,
  subject: Pick<WeightsSubject, 'netuid' | 'mechanism'>,
  epoch: number,
  at: string,
): Promise<readonly TimelockedCommitOnChain[]> {
  const { commits } = await readMany(client, at, {
    commits: [subtensor, 'TimelockedWeightCommits', [storageIndex(subject), epoch]],
  })
  if (!commits) return []
  const entries = [...(commits as unknown as Iterable<[Codec, Codec, Codec, Codec]>)]
  return entries.map(([hotkey, block, ciphertext, round]) => ({
    hotkey: hotkey.toString(),
    block: toNumber(block),
    ciphertext: ciphertext.toHex(),
    round: toBigInt(round),
  }))
}

/** The epochs whose commits the chain holds: where they are, however a runtime counts epochs. */
export async function readTimelockedEpochs(
  client: ChainClient,
  subject: Pick<WeightsSubject, 'netuid' | 'mechanism'>,
  at: string,
): Promise<readonly number[]> {
  const entries = await readEntries(client, subtensor, 'TimelockedWeightCommits', [storageIndex(subject)], at)
  return entries.flatMap(([[, epoch]]) => (epoch ? [toNumber(epoch)] : []))
}

/** Key of per-mechanism storage: `mechanism × 4096 + netuid`. */
export function storageIndex(subnet: Pick<WeightsSubject, 'netuid' | 'mechanism'>): number {
  return subnet.mechanism * 4096 + subnet.netuid
}

function listed(list: Codec | undefined, position: number): string | undefined {
  return list && [...(list as unknown as Iterable<Codec>)][position]?.toString()
}

/** Runtimes that store epochs note the epoch of a commit, older ones its block. */
function toSaltedCommits(
  stored: Codec | undefined,
  isExpired: (made: number) => boolean,
): SaltedCommitOnChain[] {
  const commits = stored ? optional(stored) : null
  if (commits === null) return []
  return [...(commits as unknown as Iterable<[Codec, Codec]>)].map(([hash, made]) => ({
    hash: hash.toHex(),
    expired: isExpired(toNumber(made)),
  }))
}

function toBeacon(stored: Codec | undefined, lastRound: Codec | undefined): ChainBeacon | null {
  if (!stored) return null
  const { publicKey, period, genesisTime } = stored as unknown as Record<
    'publicKey' | 'period' | 'genesisTime',
    Codec
  >
  return {
    publicKey: publicKey.toHex(),
    period: toNumber(period),
    genesis: toNumber(genesisTime),
    lastStoredRound: lastRound ? toBigInt(lastRound) : 0n,
  }
}
