import type { api } from '../data/client.js'

/** What the overview reads. */
export type OverviewData = Awaited<ReturnType<typeof api.overview.query>>
