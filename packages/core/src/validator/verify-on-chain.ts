import type { BlockRef, ChainClient } from '@subnetkit/chain'
import { readCommitment } from '@subnetkit/chain'
import { sameBytes } from '../commitment/entries.js'
import { readSlot } from '../commitment/layout.js'
import { readNotice } from '../commitment/notice.js'
import { invalid, type VerifiedRound } from '../records/verify-records.js'

/** What the chain says of a round. */
export interface RoundOnChain {
  /** Block that first held the root over the round. */
  readonly block: number
  /** Blocks from the end of the round to that block. */
  readonly delay: number
}

/** Commitments that are looked at before the one that is named, at most. */
const mostSteps = 64

/**
 * Checks a round of a file against the chain: that the block it names holds the root that it leads to, that no other root reached the round
 * before, and that the hash of its secret was there when the tasks were drawn. Old blocks need an archive node. Throws RECORDS_INVALID with
 * the field that is wrong, and the errors of the chain.
 */
export async function verifyOnChain(
  client: ChainClient,
  { line, at, records, rootOnChain: root }: VerifiedRound,
): Promise<RoundOnChain> {
  const place = `line ${at}, round ${line.round}`
  if (line.genesis !== client.status().genesisHash) {
    throw invalid(`${place}, field genesis`, `the chain has ${client.status().genesisHash}`)
  }
  if (line.chain === null || root === null) {
    throw invalid(`${place}, field chain`, 'its root is not on chain yet')
  }
  const { block, through } = line.chain
  const noticeAt = noticesOf(client, line)
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
  return { block: first, delay: Math.max(0, first - (line.round + roundBlocks)) }
}

const stated = (found: { readonly through: number; readonly root: Uint8Array } | null) =>
  found === null
    ? 'it holds none'
    : `it holds ${Buffer.from(found.root).toString('hex')} through round ${found.through}`

function noticesOf(client: ChainClient, { netuid, mechanism, validator: hotkey }: VerifiedRound['line']) {
  return async (block: number) => {
    const commitment = await readCommitment(client, { netuid, hotkey, at: await refOf(client, block) })
    return commitment && { setAt: commitment.block, ...readNotice(readSlot(commitment.fields), mechanism) }
  }
}

async function refOf(client: ChainClient, number: number): Promise<BlockRef> {
  const hash = await client.ask('chain_getBlockHash', client.api.rpc.chain.getBlockHash(number))
  return { number, hash: hash.toHex() }
}
