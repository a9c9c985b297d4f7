import { isSubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import type { BlockRef } from '../../read/block.js'
import { nextBlockEpoch } from '../../read/epoch-schedule.js'
import type { WeightsState } from '../state.js'
import { type CommittedEntry, includedIn, type OpenEntry, type OutboxEntry } from './entry.js'
import { expire, fail, failureOf, revealProblem, supersede } from './failure.js'
import { holdsCommit, isRow } from './read-back.js'
import { type OutboxContext, transit } from './transitions.js'

type TimelockedEntry = Extract<CommittedEntry, { readonly mode: 'timelocked' }>

/**
 * Waits for the chain to reveal a timelocked commit. Once the commit is gone, finds the block in which it was removed,
 * whose events decide: revealed, with the row; or dropped, with the reason.
 */
export async function awaitReveal(
  context: OutboxContext,
  entry: TimelockedEntry,
  others: readonly OpenEntry[],
): Promise<OutboxEntry | null> {
  const { chain } = context
  const { block: head, revealPeriod } = await chain.state()
  // A node that is behind does not have the commit yet.
  if (head.number <= entry.included.number) return null
  // The chain itself drops what is over.
  if (await holdsCommit(chain, entry.sealed, head)) return null
  const span = await findBlockOfChange(context, entry, head)
  if (!(await chain.isFinal(span.gone))) return null
  return judge(context, entry, { ...span, revealEpoch: entry.sealed.epoch + revealPeriod, others })
}

/** The last block that holds a commit, and the first whose state lacks it. */
interface Change {
  readonly held: BlockRef
  readonly gone: BlockRef
}

/** Finds the block that removed the commit. Throws CHAIN_HISTORY_MISSING if the node has pruned those blocks. */
async function findBlockOfChange(
  { chain }: OutboxContext,
  { included, sealed }: TimelockedEntry,
  head: BlockRef,
): Promise<Change> {
  const look = async (number: number) => {
    const block = await chain.blockAt(number)
    if (block === null) throw pruned(number)
    return { block, holds: await holdsCommit(chain, sealed, block) }
  }
  let [held, gone, proven] = [included, head, true]
  while (gone.number - held.number > 1) {
    const middle = held.number + Math.floor((gone.number - held.number) / 2)
    try {
      const { block, holds } = await look(middle)
      if (holds) [held, proven] = [block, true]
      else gone = block
    } catch (error) {
      if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
      // It may have gone in the pruned blocks, or in a later one: that shows at the end.
      held = { number: middle, hash: '' }
      proven = false
    }
  }
  if (proven) return { held, gone }
  const { block, holds } = await look(held.number)
  if (!holds) throw pruned(held.number)
  return { held: block, gone }
}

const pruned = (block: number) =>
  chainError('CHAIN_HISTORY_MISSING', { block, operation: 'finding a reveal' })

/** Decides by the block that removed the commit. */
async function judge(
  context: OutboxContext,
  entry: TimelockedEntry,
  around: Change & { readonly revealEpoch: number; readonly others: readonly OpenEntry[] },
): Promise<OutboxEntry> {
  const { chain } = context
  const { held, gone, revealEpoch, others } = around
  const state = await chain.state(gone)
  const row = await chain.ownRow(gone)
  if (await chain.revealedIn(gone)) {
    if (isRow(row, entry.vector)) return transit(context, entry, 'revealed', { revealed: gone })
    // All commits of an epoch are opened at once, in their order: the row is the last one's.
    const later = others.find((other) => isLaterOfEpoch(other, entry) && isRow(row, other.vector))
    if (later) return supersede(context, entry, later.key)
  }
  const epoch = nextBlockEpoch(state.epochs, entry.netuid, gone.number - 1)
  const { round } = entry.sealed
  if (epoch > revealEpoch || !(await chain.hasPulse(round, gone))) {
    const why = await whyNoPulse(context, round, state)
    return expire(context, entry, { revealEpoch, ...why })
  }
  // Reveals come first in a block: the state before it is what they are checked against. Afterwards permits are new.
  const problem = revealProblem(await chain.state(held), entry)
  const detail = problem?.reason ?? 'it did not decrypt to weights of this hotkey'
  const details = { commitBlock: entry.included.number, block: gone.number, detail }
  const cause = problem?.code ?? 'COMMIT_UNREADABLE'
  return fail(context, entry, failureOf(chainError('WEIGHTS_REVEAL_DROPPED', details), cause))
}

async function whyNoPulse(
  { chain }: OutboxContext,
  round: bigint,
  state: WeightsState,
): Promise<{ readonly cause: string; readonly detail: string }> {
  if (await chain.hasPulse(round, state.block)) {
    return { cause: 'PULSE_UNUSED', detail: `the chain has the pulse of round ${round} but did not use it` }
  }
  const newest = state.beacon?.lastStoredRound ?? 0n
  return newest < round
    ? {
        cause: 'PULSE_NEVER_STORED',
        detail: `the chain never got the pulse of round ${round} (its newest is ${newest})`,
      }
    : {
        cause: 'PULSE_SKIPPED',
        detail: `the chain lacks the pulse of round ${round}, though it has later ones`,
      }
}

function isLaterOfEpoch(other: OpenEntry, entry: TimelockedEntry): boolean {
  if (other.key === entry.key || !('sealed' in other)) return false
  const block = includedIn(other)
  return other.sealed.epoch === entry.sealed.epoch && block !== null && block.number > entry.included.number
}
