import { randomUUID } from 'node:crypto'
import { systemClock } from '@subnetkit/base'
import { applyMigrations, openDatabase } from '@subnetkit/core/validator'
import { createLedger } from '../../money/ledger.js'
import { gatewayMigrations, gatewaySchema } from '../../money/migrations.js'
import { keyBudget } from '../../money/spend.js'
import { openDeposits } from '../deposits.js'
import { endlessBlock, endlessRule, genesis, payers } from './endless-chain.js'

// A gateway's deposits on a database that it shares with others, to be killed: blocks become final as fast as they are read. A line for
// each step. Its ledger sets amounts aside that are swept later, so that budgets are locked from all sides.
const [url = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
let now = 0
const ledger = createLedger({ database, clock: { date: () => now }, reservationMs: 1_000 })
let final = 0
await using deposits = await openDeposits({
  ...{ database, rule: endlessRule, clock: systemClock },
  chain: {
    genesis,
    finalized: async () => endlessBlock(final),
    transfers: async ({ from, to }) =>
      Array.from({ length: to - from + 1 }, (_, at) => endlessBlock(from + at)),
    onHead: () => () => {},
  },
  onDeposit: () => {},
  onError(error) {
    process.stderr.write(`${error}\n`, () => process.exit(1))
  },
})
for (let step = 0; ; step++) {
  final = (deposits.block?.number ?? 0) + 1 + (step % 40)
  await deposits.catchUp()
  await Promise.all(payers.map((keyId) => ledger.reserve(randomUUID(), [keyBudget(keyId)], 1n)))
  now += 1_000
  await ledger.sweep()
  process.stdout.write(`${deposits.block?.number}\n`)
}
