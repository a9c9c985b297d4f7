import { beforeAll, describe, expect, test } from 'vitest'
import { ema } from '../../scoreboard/ema.js'
import type { Database } from '../database.js'
import { migrations } from '../migrations.js'
import { openStore } from '../store.js'
import { freshSchema, schemaOf } from './schema.js'
import { fixtureVersions, loadFixture } from './store-fixtures.js'

const options = { genesisHash: `0x${'ab'.repeat(32)}`, netuid: 1, validator: '5V' }
const versions = await fixtureVersions()

/** Migrations of a database from every earlier version. Call it inside a `describe`. */
export function describeMigrations(open: () => Promise<Database>): void {
  describe('a store of an earlier version', () => {
    let database: Database
    beforeAll(async () => {
      database = await open()
    })

    test('has a fixture for each', () => {
      expect(versions).toEqual(migrations.slice(0, -1).map((_, index) => index + 1))
    })

    test.each(versions)('of version %i goes on with all of its data', async (version) => {
      await loadFixture(database, version)
      const store = await openStore({ database, ...options })
      expect(await store.scores()).toMatchObject([
        { hotkey: '5A', registeredAt: 10, score: 0.1 + 0.2, rounds: 2, lastRound: 800, seenAt: 800 },
        { hotkey: '5B', registeredAt: 11, score: 0.25, rounds: 1, lastRound: 800, seenAt: 800 },
      ])
      const rounds = await store.rounds()
      expect(rounds.map(({ number, drawnAs, state }) => [number, drawnAs, state])).toEqual([
        [600, 6, 'skipped'],
        [700, 7, 'folded'],
        [800, 8, 'folded'],
        [900, 9, 'planned'],
      ])
      expect(rounds[3]).toMatchObject({ roundBlocks: 100, closesAt: 1_100, commitBlock: 901 })
      expect(rounds[3]?.secret).toEqual(new Uint8Array(32).fill(9))
      expect((await store.toReveal(1)).map(({ round }) => round)).toEqual([8])
      expect((await store.receipts(800, '5A'))[0]).toMatchObject({
        ...{ taskId: '8-a', score: 0.5, output: 2, answerHash: 'ab', requestHash: null },
      })
      expect(await store.outcomes(800)).toHaveLength(version === 1 ? 2 : 3)
      expect(await store.answerReceipts(800)).toHaveLength(version < 3 ? 0 : 1)
      expect((await store.outbox.entries()).map(({ key }) => key)).toEqual(['round-800'])
      // The round under way goes on: its one receipt counts, and the miner that was not asked keeps its score.
      expect((await store.queries(900)).map(({ hotkey, state }) => [hotkey, state])).toEqual([
        ['5A', 'planned'],
        ['5B', 'planned'],
      ])
      await store.closeQueries(900, 'its time is over')
      expect(await store.fold(900, ema({ alpha: 0.5 }))).toMatchObject([{ hotkey: '5A', lastRound: 900 }])
      expect(await schemaOf(database)).toEqual(await freshSchema(database))
    })

    test('keeps the data of its validators apart', async () => {
      await loadFixture(database, 14)
      for (const table of ['validators', 'rounds', 'receipts']) {
        await database.query(`create table copied as select * from subnetkit.${table}`)
        await database.query("update copied set scope = '1/0/5''W'")
        await database.query(`insert into subnetkit.${table} select * from copied`)
        await database.query('drop table copied')
      }
      await database.query("update subnetkit.receipts set score = 0.125 where scope = '1/0/5''W'")
      const [own, other] = [
        await openStore({ database, ...options }),
        await openStore({ database, ...options, validator: "5'W" }),
      ]
      expect((await own.receipts(800, '5A')).map(({ score }) => score)).toEqual([0.5])
      expect((await other.receipts(800, '5A')).map(({ score }) => score)).toEqual([0.125])
      expect([(await own.scores()).length, (await other.scores()).length]).toEqual([2, 0])
    })

    test('defect: a hash that is not lower-case hex was lost, and no replay led to the root of its round', async () => {
      await loadFixture(database, 14)
      const stated = ['AB'.repeat(32), 'no hash: “€”']
      const [request, body] = stated.map((text) => `'${text}'`)
      await database.query(`update subnetkit.receipts set request_hash = ${request}, body_hash = ${body}`)
      const store = await openStore({ database, ...options })
      const kept = [...(await store.receipts(800, '5A')), ...(await store.bareReceipts(800))]
      expect(kept.length).toBeGreaterThan(1)
      for (const { requestHash, bodyHash, answerHash } of kept) {
        expect([requestHash, bodyHash]).toEqual(stated)
        expect([null, 'ab']).toContain(answerHash)
      }
    })

    test('of version 16 keeps comparisons in its receipts, which read as before', async () => {
      await loadFixture(database, 16)
      const bare = { value: 0.75, failedGate: null, factors: [] }
      const parts = {
        ...{ ...bare, criteria: [{ name: 'new', weight: 1, score: 0.75 }] },
        compared: [{ name: 'new', group: 'a', peers: 1, detail: { nearest: 0.5 } }],
        flags: [{ kind: 'same-answer', miner: '5B', miners: 1 }],
      }
      const features = { new: { group: 'a', value: 'a sketch' } }
      await database.query(
        "update subnetkit.receipts set score = 0.75, parts = $1, features = $2 where round in (800, 900) and hotkey = '5A'",
        [JSON.stringify(parts), JSON.stringify(features)],
      )
      const store = await openStore({ database, ...options })
      const read = { score: 0.75, parts: { ...parts, features } }
      expect(await store.receipts(800, '5A')).toMatchObject([read])
      expect((await store.bareReceipts(800)).filter(({ hotkey }) => hotkey === '5A')).toMatchObject([read])
      // The round under way was compared before the migration, and is compared again.
      await store.closeQueries(900, 'its time is over')
      const [answer] = await store.comparable(900)
      expect(answer?.parts).toEqual(read.parts)
      const again = { ...answer!.parts, value: 0.5 }
      await store.compared(900, [{ ...answer!, outcome: 'scored', reason: null, parts: again }])
      expect(await store.fold(900, ema({ alpha: 1 }))).toMatchObject([{ score: 0.5 }])
      expect(await store.receipts(900, '5A')).toMatchObject([{ score: 0.5, parts: { ...again, features } }])
    })

    test('whose migration fails stays as it was', async () => {
      await loadFixture(database, 3)
      await database.query('create table subnetkit.queries (in_the_way integer)')
      await expect(openStore({ database, ...options })).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
      expect(await database.query('select max(version) as version from subnetkit.migration')).toEqual([
        { version: 3 },
      ])
      await database.query('drop table subnetkit.queries')
      expect(await (await openStore({ database, ...options })).rounds()).toHaveLength(4)
    })

    test('of a newer version is refused by name, and left as it is', async () => {
      await database.query('insert into subnetkit.migration (version) values (1000)')
      await expect(openStore({ database, ...options })).rejects.toMatchObject({
        code: 'STORE_NEWER',
        details: { found: 1_000, known: migrations.length },
      })
    })
  })
}
