import { isSubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import type { WeightsState } from '../state.js'
import type { IncludedEntry, OpenEntry, OutboxEntry, SubmittedEntry } from './entry.js'
import { fail, failureOf } from './failure.js'
import { holdsCommit, isRow, readCommitEpoch } from './read-back.js'
import { type OutboxContext, transit } from './transitions.js'

/**
 * Once nothing can undo the block: looks again whether the chain still holds what was sent. A reorganisation that put
 * another block in its place sends the entry back to where its bytes are followed.
 */
export async function confirm(context: OutboxContext, entry: IncludedEntry): Promise<OutboxEntry | null> {
  const { chain } = context
  const { included, signed, netuid } = entry
  if (!(await chain.isFinal(included))) {
    const there = await chain.blockAt(included.number)
    if (there === null || there.hash === included.hash) return null
    return transit(context, entry, 'submitted')
  }
  if (await stillHolds(context, entry)) return transit(context, entry, 'confirmed', { included })
  const uid = (await chain.ownRow(included))?.uid ?? 'none'
  const details = { block: included.number, call: signed.call, netuid, uid }
  return fail(context, entry, failureOf(chainError('WEIGHTS_NOT_ON_CHAIN', details)))
}

/** Ignores rows that the hotkey has set since; they belong to a later entry. */
async function stillHolds({ chain }: OutboxContext, entry: IncludedEntry): Promise<boolean> {
  const { included, vector } = entry
  if (entry.mode !== 'plain') return (await readCommitEpoch(chain, entry, included)) !== null
  const { uid, lastUpdate, block } = await chain.state()
  const newer = uid === null || lastUpdate > included.number
  return isRow(await chain.ownRow(newer ? included : block), vector)
}

/** A node that is a little behind does not know a block either. So long after its last block it is not that. */
const graceBlocks = 100

/**
 * Does a step; where it needs blocks that the node has pruned, because this process was away for long, the best block
 * decides: the entry is confirmed when it proves it, and closed as unproven when it does not.
 */
export async function withoutHistory(
  context: OutboxContext,
  entry: OpenEntry,
  step: () => Promise<OutboxEntry | null>,
): Promise<OutboxEntry | null> {
  try {
    return await step()
  } catch (error) {
    if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING') || entry.stage === 'intended') throw error
    const sent = entry.stage === 'revealing' ? entry.reveal : entry.signed
    const state = await context.chain.state()
    if (state.block.number <= sent.lastBlock + graceBlocks) throw error
    return judgeByHead(context, entry, state)
  }
}

async function judgeByHead(
  context: OutboxContext,
  entry: Exclude<OpenEntry, { readonly stage: 'intended' }>,
  state: WeightsState,
): Promise<OutboxEntry> {
  const { chain } = context
  const { block } = state
  const same = isRow(await chain.ownRow(block), entry.vector)
  if (entry.stage === 'submitted' || entry.stage === 'included') {
    if (isLast(entry, state) && (await shows(context, entry, state, same))) {
      const { lastUpdate: number } = state
      // The number is certain; the hash of a pruned block is nowhere to be had.
      const included = (await chain.blockAt(number)) ?? { number, hash: '' }
      return transit(context, entry, 'confirmed', { included })
    }
  }
  const row = same ? 'the row on chain is the one that was sent' : 'the row on chain is a different one'
  const detail = `the node has pruned the blocks that would show it; ${row} at block ${block.number}`
  const what = entry.stage === 'revealing' ? entry.reveal.call : entry.signed.call
  const error = chainError('WEIGHTS_UNPROVEN', { what, detail })
  return fail(context, entry, failureOf(error, same ? 'ROW_AS_SENT' : 'ROW_DIFFERENT'))
}

/** Returns true if the hotkey has set or committed nothing since the blocks that could hold these bytes. */
function isLast({ signed }: SubmittedEntry | IncludedEntry, { lastUpdate }: WeightsState): boolean {
  return lastUpdate > signed.birthBlock && lastUpdate <= signed.lastBlock
}

async function shows(
  { chain }: OutboxContext,
  entry: SubmittedEntry | IncludedEntry,
  state: WeightsState,
  sameRow: boolean,
): Promise<boolean> {
  if (entry.mode === 'plain') return sameRow
  const { sealed } = entry
  if (sealed.kind === 'salted') return state.saltedCommits.some(({ hash }) => hash === sealed.hash)
  return holdsCommit(chain, sealed, state.block)
}
