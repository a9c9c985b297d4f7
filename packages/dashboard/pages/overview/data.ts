import type { api } from '../data/client.js'

/** Data of the overview. */
export type OverviewData = Awaited<ReturnType<typeof api.overview.query>>
