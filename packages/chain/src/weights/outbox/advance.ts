import { limitTime, type SerialQueue, type TimeLimit } from '@subnetkit/base'
import { confirm, withoutHistory } from './confirm.js'
import { isSettled, isUnderWay, type OpenEntry, type OutboxEntry } from './entry.js'
import { supersede } from './failure.js'
import { revealSalted, trackReveal } from './reveal-salted.js'
import { awaitReveal } from './reveal-timelocked.js'
import { reportAll, type StatusReport } from './status.js'
import { send } from './submit.js'
import { withTimeLimit } from './time-limit.js'
import type { OutboxContext } from './transitions.js'

/** Share of the deadline spent advancing entries; the rest is for reporting status. */
const movingShare = 0.9

/** Parts of an outbox that advancing its entries takes. */
export interface Outbox {
  readonly context: OutboxContext
  /** Reads the entries of its subject, oldest first. */
  own(which: { readonly limit?: number }): Promise<OutboxEntry[]>
  /** Reads those for which something is to be done. */
  open(): Promise<OpenEntry[]>
  readonly inTurn: SerialQueue
}

/** Takes every open entry as far as it goes; ends at the deadline with the positions reached by then. */
export async function advance(
  outbox: Outbox,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal: AbortSignal | undefined },
): Promise<StatusReport> {
  const { context, open, inTurn } = outbox
  const { clock } = context
  using whole = limitTime(deadlineMs, { signal, clock })
  using moving = limitTime(deadlineMs * movingShare, { signal, clock })
  const moved = await inTurn(() => moveAll(outbox, moving), { signal: moving.signal }).catch((error) => {
    if (!moving.isCauseOf(error)) throw error
    return open()
  })
  // Awaited here: the limit ends with this function.
  return await reportAll(context, moved, whole)
}

async function moveAll(outbox: Outbox, moving: TimeLimit): Promise<OutboxEntry[]> {
  const { clock } = outbox.context
  const context = { ...outbox.context, chain: withTimeLimit(outbox.context.chain, moving) }
  const open = await outbox.open()
  const moved: OutboxEntry[] = []
  const problems: unknown[] = []
  for (const [place, entry] of open.entries()) {
    const newer = open.slice(place + 1).at(-1)
    // One that waits for its block must not take the time of a commit that has one epoch to be revealed in.
    using share = limitTime(moving.leftMs() / (open.length - place), { signal: moving.signal, clock })
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
  entry: OpenEntry,
  around: Surroundings & {
    readonly newer: OpenEntry | undefined
    readonly moved: readonly OutboxEntry[]
  },
): Promise<OutboxEntry> {
  const { newer, moved } = around
  const unsent = entry.stage === 'intended' || entry.stage === 'signed'
  if (unsent && newer) return supersede(context, entry, newer.key)
  // Entries in flight come first: two at a time could both be included.
  if (entry.stage === 'intended' && moved.some(isUnderWay)) return entry
  let last: OutboxEntry = entry
  while (!isSettled(last)) {
    const next = await takeStep(context, last, around)
    // It waits for a block.
    if (next === null) return last
    last = next
  }
  return last
}

interface Surroundings {
  /** All open entries, the oldest first. */
  readonly open: readonly OpenEntry[]
  /** Ends the wait for a block. */
  readonly signal: AbortSignal
}

/**
 * Does the next thing for an entry and keeps the result; null when it waits for a block. The way of a salted entry
 * passes ten files of this folder (fourteen before the stages were types): this one, confirm, submit, sign, read-back,
 * reveal-salted, failure, transitions, time-limit and status. A signature takes six hops from the outbox's advance.
 */
function takeStep(
  context: OutboxContext,
  entry: OpenEntry,
  { open, signal }: Surroundings,
): Promise<OutboxEntry | null> {
  const { chain } = context
  return withoutHistory(context, entry, async () => {
    switch (entry.stage) {
      case 'intended':
      case 'signed':
      case 'submitted':
        // Nothing else is signed for the hotkey from the signature until it is included.
        return chain.turn(() => send(context, entry, signal))
      case 'included':
        return confirm(context, entry)
      case 'confirmed':
        return entry.mode === 'salted' ? revealSalted(context, entry) : awaitReveal(context, entry, open)
      case 'revealing':
        return chain.turn(() => trackReveal(context, entry, signal))
    }
  })
}
