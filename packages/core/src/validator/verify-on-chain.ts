import { type ChainClient, readBlockRef, readCommitment } from '@subnetkit/chain'
import { sameBytes } from '../commitment/entries.js'
import { readSlot } from '../commitment/layout.js'
import { readNotice, type SlotNotice } from '../commitment/notice.js'
import { invalid, unproven, type VerifiedRound } from '../records/verify-records.js'

/** Evidence of a round on chain. */
export interface RoundOnChain {
  /** Block that first held the root over the round. */
  readonly block: number
  /** Blocks from the end of the round to that block. */
  readonly delay: number
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

/** Commitments that are looked at before the one that is named, at most. */
const mostSteps = 64

/**
 * Checks a round of a file against the chain: that the block it names holds the root that it leads to, that no other root reached the round
 * before, that the root came soon after the round, and that the hash of its secret was there when the tasks were drawn. Old blocks need an
 * archive node. Throws RECORDS_INVALID with the field that is wrong, RECORDS_UNPROVEN for a round that states no
 * place on chain yet, and the errors of the chain.
 */
export async function verifyOnChain(
  client: ChainClient,
  round: VerifiedRound,
  options: VerifyOnChainOptions = {},
): Promise<RoundOnChain> {
  const { genesisHash } = client.status()
  return verifyNotices(round, { genesisHash, noticeAt: noticesOf(client, round.line), ...options })
}

/** Chain as {@link verifyNotices} knows it. */
interface Notices extends VerifyOnChainOptions {
  readonly genesisHash: string
  /** Returns the notice that a block holds, and the block that set it; null without a commitment. */
  readonly noticeAt: (
    block: number,
  ) => Promise<(Pick<SlotNotice, 'receipts' | 'committed'> & { readonly setAt: number }) | null>
}

/** The rules of {@link verifyOnChain}, for notices from anywhere. */
export async function verifyNotices(
  { line, at, records, rootOnChain: root }: VerifiedRound,
  { genesisHash, noticeAt, maxDelayBlocks = usualDelayBlocks }: Notices,
): Promise<RoundOnChain> {
  const place = `line ${at}, round ${line.round}`
  if (line.genesis !== genesisHash) {
    throw invalid(`${place}, field genesis`, `the chain has ${genesisHash}`)
  }
  if (line.chain === null || root === null) {
    throw unproven(place, 'its root is not on chain yet')
  }
  const { block, through } = line.chain
  const held = await noticeAt(block)
  const found = held?.receipts ?? null
  if (found?.through !== through || !sameBytes(found.root, Uint8Array.from(root))) {
    throw invalid(`${place}, field chain`, `block ${block} does not hold its root: ${stated(found)}`)
  }
  let first = held!.setAt
  for (let step = 0; step < mostSteps; step++) {
    const before = first === 0 ? null : await noticeAt(first - 1)
    if (!before?.receipts || before.receipts.through < line.round) break
    if (!sameBytes(before.receipts.root, found.root)) {
      const detail = `another root reached the round before, set in block ${before.setAt}: this one was made up later`
      throw invalid(`${place}, field chain.block`, detail)
    }
    first = before.setAt
  }
  const { commitBlock, commitment, drawnAs, roundBlocks } = records[0]!
  const hash = commitBlock === null ? null : ((await noticeAt(commitBlock))?.committed ?? null)
  if (hash === null || hash.round > drawnAs || !sameBytes(hash.secretHash, Buffer.from(commitment, 'hex'))) {
    throw invalid(`${place}, field commitBlock`, `block ${commitBlock} does not hold the hash of its secret`)
  }
  const delay = Math.max(0, first - (line.round + roundBlocks))
  if (delay > maxDelayBlocks) {
    const detail = `its root came ${delay} blocks after the round, and ${maxDelayBlocks} are accepted: it may have been made up until then`
    throw invalid(`${place}, field chain.block`, detail)
  }
  return { block: first, delay }
}

const stated = (found: { readonly through: number; readonly root: Uint8Array } | null) =>
  found === null
    ? 'it holds none'
    : `it holds ${Buffer.from(found.root).toString('hex')} through round ${found.through}`

function noticesOf(client: ChainClient, { netuid, mechanism, validator: hotkey }: VerifiedRound['line']) {
  return async (block: number) => {
    const commitment = await readCommitment(client, { netuid, hotkey, at: await readBlockRef(client, block) })
    return commitment && { setAt: commitment.block, ...readNotice(readSlot(commitment.fields), mechanism) }
  }
}
