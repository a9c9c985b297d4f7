import { createManualClock } from '@subnetkit/base/testing'
import type { Database } from '@subnetkit/core/validator'
import { describe, expect, it } from 'vitest'
import { fakeModel } from '../testing/fake-model.js'
import { sampleReceipt } from '../testing/sample-receipt.js'
import { startTestGateway, testDatabase } from '../testing/start-gateway.js'
import { createReceiptStore } from './receipt-store.js'
import { createReceipts } from './receipts.js'
import type { AnswerFacts } from './write-receipt.js'

const model = fakeModel([])
const facts = (requestId: string): AnswerFacts => ({
  ...{ requestId, keyId: 'key', model, mode: 'plain', synapse: 'complete', charged: 1n, made: [] },
  sent: { body: { model: 'text' }, headers: {} },
  answered: { choices: [], calls: [] },
})

describe('receipts that wait for their database', () => {
  /** A database that keeps what is added, or fails. */
  function receiptsOf() {
    const clock = createManualClock()
    const batches: string[][] = []
    const state = { isAway: false, errors: 0 }
    const database = {
      async query(_text: string, [rows]: readonly [string]) {
        if (state.isAway) throw new Error('away')
        batches.push((JSON.parse(rows) as { readonly id: string }[]).map(({ id }) => id))
        return []
      },
    } as unknown as Database
    const receipts = createReceipts({
      ...{ database, clock, keepMs: 1_000, keep: 10 },
      onError: () => void state.errors++,
    })
    return { clock, receipts, batches, state }
  }

  it('are 4,096 with those that are open; a further answer has none, and room comes back', async () => {
    const { clock, receipts, batches, state } = receiptsOf()
    state.isAway = true
    const open = Array.from({ length: 4_096 }, () => receipts.open())
    expect(open).not.toContain(null)
    expect(receipts.open()).toBeNull()
    open[0]![Symbol.dispose]()
    open[0]![Symbol.dispose]()
    open[0] = receipts.open()
    expect([open[0] === null, receipts.open()]).toEqual([false, null])
    for (const one of open) {
      one!.state(facts('a'))
      one!.state(facts('b'))
    }
    await clock.advance(10_000)
    expect(receipts.open()).toBeNull()
    expect(state.errors).toBeGreaterThan(1)
    state.isAway = false
    await clock.advance(2_000)
    expect(batches.map(({ length }) => length)).toEqual(Array(8).fill(512))
    expect(new Set(batches.flat()).size).toBe(4_096)
    expect(receipts.open()).not.toBeNull()
  })

  it('are stored when the gateway closes', async () => {
    const { receipts, batches } = receiptsOf()
    for (let at = 0; at < 3; at++) receipts.open()!.state(facts('a'))
    await receipts[Symbol.asyncDispose]()
    expect(batches.flat()).toHaveLength(3)
  })
})

describe('receipts that are kept', () => {
  it('are so many of the newest, and none that is too old', async () => {
    await using gateway = await startTestGateway({ models: [model] })
    const { receipt } = await sampleReceipt('In Paris.')
    const clock = createManualClock({ date: 100_000 })
    const database = await testDatabase()
    // Other tests of this process share the database.
    await database.query('delete from subnetkit_gateway.receipts')
    const store = (keep: number) => createReceiptStore({ database, clock, keepMs: 50_000, keep })
    const idOf = (at: number) => `rcpt_${String(at).padStart(32, 'y')}`
    const { proofs } = await sampleReceipt('In Paris.')
    await store(10).add(
      Array.from({ length: 8 }, (_, at) => ({
        ...{ keyId: gateway.keyId, seal: null },
        receipt: { ...receipt, id: idOf(at), time: 100_000 - Math.floor(at / 2) * 10_000 },
      })),
    )
    await store(10).addProofs([
      { id: idOf(7), proof: proofs[0]! },
      { id: idOf(99), proof: proofs[0]! },
    ])
    const left = async () => {
      const found = await Promise.all(
        Array.from({ length: 8 }, (_, at) => store(10).find(idOf(at), gateway.keyId)),
      )
      return found.flatMap((one, at) => (one === null ? [] : [at]))
    }
    expect(await store(10).sweep()).toBe(0)
    expect((await store(10).find(idOf(7), gateway.keyId))?.proofs).toHaveLength(1)
    expect(await store(6).sweep()).toBe(2)
    expect(await left()).toEqual([0, 1, 2, 3, 4, 5])
    clock.setDate(135_000)
    await store(10).sweep()
    expect(await left()).toEqual([0, 1, 2, 3])
    await store(0).sweep()
    expect(await left()).toEqual([])
  })
})
