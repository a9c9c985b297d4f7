import type { SubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import type { OutboxEntry, OutboxFailure } from './entry.js'
import type { WeightsChain } from './port.js'
import type { OutboxStore } from './store.js'

/** What every step works with. */
export interface OutboxContext {
  readonly chain: WeightsChain
  readonly store: OutboxStore
  readonly staleAfterBlocks: number
  /** What was refused last and is tried again, by key. */
  readonly refusals: Map<string, Refusal>
  readonly onChange: (entry: OutboxEntry, before: OutboxEntry | null) => void
}

/** A refusal of the chain that was not the end. */
export interface Refusal {
  /** The best block then: the same is not tried at it again. */
  readonly block: number
  readonly failure: OutboxFailure
  /** Whether the runtime has a name for it; others are about the bytes or the pool, and pass. */
  readonly named: boolean
}

export function refusalAt(block: number, error: SubnetError<'CHAIN_REJECTED'>): Refusal {
  return { block, failure: failureOf(error), named: !/^\d{4}: /.test(String(error.details.reason)) }
}

/** What changes from one revision to the next. */
export type Change = Partial<Omit<OutboxEntry, 'chain' | 'key' | 'revision' | 'vector'>>

/** Makes a change durable, then tells it. Nothing that follows from it may be done before this resolves. */
export async function transit(
  { store, onChange }: OutboxContext,
  entry: OutboxEntry,
  change: Change,
): Promise<OutboxEntry> {
  const next = { ...entry, ...change, revision: entry.revision + 1 }
  await store.replace(next)
  try {
    onChange(next, entry)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
  return next
}

/** Closes an entry with an error of the catalogue. */
export function fail(
  context: OutboxContext,
  entry: OutboxEntry,
  error: SubnetError,
  retryBlock: number | null = null,
): Promise<OutboxEntry> {
  return failWith(context, entry, failureOf(error, retryBlock))
}

export function failWith(
  context: OutboxContext,
  entry: OutboxEntry,
  failure: OutboxFailure,
): Promise<OutboxEntry> {
  return transit(context, entry, { stage: 'failed', failure })
}

export function failureOf(error: SubnetError, retryBlock: number | null = null): OutboxFailure {
  return { code: error.code, reason: error.message, fix: error.fix, retryBlock }
}

/** Closes an entry whose place another one takes. */
export function supersede(context: OutboxContext, entry: OutboxEntry, by: string): Promise<OutboxEntry> {
  const failure = failureOf(chainError('WEIGHTS_SUPERSEDED', { key: entry.key, by }))
  return transit(context, entry, { stage: 'superseded', failure })
}

/** Closes a commit that was not revealed while it could be. */
export function expire(
  context: OutboxContext,
  entry: OutboxEntry,
  revealEpoch: number,
  detail: string,
): Promise<OutboxEntry> {
  const { netuid, included } = entry
  const commitBlock = included?.number ?? 0
  return fail(
    context,
    entry,
    chainError('WEIGHTS_REVEAL_EXPIRED', { commitBlock, revealEpoch, netuid, detail }),
  )
}

/** What a step may look at besides its entry. */
export interface StepOptions {
  /** All open entries, the oldest first. */
  readonly others: readonly OutboxEntry[]
  readonly signal: AbortSignal | undefined
}
