import { chainError } from '../../errors/chain-error.js'
import type { OutboxEntry } from './entry.js'
import { isRow, readBack } from './read-back.js'
import { fail, type OutboxContext, transit } from './transition.js'

/**
 * Once nothing can undo the block: looks again whether the chain still holds what was sent. A reorganisation that put
 * another block in its place sends the entry back to where its bytes are followed.
 */
export async function confirm(context: OutboxContext, entry: OutboxEntry): Promise<OutboxEntry | null> {
  const { chain } = context
  const { included, signed, netuid } = entry
  if (included === null || signed === null) throw new Error(`the weights ${entry.key} are included nowhere`)
  if (!(await chain.isFinal(included))) {
    const there = await chain.blockAt(included.number)
    if (there === null || there.hash === included.hash) return null
    return transit(context, entry, { stage: 'submitted', included: null })
  }
  if (await stillHolds(context, entry)) return transit(context, entry, { stage: 'confirmed' })
  const uid = (await chain.ownRow(included))?.uid ?? 'none'
  return fail(
    context,
    entry,
    chainError('WEIGHTS_NOT_ON_CHAIN', {
      block: included.number,
      call: signed.call,
      netuid,
      uid,
    }),
  )
}

/** A row that was set anew since by the same hotkey is none of this entry's business. */
async function stillHolds({ chain }: OutboxContext, entry: OutboxEntry): Promise<boolean> {
  const { included, mode, vector } = entry
  if (included === null) return false
  if (mode !== 'plain') return (await readBack(chain, entry, included)) !== null
  const { uid, lastUpdate, block } = await chain.state()
  if (uid === null || lastUpdate > included.number) return (await readBack(chain, entry, included)) !== null
  return isRow(await chain.ownRow(block), vector)
}
