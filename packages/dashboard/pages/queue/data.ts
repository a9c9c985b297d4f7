import type { api } from '../data/client.js'

/** Data of the page. */
export type QueueData = Awaited<ReturnType<typeof api.queue.query>>
