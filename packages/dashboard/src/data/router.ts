import { about } from './about.js'
import { chain } from './chain.js'
import { checkup } from './checkup.js'
import { devnet } from './devnet.js'
import { doctor } from './doctor.js'
import { gateway } from './gateway.js'
import { miners } from './miners.js'
import { overview } from './overview.js'
import { queue } from './queue.js'
import { receipts } from './receipts.js'
import { reports } from './reports.js'
import { rounds } from './rounds.js'
import { router } from './trpc.js'
import { trustFall, validators } from './validators.js'
import { weights } from './weights.js'

/** Everything that the pages read. Nothing of it changes anything. */
export const dashboardRouter = router({
  ...{ about, overview, rounds, receipts, miners },
  ...{ validators, weights, chain, queue, devnet, doctor, checkup, gateway, reports, trustFall },
})

export type DashboardRouter = typeof dashboardRouter
