import type { Clock } from '@subnetkit/base'
import type { QueueId, Queues } from '../queue/types.js'
import type { Store } from '../store/store.js'
import { announcedSettings } from './parse-options.js'
import { type QueueScope, queueNames } from './queue-names.js'

/**
 * Silence of coordinators with another score label after which their queue is cleared, in ms: longer than workers take to
 * follow the settings, since they add to it until then.
 */
const silentMs = 60_000

interface FormerQueuesParts {
  readonly store: Pick<Store, 'announced'>
  readonly queues: Pick<Queues, 'clear'>
  readonly clock: Clock
  readonly scope: QueueScope
  readonly scoreLabel: string | null
}

/** Score queues of labels that coordinators of this validator had before: their jobs would wait for workers forever. */
export interface FormerQueues {
  /** Looks at the last announced label, which is ours or another's, and clears the queues that are out of use. */
  look(): Promise<void>
}

export function watchFormerQueues(parts: FormerQueuesParts): FormerQueues {
  const { store, queues, clock, scope, scoreLabel } = parts
  const seen = new Map<string | null, { readonly queue: QueueId; readonly at: number }>()
  return {
    async look() {
      const last = await store.announced()
      const settings = announcedSettings.safeParse(last?.settings)
      if (settings.success && settings.data.scoreLabel !== scoreLabel) {
        const label = settings.data.scoreLabel
        seen.set(label, { queue: queueNames(scope, label).score, at: clock.now() })
      }
      for (const [label, { queue, at }] of seen) {
        if (clock.now() - at < silentMs) continue
        await queues.clear(queue)
        seen.delete(label)
      }
    },
  }
}
