import { configError } from '@subnetkit/base'
import type { QueueId } from './types.js'

/** Keys of BullMQ beside those of the jobs. */
const ownKeys = new Set(
  (
    'active wait waiting-children paused id delayed prioritized stalled-check completed failed stalled repeat limiter ' +
    'meta events pc marker de'
  ).split(' '),
)

const fix = 'Use letters, digits, dots, dashes and underscores, as in sn-7 and query-1.'

/** One text for a queue, the same for the same queue only. Throws CONFIG_INVALID for what no key may hold. */
export function keyOf({ tag, name }: QueueId): string {
  for (const part of [tag, name]) {
    if (/^[\w.-]+$/.test(part)) continue
    throw configError('CONFIG_INVALID', { place: 'queue', detail: `${JSON.stringify(part)} is no name`, fix })
  }
  return `${tag}/${name}`
}

/** Throws CONFIG_INVALID for an id of a job that BullMQ would take for one of its own keys, or make itself. */
export function checkJobId(id: string): void {
  if (/^[\w.-]+$/.test(id) && !/^\d+$/.test(id) && !ownKeys.has(id)) return
  const detail = `${JSON.stringify(id)} cannot be the id of a job`
  throw configError('CONFIG_INVALID', { place: 'queues.add', detail, fix })
}
