import type { api } from '../data/client.js'

/** What the page reads. */
export type ChainData = Awaited<ReturnType<typeof api.chain.query>>
