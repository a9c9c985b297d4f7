import type { EventSource, ValidatorEvent } from '@subnetkit/core/validator'

type EventOf<Kind extends ValidatorEvent['kind']> = Extract<ValidatorEvent, { kind: Kind }>
export type WeightsEvent = EventOf<
  | ('weights-set' | 'weights-committed' | 'weights-not-due')
  | ('weights-refused' | 'weights-superseded' | 'weights-revealed')
>

/** Outcome of the first round that began. */
export interface WatchedRound {
  readonly number: number
  /** Null if it was skipped before it was planned. */
  readonly planned: EventOf<'round-planned'> | null
  /** Reason for which it counts for no miner; null if it was folded. */
  readonly skipped: EventOf<'round-skipped'> | null
  /** Outcome of its weights; null if it was skipped. */
  readonly weights: WeightsEvent | null
  /** Steps that failed, and other trouble of the validator, in their order. */
  readonly troubles: readonly (EventOf<'step-failed'> | EventOf<'trouble'>)[]
}

/** The first round that begins. */
export interface RoundWatch {
  /** Takes every event of the validator; with several mechanisms, the first that begins is watched. */
  listen(event: ValidatorEvent, source: EventSource): void
  /** Resolves once its scores count, or it is skipped. */
  readonly folded: Promise<void>
  /** Resolves once its weights are on chain, refused, or not due, or it is skipped. */
  readonly done: Promise<WatchedRound>
  /** Events so far; null before the round is planned. */
  soFar(): WatchedRound | null
}

export function watchRound(): RoundWatch {
  const troubles: WatchedRound['troubles'][number][] = []
  const [folded, done] = [defer<void>(), defer<WatchedRound>()]
  let planned: EventOf<'round-planned'> | null = null
  let watched: number | null = null

  function end(round: Pick<WatchedRound, 'number' | 'skipped' | 'weights'>): void {
    folded.resolve()
    done.resolve({ ...round, planned, troubles })
  }
  function listen(event: ValidatorEvent, { mechanism }: EventSource): void {
    if (watched !== null && mechanism !== watched) return
    if (event.kind === 'step-failed' || event.kind === 'trouble') troubles.push(event)
    else if (event.kind === 'round-planned') {
      planned ??= event
      watched ??= mechanism
    } else if (event.kind === 'round-skipped') {
      // A round of an earlier run may end first; one that is overtaken is followed by another.
      const isOvertaken = event.code === 'ROUND_OVERTAKEN' || event.code === 'BEGAN_BEFORE_START'
      const isOther = planned === null ? isOvertaken : event.round !== planned.round
      if (isOther) return
      watched ??= mechanism
      end({ number: event.round, skipped: event, weights: null })
    } else if (!('round' in event) || event.round !== planned?.round) return
    else if (event.kind === 'round-folded') folded.resolve()
    else if (isAboutWeights(event)) end({ number: event.round, skipped: null, weights: event })
  }
  return {
    listen,
    folded: folded.promise,
    done: done.promise,
    soFar: () => planned && { number: planned.round, planned, skipped: null, weights: null, troubles },
  }
}

function defer<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve = (_value: T) => {}
  const promise = new Promise<T>((end) => {
    resolve = end
  })
  return { promise, resolve }
}

const isAboutWeights = (event: ValidatorEvent): event is WeightsEvent => event.kind.startsWith('weights-')
