import { applyMigrations, openDatabase } from '@subnetkit/core/validator'
import { createLedger } from '../ledger.js'
import { gatewayMigrations, gatewaySchema } from '../migrations.js'
import { amountOf, costOf, type Report, reservationMs } from './ledger-life.js'

// A gateway's ledger on a database, to be killed. Settles again what its predecessor may have left open, waits past the time of its
// reservations, reports the budgets, and reserves and settles until the kill: each step on a line before it, and after.
const [kind = '', place = '', life = '0', pending = ''] = process.argv.slice(2)
const say = (line: Report) => process.stdout.write(`${JSON.stringify(line)}\n`)
const budgets = ['all', 'team', 'key']
/** Each life begins after the time of all reservations of the one before it. */
const date = Number(life) * reservationMs * 2

const database = await openDatabase(kind === 'directory' ? { directory: place } : { url: place })
await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
const at = (now: number) => createLedger({ database, clock: { date: () => now }, reservationMs })
for (const name of budgets) await at(date).open(name)
// A retry of the answer's last step, twice and at once: the reservation was charged, or is now, or was never made.
const again = pending === '' ? [] : pending.split(',')
await Promise.all([...again, ...again].map((id) => at(date - reservationMs).settle(id, costOf(id))))
await at(date).sweep()
const [left] = await database.query<{ count: number }>(
  'select count(*)::int as count from subnetkit_gateway.reservations',
)
const read = (await at(date).read(budgets)).map(({ name, spent, reserved }) => ({
  ...{ name, spent: String(spent), reserved: String(reserved) },
}))
say({ kind: 'recovered', budgets: read, left: left?.count ?? -1 })

const ledger = at(date)
let count = 0
async function work(): Promise<never> {
  for (;;) {
    const id = `${life}-${count++}`
    say({ kind: 'reserving', id })
    await ledger.reserve(id, budgets, amountOf(id))
    say({ kind: 'reserved', id })
    // One in four is never settled: its process is killed while miners are asked.
    if (Number(id.split('-')[1]) % 4 === 3) continue
    say({ kind: 'settling', id })
    await ledger.settle(id, costOf(id))
    say({ kind: 'settled', id })
  }
}
await Promise.all(Array.from({ length: 4 }, work))
