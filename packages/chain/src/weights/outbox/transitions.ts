import type { Clock } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import {
  type EntryAt,
  isSettled,
  type OpenEntry,
  type OutboxEntry,
  type OutboxFailure,
  type OutboxStage,
} from './entry.js'
import type { OutboxStore } from './store.js'
import type { WeightsChain } from './weights-chain.js'

/**
 * Every step that an open entry can take. `needs` names the fields that the new stage adds to the old one (or replaces),
 * `drops` those that it loses; `modes` limits a step to some modes.
 */
export const transitions = [
  { from: ['intended'], to: 'signed', needs: ['mode', 'sealed', 'signed', 'signatures'], drops: [] },
  { from: ['signed'], to: 'submitted', needs: [], drops: [] },
  // Back to the decision: the bytes can be in no block, now or later.
  { from: ['signed', 'submitted'], to: 'intended', needs: [], drops: ['mode', 'sealed', 'signed'] },
  // The block shows in which epoch a commit counts.
  { from: ['submitted'], to: 'included', needs: ['included', 'sealed'], drops: [] },
  { from: ['submitted', 'included'], to: 'confirmed', needs: ['included'], drops: [] },
  // A reorganisation put another block in the place of the one that included it.
  { from: ['included'], to: 'submitted', needs: [], drops: ['included'] },
  { from: ['confirmed'], to: 'revealing', needs: ['reveal'], drops: [], modes: ['salted'] },
  { from: ['revealing'], to: 'confirmed', needs: [], drops: ['reveal'] },
  { from: ['confirmed'], to: 'revealed', needs: ['reveal', 'revealed'], drops: [], modes: ['salted'] },
  { from: ['confirmed'], to: 'revealed', needs: ['revealed'], drops: [], modes: ['timelocked'] },
  { from: ['revealing'], to: 'revealed', needs: ['revealed'], drops: [] },
  { from: ['intended', 'signed', 'confirmed'], to: 'superseded', needs: ['failure'], drops: [] },
  {
    from: ['intended', 'signed', 'submitted', 'included', 'confirmed', 'revealing'],
    to: 'failed',
    needs: ['failure'],
    drops: [],
  },
] as const satisfies readonly Transition[]

interface Transition {
  readonly from: readonly OpenEntry['stage'][]
  readonly to: OutboxStage
  readonly needs: readonly FieldName[]
  readonly drops: readonly FieldName[]
  readonly modes?: readonly Mode[]
}

type FieldOf<T> = T extends unknown ? keyof T : never
type FieldName = Exclude<FieldOf<OutboxEntry>, 'stage' | 'revision'>
type Mode = 'plain' | 'salted' | 'timelocked'
type Row = (typeof transitions)[number]

/** Entries that a row applies to. */
type SourceOf<R extends Row> = Extract<
  OpenEntry,
  { readonly stage: R['from'][number] } & (R extends { readonly modes: readonly (infer M)[] }
    ? { readonly mode: M }
    : unknown)
>

/** Rows that apply to every entry of a type. */
type RowFor<F, R extends Row = Row> = R extends Row ? ([F] extends [SourceOf<R>] ? R : never) : never

/** Possible next stages of an entry. */
export type TargetOf<F extends OpenEntry> = RowFor<F>['to']

type ModeOf<F> = F extends { readonly mode: infer M } ? M : Mode

/** The entry that comes of it: a mode is chosen once. */
export type Arrival<F extends OpenEntry, T extends OutboxStage> = Exclude<
  EntryAt<T>,
  { readonly mode: Exclude<Mode, ModeOf<F>> }
>

type PickSome<E, K> = E extends unknown ? Pick<E, Extract<keyof E, K>> : never

/** Fields that a transition requires. */
export type Given<F extends OpenEntry, T extends OutboxStage> = PickSome<
  Arrival<F, T>,
  Extract<RowFor<F>, { readonly to: T }>['needs'][number]
>

type GivenArguments<G> = [G extends unknown ? keyof G : never] extends [never] ? [] : [given: G]

/** A refusal of the chain that was not final. */
export interface Refusal {
  /** The best block at the time: it is not retried at the same block. */
  readonly block: number
  readonly failure: OutboxFailure
  /** True if the runtime has a name for it; others concern the bytes or the pool, and are transient. */
  readonly named: boolean
}

/** Context of the steps. */
export interface OutboxContext {
  readonly chain: WeightsChain
  readonly store: OutboxStore
  readonly clock: Clock
  readonly staleAfterBlocks: number
  /** The last refusal that is being retried, by key. */
  readonly refusals: Map<string, Refusal>
  readonly onChange: (entry: OutboxEntry, before: OutboxEntry | null) => void
}

/**
 * Takes an entry to its next stage and makes that durable; nothing that follows from it may be done before this
 * resolves. Throws OUTBOX_TRANSITION for a step that is not in the table, and what the store throws.
 */
export async function transit<F extends OpenEntry, const T extends TargetOf<F>>(
  { store, onChange }: Pick<OutboxContext, 'store' | 'onChange'>,
  entry: F,
  to: T,
  ...[given]: GivenArguments<Given<F, T>>
): Promise<Arrival<F, T>> {
  const next = nextEntry(entry, to, { ...given })
  await store.replace(next)
  try {
    onChange(next, entry)
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
  return next as Arrival<F, T>
}

/** By the table alone: callers without types are refused as well. */
function nextEntry(entry: OutboxEntry, to: OutboxStage, given: object): OutboxEntry {
  const { stage: from, key, revision } = entry
  const refuse = (detail: string) => chainError('OUTBOX_TRANSITION', { key, from, to, detail })
  const mode = 'mode' in entry ? entry.mode : undefined
  const row = (transitions as readonly Transition[]).find(
    (candidate) =>
      candidate.to === to &&
      (candidate.from as readonly OutboxStage[]).includes(from) &&
      (candidate.modes === undefined || candidate.modes.some((one) => one === mode)),
  )
  if (row === undefined || isSettled(entry)) throw refuse('there is no such step')
  const drops: readonly string[] = row.drops
  const kept = Object.entries(entry).filter(([field]) => !drops.includes(field))
  const next = { ...Object.fromEntries(kept), ...given, stage: to, revision: revision + 1 } as OutboxEntry
  const isPlain = 'mode' in next && next.mode === 'plain'
  const missing = row.needs.find((field) => !(field in given) && !(field === 'sealed' && isPlain))
  if (missing !== undefined) throw refuse(`${missing} is missing`)
  return next
}
