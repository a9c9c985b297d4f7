import { isSubnetError } from '@subnetkit/base'
import { nextBlockEpoch } from '../../epochs.js'
import { chainError } from '../../errors/chain-error.js'
import type { BlockRef } from '../../read/block.js'
import type { WeightsState } from '../state.js'
import { readDueReveal, type Sealed, sealedOf } from './due-reveal.js'
import { isIncludedLater, type OutboxEntry } from './entry.js'
import { holdsCommit, isRow } from './read-back.js'
import { revealProblem } from './reveal-problem.js'
import { expire, fail, type OutboxContext, type StepOptions, supersede, transit } from './transition.js'

type Timelocked = Sealed<'timelocked'>

/**
 * Waits for the chain to open a timelocked commit. When the commit is gone, the block in which it went is found, and
 * what that block says is the truth: that it was revealed, and the row; or that it was dropped, and why.
 */
export async function awaitReveal(
  context: OutboxContext,
  entry: OutboxEntry,
  { others }: StepOptions,
): Promise<OutboxEntry | null> {
  const { chain } = context
  const { sealed, state, revealEpoch } = await readDueReveal(context, entry, 'timelocked')
  const head = state.block
  // The chain itself drops what is over.
  if (await holdsCommit(chain, sealed, sealed.epoch, head)) return null
  const gone = await findBlockOfChange(context, entry, sealed, head)
  if (!(await chain.isFinal(gone))) return null
  return judge(context, entry, { gone, revealEpoch, others })
}

/** The first block whose state lacks the commit. Throws CHAIN_HISTORY_MISSING when the node has forgotten it. */
async function findBlockOfChange(
  { chain }: OutboxContext,
  { included, key }: OutboxEntry,
  sealed: Timelocked,
  head: BlockRef,
): Promise<BlockRef> {
  if (included === null) throw new Error(`the weights ${key} are included nowhere`)
  const holds = async (number: number): Promise<BlockRef | boolean> => {
    const block = await chain.blockAt(number)
    if (block === null) throw forgotten(number)
    return (await holdsCommit(chain, sealed, sealed.epoch, block)) || block
  }
  let [held, lacking, proven] = [included.number, head, true]
  while (lacking.number - held > 1) {
    const middle = held + Math.floor((lacking.number - held) / 2)
    try {
      const found = await holds(middle)
      if (typeof found === 'object') lacking = found
      else held = middle
      if (found === true) proven = true
    } catch (error) {
      if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
      // It may have gone in the forgotten blocks, or in a later one: that shows at the end.
      held = middle
      proven = false
    }
  }
  if (!proven && (await holds(held)) !== true) throw forgotten(held)
  return lacking
}

const forgotten = (block: number) =>
  chainError('CHAIN_HISTORY_MISSING', { block, operation: 'finding a reveal' })

/** What the block in which the commit went says of it. */
async function judge(
  context: OutboxContext,
  entry: OutboxEntry,
  {
    gone,
    revealEpoch,
    others,
  }: { readonly gone: BlockRef; readonly revealEpoch: number; readonly others: readonly OutboxEntry[] },
): Promise<OutboxEntry> {
  const { chain } = context
  const sealed = sealedOf(entry, 'timelocked')
  const state = await chain.state(gone)
  const held = await chain.ownRow(gone)
  if (await chain.revealedIn(gone)) {
    if (isRow(held, entry.vector)) return transit(context, entry, { stage: 'revealed', revealed: gone })
    // All commits of an epoch are opened at once, in their order: the row is the last one's.
    const later = others.find((other) => isLaterOfEpoch(other, entry) && isRow(held, other.vector))
    if (later) return supersede(context, entry, later.key)
  }
  const commitBlock = entry.included?.number ?? 0
  const epoch = nextBlockEpoch(state.epochs, entry.netuid, gone.number - 1)
  if (epoch > revealEpoch || !(await chain.hasPulse(sealed.round, gone))) {
    return expire(context, entry, revealEpoch, await whyNoPulse(context, sealed, state))
  }
  const detail = revealProblem(state, entry)?.reason ?? 'it did not decrypt to weights of this hotkey'
  return fail(
    context,
    entry,
    chainError('WEIGHTS_REVEAL_DROPPED', { commitBlock, block: gone.number, detail }),
  )
}

async function whyNoPulse(
  { chain }: OutboxContext,
  { round }: Timelocked,
  state: WeightsState,
): Promise<string> {
  const newest = state.beacon?.lastStoredRound ?? 0n
  if (await chain.hasPulse(round, state.block))
    return `the chain has the pulse of round ${round} but did not use it`
  return newest < round
    ? `the chain never got the pulse of round ${round} (its newest is ${newest})`
    : `the chain lacks the pulse of round ${round}, though it has later ones`
}

function isLaterOfEpoch(other: OutboxEntry, entry: OutboxEntry): boolean {
  return (
    other.key !== entry.key && other.sealed?.epoch === entry.sealed?.epoch && isIncludedLater(other, entry)
  )
}
