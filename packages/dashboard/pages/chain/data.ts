import type { api } from '../data/client.js'

/** Data of the page. */
export type ChainData = Awaited<ReturnType<typeof api.chain.query>>
