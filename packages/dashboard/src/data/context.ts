import type { Clock } from '@subnetkit/base'
import { dashboardError } from '../errors.js'
import type { Alarms } from '../events/alarms.js'
import type { PictureShelf } from '../pictures/picture-shelf.js'
import type { Redaction } from '../server/redaction.js'
import { createReader, type Reader } from './reader.js'
import type { DashboardSource } from './source.js'

/** Sources of all reads. */
export interface DataContext {
  readonly source: DashboardSource
  readonly alarms: Alarms
  readonly clock: Clock
  readonly pictures: PictureShelf
  readonly redaction: Redaction
  /** Returns the reader of a mechanism, or of the first one. Throws DASHBOARD_UNKNOWN. */
  reader(mechanism?: number | undefined): Reader
}

/** Makes the context of all reads. Readers live as long as the process, with what they have found out about past rounds. */
export function createDataContext({ source, ...parts }: Omit<DataContext, 'reader'>): DataContext {
  const readers = new Map<number, Reader>()
  return {
    ...{ source, ...parts },
    reader(mechanism) {
      const found = source.mechanisms.find((one) => mechanism === undefined || one.mechanism === mechanism)
      if (found === undefined)
        throw dashboardError('DASHBOARD_UNKNOWN', { what: `mechanism ${mechanism ?? 0} yet` })
      const known = readers.get(found.mechanism)
      if (known !== undefined) return known
      const reader = createReader(found, source.about.hotkey)
      readers.set(found.mechanism, reader)
      return reader
    },
  }
}
