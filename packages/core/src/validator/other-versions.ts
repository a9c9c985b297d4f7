import type { Clock } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { Store } from '../store/store.js'
import { troubleOf } from './emit.js'
import type { ValidatorEvent } from './events.js'

/** Silence after which a coordinator of another version counts as gone, in ms: several times its sign of life. */
const silentMs = 60_000

/** Coordinators of other versions of the subnet on the same store, as in an update one by one. */
export interface OtherVersions {
  /** Looks at the last sign of life in the store, which is ours or another's; reports another version once. */
  look(): Promise<void>
  /** True if a coordinator of this version was seen lately. */
  isRunning(version: string): boolean
}

export function watchVersions(
  store: Pick<Store, 'announced'>,
  own: { readonly subnet: string; readonly version: string },
  { clock, emit }: { readonly clock: Clock; readonly emit: (event: ValidatorEvent) => void },
): OtherVersions {
  /** When a new sign of life was seen, by our own clock, since that of another machine may differ; the first by its date. */
  const seen = new Map<string, { readonly sign: number; readonly at: number }>()
  const reported = new Set<string>()
  return {
    async look() {
      const last = await store.announced()
      if (last === null || last.version === own.version) return
      const before = seen.get(last.version)
      if (before?.sign === last.seenAt) return
      const age = before === undefined ? Math.max(0, clock.date() - last.seenAt) : 0
      seen.set(last.version, { sign: last.seenAt, at: clock.now() - age })
      // The first sign may be that of a process that this one replaces.
      if (before === undefined || reported.has(last.version)) return
      reported.add(last.version)
      const [mine, other] = [`${own.subnet} v${own.version}`, `${last.subnet} v${last.version}`]
      emit(troubleOf(coreError('VERSIONS_MIXED', { own: mine, other })))
    },
    isRunning(version) {
      const last = seen.get(version)
      return last !== undefined && clock.now() - last.at < silentMs
    },
  }
}
