import type { api } from '../data/client.js'

/** What the page reads. */
export type WeightsData = Awaited<ReturnType<typeof api.weights.query>>
