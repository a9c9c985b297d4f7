import type { api } from '../data/client.js'

/** Data of the page. */
export type WeightsData = Awaited<ReturnType<typeof api.weights.query>>
