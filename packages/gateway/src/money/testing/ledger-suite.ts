import type { Database } from '@subnetkit/core/validator'
import { applyMigrations } from '@subnetkit/core/validator'
import { beforeAll, describe, expect, it } from 'vitest'
import { createLedger, type Ledger } from '../ledger.js'
import { gatewayMigrations, gatewaySchema } from '../migrations.js'

/** Behaviour of a ledger, on any kind of database. */
export function testLedger(name: string, open: () => Promise<Database>): void {
  describe(`budgets on ${name}`, () => {
    let date = 0
    let database: Database
    let ledger: Ledger
    const createOne = () => createLedger({ database, clock: { date: () => date }, reservationMs: 1_000 })
    beforeAll(async () => {
      database = await open()
      await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
      ledger = createOne()
    })

    it('never pass their cap, however many reserve at once', async () => {
      await ledger.limit('many', { cap: 1_000n, periodMs: null })
      const ledgers = [ledger, createOne()]
      const tries = Array.from({ length: 200 }, (_, at) =>
        ledgers[at % 2]!.reserve(`many-${at}`, ['many'], 30n),
      )
      const admitted = (await Promise.all(tries)).filter((short) => short === null)
      expect(admitted).toHaveLength(33)
      expect(await ledger.read(['many'])).toMatchObject([{ spent: 0n, reserved: 990n }])
    })

    it('never pass the smallest of several caps, however many reserve and settle at once', async () => {
      for (const [budget, cap] of [
        ['all', 900n],
        ['team', 600n],
        ['one', 400n],
        ['two', 400n],
      ] as const)
        await ledger.limit(budget, { cap, periodMs: null })
      let charged = 0n
      await Promise.all(
        Array.from({ length: 200 }, async (_, at) => {
          const id = `mixed-${at}`
          if ((await ledger.reserve(id, ['team', at % 2 ? 'one' : 'two', 'all'], 20n)) !== null) return
          const cost = await ledger.settle(id, BigInt(at % 25))
          charged += cost
        }),
      )
      const budgets = new Map(
        (await ledger.read(['all', 'team', 'one', 'two'])).map((one) => [one.name, one]),
      )
      expect([...budgets.values()].map(({ reserved }) => reserved)).toEqual([0n, 0n, 0n, 0n])
      expect(budgets.get('team')!.spent).toBe(charged)
      expect(budgets.get('all')!.spent).toBe(charged)
      expect(budgets.get('one')!.spent + budgets.get('two')!.spent).toBe(charged)
      expect(charged).toBeGreaterThan(200n)
      expect(charged).toBeLessThanOrEqual(600n)
    })

    it('take an amount from all of them or from none', async () => {
      await ledger.limit('rich', { cap: null, periodMs: null })
      await ledger.limit('poor', { cap: 5n, periodMs: null })
      expect(await ledger.reserve('both', ['rich', 'poor'], 6n)).toBe('poor')
      expect(await ledger.read(['rich', 'poor'])).toMatchObject([{ reserved: 0n }, { reserved: 0n }])
      expect(await ledger.reserve('unknown', ['rich', 'none'], 1n)).toBe('none')
      expect(await ledger.reserve('both', ['rich', 'poor'], 5n)).toBeNull()
    })

    it('defect: a request that took longer than its reservation was free', async () => {
      await ledger.limit('slow', { cap: 100n, periodMs: null })
      await ledger.reserve('slow', ['slow'], 40n)
      await createOne().reserve('killed', ['slow'], 20n)
      date += 900
      await ledger.renew()
      date += 900
      expect(await createOne().sweep()).toBeGreaterThanOrEqual(1)
      expect(await ledger.read(['slow'])).toMatchObject([{ reserved: 40n }])
      expect(await ledger.settle('slow', 30n)).toBe(30n)
      expect(await ledger.read(['slow'])).toMatchObject([{ spent: 30n, reserved: 0n }])
    })

    it('charge once, and at most what was set aside', async () => {
      await ledger.limit('once', { cap: 100n, periodMs: null })
      await ledger.reserve('a', ['once'], 40n)
      const charged = await Promise.all([ledger.settle('a', 70n), ledger.settle('a', 70n)])
      expect(charged.toSorted()).toEqual([0n, 40n])
      expect(await ledger.read(['once'])).toMatchObject([{ spent: 40n, reserved: 0n }])
    })

    it('give back what a killed process has set aside, and charge nothing for it later', async () => {
      await ledger.limit('swept', { cap: 100n, periodMs: null })
      date = 10_000
      await ledger.reserve('old', ['swept'], 40n)
      date = 10_999
      await ledger.reserve('new', ['swept'], 50n)
      date = 11_000
      await Promise.all([ledger.sweep(), ledger.sweep(), ledger.settle('old', 0n)])
      expect(await ledger.read(['swept'])).toMatchObject([{ spent: 0n, reserved: 50n }])
      expect(await ledger.settle('old', 40n)).toBe(0n)
      expect(await ledger.settle('new', 50n)).toBe(50n)
    })

    it('begin again with each period, without what is still reserved', async () => {
      await ledger.limit('daily', { cap: 100n, periodMs: 1_000 })
      date = 20_100
      await ledger.reserve('one', ['daily'], 60n)
      await ledger.settle('one', 60n)
      await ledger.reserve('two', ['daily'], 40n)
      expect(await ledger.reserve('three', ['daily'], 1n)).toBe('daily')
      date = 21_000
      expect(await ledger.read(['daily'])).toMatchObject([{ spent: 0n, reserved: 40n }])
      expect(await ledger.reserve('three', ['daily'], 61n)).toBe('daily')
      expect(await ledger.reserve('three', ['daily'], 60n)).toBeNull()
    })
  })
}
