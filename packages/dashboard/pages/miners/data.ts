import type { api } from '../data/client.js'

/** One miner, as its page reads it. */
export type MinerData = Awaited<ReturnType<typeof api.miners.one.query>>
