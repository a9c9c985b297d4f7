import { hashLeaf } from '@subnetkit/base'
import { answerStatement } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { sha256Hex } from '../body/body-hash.js'
import { createKeptReceipts } from './kept-receipts.js'
import { sealBatch } from './seal-batch.js'

const bob = createKeypair('//Bob')
let made = 0

/** A batch in which each caller has so many answers. */
function batchOf(numbers: Readonly<Record<string, number>>) {
  const answers = Object.entries(numbers).flatMap(([caller, number]) =>
    Array.from({ length: number }, () => {
      const request = sha256Hex(`${made++}`)
      const parts = { caller, miner: bob.address, request, status: 200, body: sha256Hex(''), time: 1 }
      return { ...parts, leaf: hashLeaf(answerStatement(parts)) }
    }),
  )
  return { answers, groups: sealBatch(answers, { ...bob, sign: () => new Uint8Array(64) }) }
}

const limits = { keepMs: 1_000, maxKept: 40, maxKeptPerCaller: 20 }

it('the oldest batch of a caller goes once it has too many', () => {
  const kept = createKeptReceipts(limits)
  const [first, second] = [batchOf({ a: 15, b: 2 }), batchOf({ a: 10 })]
  kept.add(first.groups, 0)
  kept.add(second.groups, 1)
  expect({ size: kept.size, dropped: kept.dropped }).toEqual({ size: 12, dropped: 15 })
  const all = new Set([...first.answers, ...second.answers].map(({ request }) => request))
  expect(kept.find('b', all)).not.toHaveLength(0)
})

it('who holds most makes room, not who holds little', () => {
  const kept = createKeptReceipts(limits)
  const small = batchOf({ small: 1 })
  kept.add(small.groups, 0)
  for (let batch = 0; batch < 20; batch++) kept.add(batchOf({ a: 4, b: 4, c: 4 }).groups, 1)
  expect(kept.size).toBeLessThanOrEqual(40)
  expect(kept.find('small', new Set([small.answers[0]!.request]))).not.toHaveLength(0)
})

it('many callers with one receipt each stay within the limit, the oldest go', () => {
  const kept = createKeptReceipts(limits)
  const batches = Array.from({ length: 60 }, (_, caller) => batchOf({ [`${caller}`]: 1 }))
  for (const { groups } of batches) kept.add(groups, 0)
  expect({ size: kept.size, dropped: kept.dropped }).toEqual({ size: 40, dropped: 20 })
  expect(kept.find('59', new Set([batches[59]!.answers[0]!.request]))).not.toHaveLength(0)
})

it('what was carried is kept for those who ask, until its time is over, and does not count as dropped', () => {
  const kept = createKeptReceipts(limits)
  const { groups, answers } = batchOf({ a: 3 })
  kept.add(groups, 0)
  const wanted = new Set(answers.map(({ request }) => request))
  const whole = kept.find('a', wanted)
  expect(kept.carry('a', 10_000)).toBeNull()
  expect(kept.find('a', wanted)).toEqual(whole)
  kept.add(batchOf({ b: 1 }).groups, 1_001)
  expect(kept.find('a', wanted)).toHaveLength(0)
  expect(kept.dropped).toBe(0)
})

it('carries as many as fit, and goes on with the next ones', () => {
  const kept = createKeptReceipts(limits)
  kept.add(batchOf({ a: 5 }).groups, 0)
  kept.add(batchOf({ a: 1 }).groups, 0)
  const sizes: number[] = []
  for (let carried = kept.carry('a', 600); carried; carried = kept.carry('a', 600)) sizes.push(carried.length)
  expect(sizes.every((size) => size <= 600)).toBe(true)
  expect(sizes.length).toBeGreaterThan(1)
  expect(kept.carry('a', 10_000)).toBeNull()
})
