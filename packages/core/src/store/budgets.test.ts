import { beforeEach, expect, test } from 'vitest'
import { useEmbeddedParts } from '../validator/testing/embedded-parts.js'
import type { RoundBudget } from './records.js'
import { openStore, type Store } from './store.js'

const parts = useEmbeddedParts()
let store: Store
let netuid = 0
beforeEach(async () => {
  netuid += 1
  store = await openStore({ database: parts.database, netuid, validator: 'validator' })
  const secret = new Uint8Array(32)
  await store.openRound({ number: 10, roundBlocks: 10, secret, secretHash: secret })
  await store.planRound(10, { miners: [] })
})

const none: RoundBudget = { requests: null, bytes: null, ms: null, cost: null, tasksPerMiner: null }
const need = { requests: 3, bytes: 100, ms: 50, cost: 0.5 }
const time = { now: 1_000, until: 2_000 }
const take = (budget: Partial<RoundBudget>, now = 1_000) =>
  store.takeBudget(10, { ...none, ...budget }, need, { now, until: 2_000 })
const kinds = (grants: readonly { readonly kind: string }[]) => grants.map(({ kind }) => kind).toSorted()

test('a budget is taken by all at once without being exceeded', async () => {
  const grants = await Promise.all(Array.from({ length: 8 }, () => take({ requests: 10 })))
  expect(kinds(grants)).toEqual([...Array(3).fill('granted'), ...Array(5).fill('spent')])
  expect(grants.find(({ kind }) => kind === 'spent')).toMatchObject({
    reason: expect.stringContaining('9 of 10 requests are taken, and its tasks may need 3 more'),
  })
})

test.each(['bytes', 'ms'] as const)('%s that others hold may come back', async (name) => {
  const budget = { [name]: need[name] * 1.5 }
  expect(await take(budget)).toEqual({ kind: 'granted' })
  expect(await take(budget)).toEqual({ kind: 'held' })
  await store.returnBudget(10, { requests: 0, cost: 0, bytes: 60, ms: 30 })
  expect(await take(budget)).toEqual({ kind: 'granted' })
})

test('what was used does not come back', async () => {
  const budget = { bytes: 150 }
  expect(await take(budget)).toEqual({ kind: 'granted' })
  await store.returnBudget(10, { requests: 0, bytes: 20, ms: 0, cost: 0 })
  expect(await take(budget)).toMatchObject({
    kind: 'spent',
    reason: expect.stringContaining('80 of 150 bytes'),
  })
})

test('the share of a worker that died is wasted, and waited for only as long as its requests could run', async () => {
  expect(await take({ ms: 60 })).toEqual({ kind: 'granted' })
  expect(await take({ ms: 60 }, 1_999)).toEqual({ kind: 'held' })
  expect(await take({ ms: 60 }, 2_001)).toMatchObject({ kind: 'spent' })
})

test('nothing is granted once the round is over', async () => {
  await store.voidRound(10, 'it is over')
  expect(await store.takeBudget(10, none, need, time)).toEqual({ kind: 'spent', reason: 'the round is over' })
})
