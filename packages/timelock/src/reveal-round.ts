import { timelockError } from './errors.js'
import { type BeaconClock, quicknet } from './quicknet.js'
import { commitRound } from './rounds.js'

/** A subnet's epochs as the chain stores them, read at one block. */
export interface EpochSchedule {
  /** LastEpochBlock. */
  readonly lastEpochBlock: number
  /** PendingEpochAt; 0 for none. */
  readonly pendingEpochAt: number
  /** SubnetEpochIndex. */
  readonly epochIndex: number
  /** Tempo: blocks from epoch to epoch. */
  readonly tempo: number
  /** BlocksSinceLastStep. */
  readonly blocksSinceLastStep: number
  /** The block that was read: the head. */
  readonly block: number
}

/** Block time of the chain, and the beacon that it follows. */
export interface RevealTiming {
  /** RevealPeriodEpochs of the subnet. */
  readonly revealPeriod: number
  /** Unix milliseconds. */
  readonly now: number
  /**
   * Milliseconds from block to block.
   * @default 12_000
   */
  readonly blockTime?: number
  /** @default quicknet */
  readonly clock?: BeaconClock
}

/** Time at which a commit that is sent now is revealed. */
export interface RevealPlan {
  readonly commitEpoch: number
  /** The first block in which the chain may reveal it. */
  readonly firstRevealBlock: number
  /** The block whose time chooses the round. */
  readonly targetBlock: number
  /** The round to encrypt to. */
  readonly round: bigint
}

/** A subnet that has not stepped for this many blocks is due at any tempo. */
const longestPause = 50_400
/** Blocks after the first reveal block that the round is chosen for, so that no early round reveals too soon. */
const safetyBlocks = 3

/**
 * The round to lock a commit to on a chain that counts its epochs (storage SubnetEpochIndex exists). The
 * commit is taken to land in the next block.
 *
 * @throws TEMPO_ZERO, REVEAL_BLOCK_NOT_FOUND
 */
export function revealRound(schedule: EpochSchedule, timing: RevealTiming): RevealPlan {
  if (schedule.tempo === 0) throw timelockError('TEMPO_ZERO', {})
  const { commitEpoch, firstRevealBlock } = findRevealBlock(schedule, timing.revealPeriod)
  const targetBlock = firstRevealBlock + safetyBlocks
  return { commitEpoch, firstRevealBlock, targetBlock, round: roundOf(targetBlock - schedule.block, timing) }
}

/** Walks the blocks from the commit's on; the chain reveals before it counts the block and runs the epoch. */
function findRevealBlock(schedule: EpochSchedule, revealPeriod: number) {
  const state = { ...schedule }
  const isDue = (block: number) =>
    (state.pendingEpochAt > 0 && block >= state.pendingEpochAt) ||
    state.blocksSinceLastStep > longestPause ||
    block - state.lastEpochBlock >= state.tempo
  const epochAt = (block: number) => state.epochIndex + (isDue(block) ? 1 : 0)

  const commitBlock = schedule.block + 1
  const commitEpoch = epochAt(commitBlock)
  const lastBlock = commitBlock + (revealPeriod + 1) * longestPause
  for (let block = commitBlock; block <= lastBlock; block++) {
    if (epochAt(block) === commitEpoch + revealPeriod) return { commitEpoch, firstRevealBlock: block }
    state.blocksSinceLastStep++
    if (!isDue(block)) continue
    state.lastEpochBlock = block
    state.pendingEpochAt = 0
    state.epochIndex++
    state.blocksSinceLastStep = 0
  }
  throw timelockError('REVEAL_BLOCK_NOT_FOUND', { lastBlock })
}

/** A subnet's epochs on chains that derive them from the block number. */
export interface ModuloSchedule {
  readonly netuid: number
  /** Blocks from epoch to epoch, less one. */
  readonly tempo: number
  /** The head. */
  readonly block: number
}

/** Time at which a commit that is sent now is revealed, on an older chain. */
export interface ModuloRevealPlan extends RevealPlan {
  readonly revealEpoch: number
  /** From now to the target block, in milliseconds. */
  readonly wait: number
}

/**
 * The round to lock a commit to on older chains, where epoch = (block + netuid + 1) div (tempo + 1). Such
 * chains know no SubnetEpochIndex.
 */
export function revealRoundModulo(schedule: ModuloSchedule, timing: RevealTiming): ModuloRevealPlan {
  const { netuid, tempo, block } = schedule
  const length = tempo + 1
  const commitEpoch = Math.floor((block + netuid + 1) / length)
  const revealEpoch = commitEpoch + timing.revealPeriod
  const firstRevealBlock = Math.max(0, revealEpoch * length - (netuid + 1))
  const targetBlock = firstRevealBlock + safetyBlocks
  const wait = (targetBlock - block) * (timing.blockTime ?? defaultBlockTime)
  const round = roundOf(targetBlock - block, timing)
  return { commitEpoch, revealEpoch, firstRevealBlock, targetBlock, wait, round }
}

const defaultBlockTime = 12_000

function roundOf(
  blocks: number,
  { now, blockTime = defaultBlockTime, clock = quicknet }: RevealTiming,
): bigint {
  return commitRound(now + blocks * blockTime, clock)
}
