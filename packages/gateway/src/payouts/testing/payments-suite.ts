import { randomUUID } from 'node:crypto'
import { applyMigrations, type Database } from '@subnetkit/core/validator'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDepositStore } from '../../deposits/deposit-store.js'
import { createLedger, type Ledger } from '../../money/ledger.js'
import { gatewayMigrations, gatewaySchema } from '../../money/migrations.js'
import { keyBudget } from '../../money/spend.js'
import { claimPayout, claimRefund, keepPlan, type PaymentClaim, readEarnings } from '../payment-store.js'

const genesis = '0xpayments'
const clock = { date: () => 86_400_000 }

/** Behaviour of claims, on any kind of database. Each call of `open` is another process's view of the same one. */
export function testPayments(name: string, open: () => Promise<Database>): void {
  describe(`claims on ${name}`, () => {
    let databases: readonly [Database, Database]
    let ledgers: readonly [Ledger, Ledger]
    beforeAll(async () => {
      databases = [await open(), await open()]
      await applyMigrations(databases[0], { schema: gatewaySchema, migrations: gatewayMigrations })
      ledgers = databases.map((database) =>
        createLedger({ database, clock, reservationMs: 1_000 }),
      ) as unknown as typeof ledgers
    })

    /** A prepaid key, and what was paid in for it. */
    async function paidKey(deposits: readonly bigint[]): Promise<string> {
      const id = `claims-${randomUUID()}`
      const [database] = databases
      await database.query(
        `insert into subnetkit_gateway.keys (id, hash, name, created_at, prepaid) values ($1, '', $1, 0, true)`,
        [id],
      )
      await ledgers[0].limit(keyBudget(id), { cap: 0n, periodMs: null })
      const chain = `${genesis}-${id}`
      const store = createDepositStore({ database, clock, genesis: chain })
      const [first, last] = [
        { number: 0, hash: chain },
        { number: 1, hash: `${chain}-1` },
      ]
      await store.begin(first)
      await store.addAddress(`at-${id}`, id)
      const transfers = deposits.map((amount, event) => ({ event, from: 'sender', to: `at-${id}`, amount }))
      await store.credit(first, [{ ...last, parentHash: first.hash, transfers }], (rao) => rao)
      return id
    }
    async function charge(at: number, key: string, coldkeys: readonly string[], cost = 10n): Promise<bigint> {
      const ledger = ledgers[at % 2]!
      const id = randomUUID()
      if ((await ledger.reserve(id, [keyBudget(key)], cost)) !== null) return 0n
      return ledger.settle(
        id,
        cost,
        coldkeys.map((coldkey) => ({ hotkey: `hot-${coldkey}`, coldkey })),
      )
    }
    const claims = (minimum: bigint) =>
      Promise.all(databases.map((database) => claimPayout(database, minimum, 0)))
    const creditsOf = (claim: PaymentClaim | null, coldkeys: readonly string[]) =>
      (claim?.earnings ?? [])
        .filter(({ coldkey }) => coldkeys.includes(coldkey))
        .reduce((sum, { credits }) => sum + BigInt(credits), 0n)

    it('take earnings once, and get one plan, when two processes ask at once', async () => {
      const key = await paidKey([1_000n])
      const owner = `owner-${key}`
      await charge(0, key, [owner])
      const [one, other] = await claims(1n)
      expect(one).toEqual(other)
      expect(creditsOf(one!, [owner])).toBe(10n)
      const bodies = await Promise.all(
        databases.map((database, at) => keepPlan(database, one!.claim, `${at}`)),
      )
      expect(new Set(bodies).size).toBe(1)
      expect(creditsOf((await claims(1n))[0]!, [owner])).toBe(0n)
    })

    it('lose no credit that is earned meanwhile, and pay none twice', async () => {
      const key = await paidKey([100_000n])
      const owners = Array.from({ length: 8 }, (_, at) => `owner-${at}-${key}`)
      const turned = (at: number) => [...owners.slice(at % 8), ...owners.slice(0, at % 8)]
      let claimed = 0n
      const claimAll = async () => {
        for (let round = 0; round < 6; round++) {
          const [claim] = await claims(1n)
          claimed += creditsOf(claim!, owners)
          if (claim) await keepPlan(databases[0], claim.claim, 'written')
        }
      }
      const charges = Array.from({ length: 60 }, (_, at) => charge(at, key, turned(at), 11n))
      const [, ...charged] = await Promise.all([claimAll(), ...charges])
      const left = (await readEarnings(databases[1])).filter(({ coldkey }) => owners.includes(coldkey))
      const total = left.reduce((sum, { credits }) => sum + BigInt(credits), claimed)
      expect(total).toBe(charged.reduce((sum, one) => sum + one, 0n))
      expect(total).toBe(660n)
    })

    it('refund what requests leave, once, however many ask at once', async () => {
      const key = await paidKey([300n, 400n, 300n])
      const refund = (database: Database) =>
        claimRefund(database, { keyId: key, genesis: `${genesis}-${key}`, date: 0, dryRun: false })
      const charges = Array.from({ length: 40 }, (_, at) => charge(at, key, []))
      const refunds = await Promise.allSettled([...databases, ...databases].map(refund))
      const spent = (await Promise.all(charges)).reduce((sum, one) => sum + one, 0n)
      const found = refunds.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      const names = new Set(found.map(({ claim }) => claim))
      expect(names.size).toBe(1)
      expect(await ledgers[0].read([keyBudget(key)])).toMatchObject([
        { cap: 1_000n - BigInt(found[0]!.credits), spent, reserved: 0n },
      ])
      expect(spent + BigInt(found[0]!.credits)).toBeLessThanOrEqual(1_000n)
    })
  })
}
