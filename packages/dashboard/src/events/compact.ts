import type { ValidatorEvent } from '@subnetkit/core/validator'

/** A finished task, without question and answer. */
export interface CompactTask {
  readonly kind: 'task-done'
  readonly round: number
  readonly uid: number
  readonly hotkey: string
  readonly family: string
  readonly outcome: string
  readonly score: number
}

/** Event as a page gets it: plain JSON of bounded size. */
export type PageEvent =
  | Exclude<
      ValidatorEvent,
      { kind: 'task-done' | 'weights-set' | 'weights-revealed' | 'weights-committed' | 'query-done' }
    >
  | CompactTask
  | { readonly kind: 'query-done'; readonly round: number; readonly uid: number; readonly hotkey: string }
  | { readonly kind: 'weights-set' | 'weights-committed'; readonly round: number; readonly block: number }
  | { readonly kind: 'weights-revealed'; readonly round: number; readonly block: number | null }

/** Leaves out of an event what a page reads from the store instead: answers, vectors and latencies. */
export function compact(event: ValidatorEvent): PageEvent {
  switch (event.kind) {
    case 'task-done': {
      const { uid, hotkey, family, outcome, score } = event.receipt
      return { kind: event.kind, round: event.round, uid, hotkey, family, outcome, score }
    }
    case 'query-done':
      return { kind: event.kind, round: event.round, uid: event.uid, hotkey: event.hotkey }
    case 'weights-set':
    case 'weights-committed':
      return { kind: event.kind, round: event.round, block: event.block }
    case 'weights-revealed':
      return { kind: event.kind, round: event.round, block: event.block }
    default:
      return event
  }
}
