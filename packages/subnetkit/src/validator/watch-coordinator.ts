import { type Clock, systemClock } from '@subnetkit/base'
import type { Store } from '@subnetkit/core/validator'
import type { Log } from '../log/log.js'

interface WatchParts {
  readonly log: Log
  readonly store: Pick<Store, 'announced'>
  /** Names the coordinator in messages. */
  readonly name: string
  /** @default the system's */
  readonly clock?: Clock
}

/** Pause between two looks, in ms. */
const everyMs = 20_000

/** Silence after which a coordinator counts as gone, in ms; it announces itself every few seconds. */
const silentMs = 60_000

/** Logs for a worker that its coordinator is silent, and that it is back: without one, no round is planned or folded. */
export function watchCoordinator({ log, store, name, clock = systemClock }: WatchParts): Disposable {
  let newest: { readonly seenAt: number; readonly at: number } | null = null
  let isSilent = false
  const timer = clock.interval(() => void look(), everyMs, { ref: false })

  async function look(): Promise<void> {
    // Trouble of the store is the health's to report.
    const seenAt = (await store.announced().catch(() => null))?.seenAt
    if (seenAt === undefined) return
    const now = clock.now()
    // Their clocks may differ: only a change of the sign of life counts, and how long ago it was seen here.
    if (newest === null || seenAt !== newest.seenAt) {
      if (isSilent) log.write('info', { event: 'coordinator-back', message: `${name} is back` })
      isSilent = false
      newest = { seenAt, at: now }
    } else if (!isSilent && now - newest.at >= silentMs) {
      isSilent = true
      const silence = `${name} has been silent for ${Math.round((now - newest.at) / 1_000)} s`
      const message = `${silence}: no round is planned or folded without it. Check that it runs.`
      log.write('warn', { event: 'coordinator-silent', message })
    }
  }

  return { [Symbol.dispose]: () => timer.cancel() }
}
