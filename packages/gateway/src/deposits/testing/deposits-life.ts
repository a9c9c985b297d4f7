import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { applyMigrations, type Database, openDatabase } from '@subnetkit/core/validator'
import { gatewayMigrations, gatewaySchema } from '../../money/migrations.js'
import { keyBudget } from '../../money/spend.js'
import { depositAddress } from '../deposit-rule.js'
import { endlessRule, genesis, owedAt, payers } from './endless-chain.js'

/**
 * Runs gateways that share a database and its deposits, two at a time, and kills one of them again and again while the other goes on.
 * Returns what was credited wrongly, after the last kill.
 */
export async function shareDeposits(program: string, url: string, kills: number): Promise<readonly string[]> {
  await using database = await openDatabase({ url })
  await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
  await addPayers(database)
  let survivor = start(program, url)
  for (let kill = 0; kill < kills; kill++) {
    const other = start(program, url)
    // In the middle of some step: which one differs from kill to kill.
    await Promise.all([survivor.steps(2), other.steps(2 + (kill % 3))])
    await survivor.kill()
    survivor = other
  }
  await survivor.steps(2)
  await survivor.kill()
  return await faultsOf(database)
}

async function addPayers(database: Database): Promise<void> {
  await database.query(
    'insert into subnetkit_gateway.deposit_cursors (genesis, number, hash) values ($1, 0, $1)',
    [genesis],
  )
  for (const keyId of payers) {
    await database.query(
      `insert into subnetkit_gateway.keys (id, hash, name, created_at, prepaid) values ($1, '', $1, 0, true)`,
      [keyId],
    )
    await database.query('insert into subnetkit_gateway.budgets (name, cap) values ($1, 0)', [
      keyBudget(keyId),
    ])
    await database.query(
      'insert into subnetkit_gateway.deposit_addresses (address, key_id) values ($1, $2)',
      [depositAddress(endlessRule.operator, keyId), keyId],
    )
  }
}

function start(program: string, url: string) {
  const child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async steps(count: number) {
      for (let step = 0; step < count; step++) if ((await lines.next()).done) throw new Error('it ended')
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function faultsOf(database: Database): Promise<readonly string[]> {
  const [cursor] = await database.query<{ number: number }>(
    'select number::int from subnetkit_gateway.deposit_cursors where genesis = $1',
    [genesis],
  )
  const owed = owedAt(cursor?.number ?? 0)
  const rows = await database.query<{ id: string; cap: string; count: number }>(
    `select k.id, b.cap::text, (select count(*)::int from subnetkit_gateway.deposits d where d.key_id = k.id) as count
       from subnetkit_gateway.keys k join subnetkit_gateway.budgets b on b.name = 'key:' || k.id order by k.id`,
  )
  const wrong = rows.flatMap(({ id, cap, count }) => {
    const right = owed.get(id)
    const isRight = right !== undefined && right.count === count && right.cap === BigInt(cap)
    return isRight ? [] : [`${id} has ${count} deposits of ${cap}, not ${right?.count} of ${right?.cap}`]
  })
  return rows.length === payers.length && (cursor?.number ?? 0) > payers.length
    ? wrong
    : [...wrong, `${rows.length} keys, and blocks up to ${cursor?.number}`]
}
