import { limitTime, type SerialQueue, type TimeLimit } from '@subnetkit/base'
import { describeAll, type Telling } from './describe.js'
import { isSettled, isUnderWay, type OutboxEntry } from './entry.js'
import { limitChain } from './limited-chain.js'
import { takeStep } from './steps.js'
import { type OutboxContext, supersede } from './transition.js'

/** Part of the time in which entries are moved; in the rest it is told where they stand. */
const movingPart = 0.9

/** What an outbox lends to its calls. */
export interface Outbox {
  readonly context: OutboxContext
  /** The entries of its subject, oldest first. */
  own(which: { readonly open?: boolean; readonly limit?: number }): Promise<OutboxEntry[]>
  /** Runs work one after another. */
  readonly inTurn: SerialQueue
}

/** Takes every open entry as far as it goes; ends at the deadline with what is the case by then. */
export async function advance(
  outbox: Outbox,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal: AbortSignal | undefined },
): Promise<Telling> {
  const { context, own, inTurn } = outbox
  using whole = limitTime(deadlineMs, { signal })
  using moving = limitTime(deadlineMs * movingPart, { signal })
  const moved = await inTurn(() => moveAll(outbox, moving), { signal: moving.signal }).catch((error) => {
    if (!moving.isCauseOf(error)) throw error
    return own({ open: true })
  })
  // Awaited here: the limit ends with this function.
  return await describeAll(context, moved, whole)
}

async function moveAll(outbox: Outbox, moving: TimeLimit): Promise<OutboxEntry[]> {
  const context = { ...outbox.context, chain: limitChain(outbox.context.chain, moving) }
  const open = await outbox.own({ open: true })
  const moved: OutboxEntry[] = []
  const problems: unknown[] = []
  for (const [place, entry] of open.entries()) {
    const newer = open.slice(place + 1).at(-1)
    // One that waits for its block must not take the time of a commit that has one epoch to be revealed in.
    using share = limitTime(moving.leftMs() / (open.length - place), { signal: moving.signal })
    try {
      moved.push(await moveOne(context, entry, { newer, open, moved, signal: share.signal }))
    } catch (error) {
      // One that cannot be moved now must not keep the others either.
      if (!share.isCauseOf(error) && !moving.isCauseOf(error)) problems.push(error)
      const kept = (await outbox.own({ limit: 1_000 })).find(({ key }) => key === entry.key)
      moved.push(kept ?? entry)
    }
  }
  if (problems.length > 0) throw problems[0]
  return moved
}

async function moveOne(
  context: OutboxContext,
  entry: OutboxEntry,
  around: {
    readonly newer: OutboxEntry | undefined
    readonly open: readonly OutboxEntry[]
    readonly moved: readonly OutboxEntry[]
    /** Ends the wait for a block. */
    readonly signal: AbortSignal
  },
): Promise<OutboxEntry> {
  const { newer, open, moved, signal } = around
  const unsent = entry.stage === 'intended' || entry.stage === 'signed'
  if (unsent && newer) return supersede(context, entry, newer.key)
  // What is on its way comes first: two at a time could both be included.
  if (entry.stage === 'intended' && moved.some(isUnderWay)) return entry
  return moveOn(context, entry, { others: open, signal })
}

/** Step by step, until it waits for a block or is settled. */
async function moveOn(
  context: OutboxContext,
  first: OutboxEntry,
  options: { readonly others: readonly OutboxEntry[]; readonly signal: AbortSignal },
): Promise<OutboxEntry> {
  let entry = first
  while (!isSettled(entry)) {
    const next = await takeStep(context, entry, options)
    if (next === null) return entry
    entry = next
  }
  return entry
}
