import { confirm } from './confirm.js'
import type { OutboxEntry } from './entry.js'
import { prepare } from './prepare.js'
import { revealSalted, trackReveal } from './reveal-salted.js'
import { awaitReveal } from './reveal-timelocked.js'
import { handOver, takeUp, trackSubmission } from './submit.js'
import type { OutboxContext, StepOptions } from './transition.js'
import { withoutHistory } from './without-history.js'

/** Does the next thing for an entry and keeps what came of it; null when it waits for a block. */
export function takeStep(
  context: OutboxContext,
  entry: OutboxEntry,
  options: StepOptions,
): Promise<OutboxEntry | null> {
  return withoutHistory(context, entry, () => step(context, entry, options))
}

async function step(
  context: OutboxContext,
  entry: OutboxEntry,
  options: StepOptions,
): Promise<OutboxEntry | null> {
  switch (entry.stage) {
    case 'intended':
    case 'signed':
    case 'submitted':
      // Nothing else is signed for the hotkey from the signature until it is included.
      return context.chain.turn(() => send(context, entry, options))
    case 'included':
      return confirm(context, entry)
    case 'confirmed':
      return entry.mode === 'salted' ? revealSalted(context, entry) : awaitReveal(context, entry, options)
    case 'revealing':
      return context.chain.turn(() => trackReveal(context, entry, options))
    default:
      return null
  }
}

/** From the decision to the block in one turn. */
async function send(
  context: OutboxContext,
  first: OutboxEntry,
  { signal }: StepOptions,
): Promise<OutboxEntry | null> {
  const entry = await handedOver(context, first)
  return entry?.stage === 'submitted' ? trackSubmission(context, entry, signal) : entry
}

async function handedOver(context: OutboxContext, entry: OutboxEntry): Promise<OutboxEntry | null> {
  if (entry.stage === 'signed') return takeUp(context, entry)
  if (entry.stage !== 'intended') return entry
  const prepared = await prepare(context, entry)
  return prepared?.stage === 'signed' ? handOver(context, prepared) : prepared
}
