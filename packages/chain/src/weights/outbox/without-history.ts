import { isSubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import type { WeightsState } from '../state.js'
import type { OutboxEntry } from './entry.js'
import { holdsCommit, isRow } from './read-back.js'
import { fail, type OutboxContext, transit } from './transition.js'

/** A node that is a little behind does not know a block either. So long after its last block it is not that. */
const graceBlocks = 100

/**
 * Does a step; where it needs blocks that the node has forgotten, because this process was away for long, what the
 * best block shows has to do: the entry is confirmed when it proves it, and closed as unproven when it does not.
 */
export async function withoutHistory(
  context: OutboxContext,
  entry: OutboxEntry,
  step: () => Promise<OutboxEntry | null>,
): Promise<OutboxEntry | null> {
  try {
    return await step()
  } catch (error) {
    if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
    const sent = entry.reveal ?? entry.signed
    const state = await context.chain.state()
    if (sent === null || state.block.number <= sent.lastBlock + graceBlocks) throw error
    return judgeByHead(context, entry, state)
  }
}

async function judgeByHead(
  context: OutboxContext,
  entry: OutboxEntry,
  state: WeightsState,
): Promise<OutboxEntry> {
  const { chain } = context
  const { lastUpdate, block } = state
  const { signed, stage, vector } = entry
  const same = isRow(await chain.ownRow(block), vector)
  const sending = stage === 'submitted' || stage === 'included'
  // The hotkey has set or committed nothing since the blocks in which these bytes could be.
  const isLast = signed !== null && lastUpdate > signed.birthBlock && lastUpdate <= signed.lastBlock
  if (sending && isLast && (await shows(context, entry, state, same))) {
    const included = (await chain.blockAt(lastUpdate)) ?? { number: lastUpdate, hash: '' }
    return transit(context, entry, { stage: 'confirmed', included })
  }
  const row = same ? 'the row is what was sent' : 'the row is another one'
  const detail = `the node has forgotten the blocks that would tell; ${row} at block ${block.number}`
  const what = entry.reveal?.call ?? signed?.call ?? 'what was sent'
  return fail(context, entry, chainError('WEIGHTS_UNPROVEN', { what, detail }))
}

async function shows(
  { chain }: OutboxContext,
  { sealed }: OutboxEntry,
  state: WeightsState,
  sameRow: boolean,
): Promise<boolean> {
  if (sealed === null) return sameRow
  if (sealed.kind === 'salted') return state.saltedCommits.some(({ hash }) => hash === sealed.hash)
  return holdsCommit(chain, sealed, sealed.epoch, state.block)
}
