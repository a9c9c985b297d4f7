import { isSubnetError } from '@subnetkit/base'
import { type ChainClient, readBlockRef, readCommitment, readPast } from '@subnetkit/chain'
import { sameBytes } from '../commitment/entries.js'
import { readSlot } from '../commitment/layout.js'
import { readNotice } from '../commitment/notice.js'
import { awaitNotice, invalid, unproven, type VerifiedRound } from '../records/verify-records.js'
import { createNoticeCache, type NoticeAt, type NoticeOnChain } from './notice-cache.js'

/** Evidence of a round on chain. */
export interface RoundOnChain {
  /** Block that first held the root over the round. */
  readonly block: number
  /** Blocks from the end of the round to that block. */
  readonly delay: number
  /** Block at which the round ended: at most its length after its first block, and no later than the next round that the chain names. */
  readonly end: number
}

/** Options of {@link verifyOnChain}. */
export interface VerifyOnChainOptions {
  /**
   * Blocks from the end of a round to the block that first held its root, at most. A round is as old as its root: what came much later may
   * have been made up until then.
   * @default 7200: a day
   */
  readonly maxDelayBlocks?: number | undefined
}

const usualDelayBlocks = 7_200

/** A length is what its validator says: of a longer round, everything after a day counts as delay. */
const longestRoundBlocks = 7_200

/** Blocks that are read on the way back to the first block of a round, at most: twice the notices that a day and a round leave space for. */
const mostReads = 2_048

/**
 * Checks a round of a file against the chain: that the block it names holds the root that it leads to, that no other root reached the round
 * before, that the root came soon after the round, and that the hash of its secret was there when the tasks were drawn. Reads every commitment
 * back to the first block of the round; old blocks need an archive node. Throws RECORDS_INVALID with the field that is wrong,
 * RECORDS_UNPROVEN for a round that states no place on chain yet, or whose blocks the node has pruned or are too many, and the errors of the chain.
 */
export async function verifyOnChain(
  client: ChainClient,
  round: VerifiedRound,
  options: VerifyOnChainOptions = {},
): Promise<RoundOnChain> {
  return createOnChainVerifier(client, options)(round)
}

/** Returns {@link verifyOnChain} for the rounds of a file: what it has read for one of them is not read again for the others. */
export function createOnChainVerifier(
  client: ChainClient,
  options: VerifyOnChainOptions = {},
): (round: VerifiedRound) => Promise<RoundOnChain> {
  const notices = createNoticeCache()
  return async (round) => {
    const { genesisHash } = client.status()
    const { netuid, mechanism, validator } = round.line
    const slot = [genesisHash, netuid, mechanism, validator].join(' ')
    const noticeAt = notices.reading(slot, noticesOf(client, round.line))
    try {
      return await verifyNotices(round, { genesisHash, noticeAt, ...options })
    } catch (error) {
      if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
      const detail = `its root cannot be followed back to the first block of the round: ${error.message}`
      throw unproven(placeOf(round), detail, error.fix, { cause: error })
    }
  }
}

/** Chain as {@link verifyNotices} knows it. */
interface Notices extends VerifyOnChainOptions {
  readonly genesisHash: string
  readonly noticeAt: NoticeAt
}

/** The rules of {@link verifyOnChain}, for notices from anywhere. */
export async function verifyNotices(
  round: VerifiedRound,
  { genesisHash, noticeAt, maxDelayBlocks = usualDelayBlocks }: Notices,
): Promise<RoundOnChain> {
  const { line, records, rootOnChain: root } = round
  const place = placeOf(round)
  if (line.genesis !== genesisHash) {
    throw invalid(`${place}, field genesis`, `the chain has ${genesisHash}`)
  }
  if (line.chain === null || root === null) {
    throw unproven(place, 'its root is not on chain yet', awaitNotice)
  }
  const { block, through } = line.chain
  const held = (await noticeAt(block))?.receipts ?? null
  if (held?.through !== through || !sameBytes(held.root, Uint8Array.from(root))) {
    throw invalid(`${place}, field chain`, `block ${block} does not hold its root: ${stated(held)}`)
  }
  const notices = await noticesBack(round, block, noticeAt)
  const reaching = notices.filter(({ receipts }) => receipts !== null && receipts.through >= line.round)
  const other = reaching.find(({ receipts }) => !sameBytes(receipts!.root, held.root))
  if (other) {
    const detail = `another root reached the round before, set in block ${other.setAt}: this one was made up later`
    throw invalid(`${place}, field chain.block`, detail)
  }
  const first = reaching.at(-1)!.setAt
  if (first < line.round) {
    throw invalid(`${place}, field chain.block`, `its root was on chain in block ${first}, before the round`)
  }
  const { roundBlocks } = records[0]!
  const next = notices.map(({ committed }) => committed?.round ?? 0).filter((one) => one > line.round)
  const end = Math.min(line.round + roundBlocks, line.round + longestRoundBlocks, ...next)
  await verifySecret(round, notices, noticeAt)
  const delay = Math.max(0, first - end)
  if (delay > maxDelayBlocks) {
    const detail = `its root came ${delay} blocks after the round, and ${maxDelayBlocks} are accepted: it may have been made up until then`
    throw invalid(`${place}, field chain.block`, detail)
  }
  return { block: first, delay, end }
}

const placeOf = ({ at, line }: VerifiedRound) => `line ${at}, round ${line.round}`

/**
 * Notices from a block back to the one that the round began with, newest first. A block without one ends nothing: a commitment goes when all
 * that it holds was revealed by time. Throws RECORDS_UNPROVEN where that takes too many reads.
 */
async function noticesBack(
  round: VerifiedRound,
  block: number,
  noticeAt: Notices['noticeAt'],
): Promise<readonly NoticeOnChain[]> {
  const notices: NoticeOnChain[] = []
  const from = Math.max(0, round.line.round - 1)
  for (let at = block, reads = 0; at >= from; reads++) {
    if (reads === mostReads) {
      const detail = `its root cannot be followed back to the first block of the round: ${mostReads} commitments and blocks were read, back to block ${at}, and another root may lie before`
      throw unproven(placeOf(round), detail, namesEarlier)
    }
    const notice = await noticeAt(at)
    if (notice) notices.push(notice)
    at = (notice?.setAt ?? at) - 1
  }
  return notices
}

const namesEarlier =
  'Ask the validator for a file that names the block which first held the root, and do not rely on this one until then.'

/** Checks that the secret is the one that the chain names for the round, and that its hash was there before the round closed. */
async function verifySecret(
  round: VerifiedRound,
  notices: readonly NoticeOnChain[],
  noticeAt: Notices['noticeAt'],
): Promise<void> {
  const { commitBlock, commitment, roundBlocks } = round.records[0]!
  const { round: number } = round.line
  const wrong = (detail: string) => invalid(`${placeOf(round)}, field commitBlock`, detail)
  const isOurs = (notice: NoticeOnChain | null | undefined) =>
    sameBytes(notice?.committed?.secretHash ?? null, Buffer.from(commitment, 'hex')) &&
    notice!.committed!.round <= number
  const named = commitBlock === null ? null : await noticeAt(commitBlock)
  if (!isOurs(named)) throw wrong(`block ${commitBlock} does not hold the hash of its secret`)
  const closes = number + 2 * Math.min(roundBlocks, longestRoundBlocks)
  if (named!.setAt >= closes) {
    throw wrong(
      `the hash of its secret came in block ${named!.setAt}, and the round closed in block ${closes}`,
    )
  }
  // The newest hash for this round or an earlier one is its own: an older secret of the hotkey is not a choice.
  const own = notices.find(({ committed }) => committed !== null && committed.round <= number)
  if (own === undefined) throw wrong('the chain names no secret for the round')
  if (!isOurs(own)) throw wrong(`the chain names another secret for the round, set in block ${own.setAt}`)
}

const stated = (found: { readonly through: number; readonly root: Uint8Array } | null) =>
  found === null
    ? 'it holds none'
    : `it holds ${Buffer.from(found.root).toString('hex')} through round ${found.through}`

function noticesOf(
  client: ChainClient,
  { netuid, mechanism, validator: hotkey }: VerifiedRound['line'],
): NoticeAt {
  return async (block) => {
    const at = await readBlockRef(client, block)
    const reading = readCommitment(client, { netuid, hotkey, at })
    const commitment = await readPast(at, 'checking a root', reading)
    return commitment && { setAt: commitment.block, ...readNotice(readSlot(commitment.fields), mechanism) }
  }
}
