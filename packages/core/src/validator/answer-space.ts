import type { Clock } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { Store } from '../store/store.js'
import type { Troubles } from './troubles.js'

/** Space for answers that wait to be scored. */
export interface AnswerSpace {
  /** Waits for space while `isWanted`; returns false if it is no longer. */
  wait(isWanted: () => Promise<boolean>, signal: AbortSignal): Promise<boolean>
}

interface AnswerSpaceParts {
  readonly store: Pick<Store, 'answerBytes'>
  readonly clock: Clock
  readonly troubles: Pick<Troubles, 'met' | 'over'>
  /** In bytes. */
  readonly limit: number
}

/** Time for which a size that was read is used, and pause between two looks, in ms. */
const everyMs = 1_000

/** Limits the answers of one validator in the store, which all of its workers fill; full is one lasting trouble. */
export function createAnswerSpace({ store, clock, troubles, limit }: AnswerSpaceParts): AnswerSpace {
  let read: { readonly at: number; readonly bytes: Promise<number> } | undefined

  function size(): Promise<number> {
    if (read === undefined || clock.now() - read.at >= everyMs) {
      read = { at: clock.now(), bytes: store.answerBytes() }
    }
    return read.bytes
  }

  return {
    async wait(isWanted, signal) {
      for (;;) {
        const bytes = await size()
        if (bytes < limit) {
          troubles.over('answers')
          return true
        }
        troubles.met('answers', coreError('ANSWERS_FULL', { bytes, limit }))
        await clock.sleep(everyMs, { signal })
        if (!(await isWanted())) return false
      }
    },
  }
}
