import { expect, test } from 'vitest'
import { boundsOf, grownTables, isWithin } from './bounds.js'
import type { Held } from './held.js'
import { full } from './rows.js'

const samples = (of: (index: number) => Partial<Held>): Held[] =>
  Array.from({ length: 24 }, (_, index) => ({
    ...{
      rounds: index * 12,
      roundsPerSecond: 2,
      heapMb: 90,
      codeMb: 6,
      bufferMb: 200,
      residentMb: 500,
      handles: 30,
    },
    ...{ minerHeapMb: 80, minerBufferMb: 10, chainHeapMb: 90, cpuSeconds: { validator: 0, miners: 0 } },
    ...{ storeRows: 4_000, queueRows: 200, tableMb: 12, databaseMb: 40, minerMb: 2, validatorMb: 0.1 },
    rowsOf: {},
    ...of(index),
  }))
const grown = (of: (index: number) => Partial<Held>) =>
  boundsOf(samples(of)).flatMap((bound) => (isWithin(bound) ? [] : [bound.name]))

test('a subnet that fills its windows in the first quarter, and has a peak now and then, does not grow', () => {
  expect(grown(() => ({}))).toEqual([])
  expect(
    grown((index) => ({
      storeRows: Math.min(index, 6) * 1_000,
      minerMb: Math.min(index, 5),
      heapMb: index % 7 === 0 ? 140 : 90,
    })),
  ).toEqual([])
})

test('20 kB of heap a round, a row a round, or an entry that stays are found', () => {
  expect(grown((index) => ({ heapMb: 90 + 0.02 * 12 * index }))).toEqual(['heapMb'])
  expect(grown((index) => ({ minerHeapMb: 80 + 0.02 * 12 * index }))).toEqual(['minerHeapMb'])
  expect(grown((index) => ({ storeRows: 500 + 12 * index }))).toEqual(['storeRows'])
  expect(grown((index) => ({ validatorMb: 0.1 + 0.02 * index }))).toEqual(['validatorMb'])
  expect(grown((index) => ({ handles: 30 + 2 * index }))).toEqual(['handles'])
})

test('the tables that grew are named, the most grown first', () => {
  const rowsOf = (index: number) => ({ rounds: 60, outbox: index, receipts: 2 * index })
  expect(grownTables(samples((index) => ({ rowsOf: rowsOf(index) })))).toEqual([
    { name: 'receipts', middle: 17, end: 41 },
    { name: 'answer_receipts', middle: 17, end: 41 },
    { name: 'outbox', middle: 8.5, end: 20.5 },
  ])
})

test('defect: receipts of answers, which fewer miners give in time on a busy machine, looked like growth', () => {
  const rowsOf = { rounds: 60, receipts: 480, answer_receipts: 200 }
  expect(full(rowsOf)).toEqual({ ...rowsOf, answer_receipts: 480 })
  expect(full({ ...rowsOf, answer_receipts: 500 })).toMatchObject({ answer_receipts: 500 })
})
