import { about } from './about.js'
import { miners } from './miners.js'
import { overview } from './overview.js'
import { receipts } from './receipts.js'
import { rounds } from './rounds.js'
import { router } from './trpc.js'

/** Everything that the pages read. Nothing of it changes anything. */
export const dashboardRouter = router({ about, overview, rounds, receipts, miners })

export type DashboardRouter = typeof dashboardRouter
