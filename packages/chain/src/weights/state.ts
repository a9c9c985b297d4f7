import { u8aToHex } from '@polkadot/util'
import { optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { hasCall, hasStorage } from '../extrinsic/call.js'
import { parameter } from '../plan/parameters.js'
import type { BlockRef } from '../read/block.js'
import { type BlockReader, openBlock } from '../read/block-reader.js'
import { address, bigint, bytes, list, number, plain } from '../read/decode.js'
import { toEpochCount } from '../read/epoch-count.js'
import { derivedEpoch, type EpochCount, nextBlockEpoch } from '../read/epoch-schedule.js'
import { storage } from '../read/storage-items.js'
import { readOwnStake } from './own-stake.js'
import { weightsReads } from './reads.js'
import { storageIndex } from './storage-index.js'
import { isTimelockCall } from './timelock-calls.js'
import type { WeightsSubject } from './weights-subject.js'

/** A salted commit that the chain holds. */
export interface SaltedCommitOnChain {
  /** 0x-hex. */
  readonly hash: string
  /** True if its epoch is over: the chain drops it with the next commit or reveal. */
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

/** The beacon whose signatures reveal timelocked commits. */
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

/** Everything that decides if weights are accepted, read at one block. Stakes in rao, times in blocks. */
export interface WeightsState extends WeightsSubject {
  readonly block: BlockRef
  /** Timestamp of the block, in Unix ms. */
  readonly timestamp: number
  readonly subnetExists: boolean
  readonly mechanismCount: number
  /** Null when the hotkey is not registered. */
  readonly uid: number | null
  readonly ownerHotkey: string
  /** Current price of a registration, in rao. */
  readonly burn: bigint
  /** Neurons on the subnet: uids run from 0 to one less. */
  readonly neurons: number
  /** Stake weight, including parents and children; null if the runtime does not return it. */
  readonly stake: bigint | null
  readonly stakeThreshold: bigint
  readonly permit: boolean
  /** Maximum number of neurons with a validator permit. */
  readonly maxValidators: number
  /** Minimum version key; 0 for any. */
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

const schema = optionsOf({
  netuid: parameter.netuid,
  mechanism: parameter.mechanism,
  hotkey: parameter.address,
  at: parameter.at,
})

/** Calls that not every runtime has. */
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

/**
 * Reads everything that decides if weights are accepted, at the given block or the best one. Throws
 * CHAIN_FEATURE_MISSING, CHAIN_TIMEOUT, CHAIN_UNREACHABLE.
 */
export async function readWeightsState(
  client: ChainClient,
  parameters: WeightsSubject & { readonly at?: BlockRef | undefined },
): Promise<WeightsState> {
  const { at, ...subject } = parseOptions(schema, parameters, 'readWeightsState')
  const { netuid, mechanism, hotkey } = subject
  const reads = {
    ...weightsReads.state(subject),
    ...weightsReads.salted(subject),
    ...weightsReads.beacon(),
  }
  const { block, values } = await openBlock(client, { at, reads })
  const { uid, period } = values
  const epochs = toEpochCount(values)
  const nextEpoch = nextBlockEpoch(epochs, netuid, block.block.number)
  const [stake, timelockedCommits] = await Promise.all([
    uid === null ? 0n : readOwnStake(block, { netuid, uid }),
    commitsOf(block, { netuid, mechanism, epoch: nextEpoch }),
  ])
  return {
    netuid,
    mechanism,
    hotkey,
    block: block.block,
    timestamp: values.now,
    subnetExists: values.exists,
    mechanismCount: values.mechanisms,
    uid,
    ownerHotkey: values.ownerHotkey,
    burn: values.burn,
    neurons: values.neurons,
    stake,
    stakeThreshold: values.threshold,
    permit: uid !== null && values.permits[uid] === true,
    maxValidators: values.validators,
    versionKey: values.versionKey,
    rateLimit: values.rateLimit,
    lastUpdate: uid === null ? 0 : (values.updates[uid] ?? 0),
    minAllowedWeights: values.fewest,
    maxWeightsLimit: values.largest,
    commitReveal: values.commitReveal,
    revealPeriod: period,
    commitVersion: values.version,
    epochs,
    freezeWindow: values.freeze,
    saltedCommits: toSaltedCommits(values.salted, (made) => {
      const epoch = epochs.kind === 'stored' ? made : derivedEpoch(epochs.tempo, netuid, made)
      return nextEpoch > epoch + period
    }),
    timelockedCommits,
    beacon: values.beacon && {
      publicKey: u8aToHex(values.beacon.public_key),
      period: values.beacon.period,
      genesis: values.beacon.genesis_time,
      lastStoredRound: values.lastRound,
    },
    calls: usableCalls(client),
    specVersion: block.specVersion,
  }
}

/**
 * Calls about weights that the runtime has. Timelocked commits count only where they can be read back: a runtime that keeps
 * them elsewhere would take one that nobody here could confirm.
 */
function usableCalls(client: ChainClient): string[] {
  const canRead = hasStorage(client, { pallet: 'SubtensorModule', item: 'TimelockedWeightCommits' })
  return weightCalls.filter(
    (call) => hasCall(client, { pallet: 'SubtensorModule', call }) && (canRead || !isTimelockCall(call)),
  )
}

/** A mechanism of a subnet at a block. */
interface MechanismAt {
  readonly netuid: number
  readonly mechanism: number
  readonly at: BlockRef
}

/** The timelocked commits of one epoch, of all hotkeys, in the order in which they came. */
export async function readTimelockedCommits(
  client: ChainClient,
  { netuid, mechanism, at, epoch }: MechanismAt & { readonly epoch: number },
): Promise<readonly TimelockedCommitOnChain[]> {
  const reads = weightsReads.timelocked({ netuid, mechanism, epoch })
  return toTimelockedCommits((await openBlock(client, { at, reads })).values.commits)
}

/** The epochs of the chain's commits, however a runtime counts epochs. */
export async function readTimelockedEpochs(
  client: ChainClient,
  { netuid, mechanism, at }: MechanismAt,
): Promise<readonly number[]> {
  const { block } = await openBlock(client, { at })
  const commits = storage.TimelockedWeightCommits.open(storageIndex({ netuid, mechanism }))
  return (await block.entries(commits)).map(({ key }) => number(key))
}

async function commitsOf(
  block: BlockReader,
  subject: { readonly netuid: number; readonly mechanism: number; readonly epoch: number },
): Promise<readonly TimelockedCommitOnChain[]> {
  return toTimelockedCommits((await block.getMany(weightsReads.timelocked(subject))).commits)
}

function toTimelockedCommits(stored: readonly unknown[]): readonly TimelockedCommitOnChain[] {
  return stored.map((commit) => {
    const [hotkey, block, ciphertext, round] = list(plain)(commit)
    return {
      hotkey: address(hotkey),
      block: number(block),
      ciphertext: u8aToHex(bytes(ciphertext)),
      round: bigint(round),
    }
  })
}

/** Runtimes that store epochs record the epoch of a commit, older ones its block. */
function toSaltedCommits(
  stored: readonly unknown[] | null,
  isExpired: (made: number) => boolean,
): SaltedCommitOnChain[] {
  return (stored ?? []).map((commit) => {
    const [hash, made] = list(plain)(commit)
    return { hash: u8aToHex(bytes(hash)), expired: isExpired(number(made)) }
  })
}
