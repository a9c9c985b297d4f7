import type { api } from '../data/client.js'

/** What the page reads. */
export type QueueData = Awaited<ReturnType<typeof api.queue.query>>
