import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createManualClock } from '@subnetkit/base/testing'
import type { Neuron } from '@subnetkit/chain'
import { entryOf, metagraphOf, neuronOf } from '@subnetkit/chain/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ema } from '../scoreboard/ema.js'
import type { MinerRound } from '../scoreboard/policy.js'
import { windowedMean } from '../scoreboard/windowed-mean.js'
import type { AnswerReceipt } from '../subnet/answer-receipt.js'
import { bytesOf as asBytes, type Bytes } from '../subnet/encoding/byte-value.js'
import { commitRound } from '../tasks/audit.js'
import { writeForm } from './answer-form.js'
import type { ComparedReceipt } from './comparison-rows.js'
import type { Database, Queryable } from './database.js'
import { openDatabase } from './open-database.js'
import type { ComparableReceipt, Receipt } from './records.js'
import { openStore, type Store, type StoreOptions } from './store.js'
import { databaseBackends } from './testing/backends.js'

const secret = new Uint8Array(32).fill(7)
const secretHash = commitRound(secret)
const miner = { uid: 1, hotkey: '5A', registeredAt: 10, axon: null }

const receipt = (round: number, taskId: string, score: number, more: Partial<Receipt> = {}): Receipt => ({
  round,
  hotkey: '5A',
  registeredAt: 10,
  uid: 1,
  taskId,
  family: 'sum',
  synapse: 'add',
  outcome: 'scored',
  reason: null,
  score,
  parts: { value: score, failedGate: null, criteria: [], factors: [] },
  latencyMs: 12.5,
  answerHash: 'ab',
  input: { a: 1 },
  output: 2,
  ...more,
})

/** A planned round whose one miner is asked and scored, with these receipts. */
async function plan(
  store: Store,
  number: number,
  receipts: readonly Receipt[] = [],
  given = { secret, secretHash },
): Promise<void> {
  await store.openRound({ number, roundBlocks: 10, ...given })
  await store.published({ number, secretHash: given.secretHash }, number, [])
  await store.planRound(number, { miners: [miner] })
  await store.answered(number, 1)
  await store.scored(number, 1, receipts)
}

/** A receipt that scores nothing until it is compared, and comparisons that give 1. */
const compareLater = (round: number) =>
  receipt(round, 'a-0', 0, {
    parts: {
      ...{ value: 0, failedGate: null, criteria: [], factors: [] },
      features: { new: { group: 'a', value: 1 } },
    },
  })
const scoreOne = (answers: readonly ComparableReceipt[]): ComparedReceipt[] =>
  answers.map(({ hotkey, taskId, parts }) => ({
    ...{ hotkey, taskId, outcome: 'scored', reason: null },
    parts: { ...parts, value: 1, compared: [{ name: 'new', group: 'a', peers: 0 }] },
  }))

describe.each(databaseBackends())('store, $name', (backend) => {
  let database: Database
  let validators = 0
  beforeAll(async () => {
    if (backend.missing === null) database = await backend.open()
  })
  afterAll(() => backend.close())
  beforeEach(({ skip }) => skip(backend.missing !== null))

  const open = (more: Partial<StoreOptions> = {}) => {
    validators += 1
    return openStore({ database, netuid: 1, validator: `5V${validators}`, ...more })
  }

  test('keeps proven answers as long as their round, with bodies up to 65,536 bytes', async () => {
    const store = await open({ keepRounds: 1 })
    await plan(store, 1)
    const receipt = { miner: '5A', request: 'aa', count: 2 } as AnswerReceipt
    const answer = { status: 200, body: Buffer.from([0, 255]) }
    const proven = { receipt, request: { text: 'btauth/1', body: Buffer.alloc(65_537) }, answer }
    await store.addAnswerReceipts(1, [proven])
    await store.addAnswerReceipts(1, [{ ...proven, answer: { status: 200, body: Buffer.from('other') } }])
    const kept = { round: 1, receipt, requestText: 'btauth/1', requestBody: null, answerBody: answer.body }
    expect(await store.answerReceipts(1, '5A')).toEqual([kept])
    expect(await store.answerReceipts(1, '5B')).toEqual([])
    const policy = ema({ alpha: 0.5 })
    await store.fold(1, policy)
    expect(await store.answerReceipts(1)).toHaveLength(1)
    await plan(store, 2)
    await store.fold(2, policy)
    expect(await store.answerReceipts(1)).toEqual([])
  })

  test('folds a round once: mean of the tasks, scores and state together', async () => {
    const store = await open()
    await plan(store, 1, [receipt(1, 'a-0', 1), receipt(1, 'a-1', 0, { outcome: 'absent' })])
    const policy = ema({ alpha: 0.5 })
    expect(await store.fold(1, policy)).toEqual([
      {
        ...{ hotkey: '5A', registeredAt: 10, score: 0.25, rounds: 1, lastRound: 1, seenAt: 1 },
        ...{ state: 0.25, scoreboard: 'ema(0.5)', version: null },
      },
    ])
    const before = await store.scores()
    expect(await store.fold(1, policy)).toBeNull()
    expect(await store.scores()).toEqual(before)
    expect((await store.round(1))?.state).toBe('folded')
  })

  test('a scoreboard sees each task that counts, with its family, outcome and score', async () => {
    const store = await open()
    await plan(store, 1, [
      receipt(1, 'b-1', 0, { outcome: 'absent', family: 'b' }),
      receipt(1, 'a-0', 1 / 3, { family: 'a' }),
      receipt(1, 'a-1', 0, { outcome: 'ours', family: 'a' }),
    ])
    const seen: unknown[] = []
    const policy = {
      ...ema({ alpha: 1 }),
      fold: (_: unknown, { results }: MinerRound) => {
        seen.push(...results)
        return 0
      },
    }
    await store.fold(1, policy)
    expect(seen).toEqual([
      { family: 'a', outcome: 'scored', score: 1 / 3 },
      { family: 'b', outcome: 'absent', score: 0 },
    ])
  })

  test('a fold that fails leaves nothing behind', async () => {
    const store = await open()
    await plan(store, 1, [receipt(1, 'a-0', 1)])
    const broken = {
      name: 'broken',
      start: () => 0,
      fold: () => 2,
      score: (state: unknown) => state as number,
    }
    await expect(store.fold(1, broken)).rejects.toMatchObject({ code: 'SCOREBOARD_BROKEN' })
    expect(await store.scores()).toEqual([])
    expect((await store.round(1))?.state).toBe('planned')
    expect(await store.fold(1, ema({ alpha: 1 }))).toHaveLength(1)
  })

  test('keeps the first secret, plan and receipts, whatever comes later', async () => {
    const store = await open()
    await plan(store, 1)
    const other = new Uint8Array(32)
    const again = await store.openRound({
      ...{ number: 1, roundBlocks: 99, secret: other, secretHash: commitRound(other) },
    })
    expect(again).toMatchObject({ secret, secretHash, roundBlocks: 10, closesAt: 21, state: 'planned' })
    expect(await store.planRound(1, { miners: [] })).toBe(false)
    expect(await store.queries(1)).toEqual([
      { ...miner, round: 1, state: 'scored', reason: null, neverAsked: 0 },
    ])
    expect(await store.skipRound(1, 'too late')).toBe(false)
    expect((await store.round(1))?.state).toBe('planned')
    await store.addReceipts([receipt(1, 'a-0', 1)])
    await store.addReceipts([receipt(1, 'a-0', 0), receipt(1, 'a-1', 0.5)])
    expect((await store.receipts(1)).map(({ score }) => score)).toEqual([1, 0.5])
  })

  test('a receipt comes back as it was, with odd bytes and too much JSON bounded', async () => {
    const store = await open({ maxJsonLength: 100 })
    const odd = receipt(1, 'a-0', 0.1 + 0.2, { output: 'a\0\ud800"', reason: 'b\0c' })
    await store.addReceipts([odd, receipt(1, 'a-1', 0, { output: 'x'.repeat(1_000) })])
    const [first, second] = await store.receipts(1, '5A')
    expect(first).toEqual({
      ...odd,
      ...{ reason: 'b\uFFFDc', requestHash: null, bodyHash: null, received: null, firstChunkMs: null },
    })
    expect(second?.output).toMatchObject({ cut: true, length: 1_002 })
  })

  test('answers wait until they are scored, with what JSON cannot carry and binary values in chunks', async () => {
    const store = await open()
    await store.openRound({ number: 1, roundBlocks: 10, secret, secretHash })
    await store.planRound(1, { miners: [miner] })
    const result = { kind: 'ok', output: null, latencyMs: 3, firstChunkMs: 1 } as const
    const large = Uint8Array.from({ length: 1_000_001 }, (_, at) => at % 251)
    const wire = {
      $bytes: 0,
      size: 1,
      list: [asBytes(large), { deep: asBytes(new Uint8Array()) }],
      text: '\0\ud800',
    }
    await store.addAnswer(1, 1, { taskId: 'a-0', result, output: writeForm('wire', wire) })
    const decoded = { at: new Date(5), big: 7n, image: asBytes(new Uint8Array(9)), none: undefined }
    await store.addAnswer(1, 1, { taskId: 'a-1', result, output: writeForm('decoded', decoded) })
    const absent = { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'x', latencyMs: 1 } as const
    await store.addAnswer(1, 1, { taskId: 'a-2', result: absent, output: null })
    await store.addAnswer(1, 1, { taskId: 'a-2', result, output: writeForm('wire', 'another') })
    expect(await store.doneTasks(1, 1)).toEqual(new Set(['a-0', 'a-1', 'a-2']))

    const [first, second, third] = await store.answers(1, 1)
    expect(third).toEqual({ taskId: 'a-2', result: absent, output: null })
    const back = first!.output!.value as typeof wire
    expect(back).toMatchObject({ $bytes: 0, size: 1, text: wire.text })
    const [image, { deep }] = back.list as unknown as [Bytes, { deep: Bytes }]
    expect([image.size, deep.size]).toEqual([large.length, 0])
    expect(Buffer.compare(await image.bytes(), large)).toBe(0)
    expect(second!.output!.value).toMatchObject({ at: new Date(5), big: 7n, none: undefined })

    expect(await store.answered(1, 1)).toBe(true)
    await store.addAnswer(1, 1, { taskId: 'a-3', result, output: writeForm('wire', 'too late') })
    expect(await store.answers(1, 1)).toHaveLength(3)
    expect(await store.fold(1, ema({ alpha: 1 }))).toBeNull()
    expect(await store.scored(1, 1, [receipt(1, 'a-0', 1)])).toBe(true)
    expect(await store.scored(1, 1, [receipt(1, 'a-1', 1)])).toBe(false)
    expect([await store.answers(1, 1), (await store.receipts(1)).length]).toEqual([[], 1])
    await expect(image.bytes()).rejects.toThrow('gone')
  })

  test('miners that are scored at the same time share a statement, and each has its own result', async () => {
    const store = await open()
    await store.openRound({ number: 1, roundBlocks: 10, secret, secretHash })
    const miners = [1, 2, 3].map((uid) => ({ ...miner, uid, hotkey: `5${uid}` }))
    await store.planRound(1, { miners })
    const absent = { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'x', latencyMs: 1 } as const
    for (const { uid } of miners)
      await store.addAnswer(1, uid, { taskId: 'a-0', result: absent, output: null })
    const answered = [1, 2, 1].map((uid) => store.answered(1, uid))
    expect(await Promise.all(answered)).toEqual([true, true, false])
    const waiting = await Promise.all([1, 2, 9].map((uid) => store.answers(1, uid)))
    expect(waiting.map(({ length }) => length)).toEqual([1, 1, 0])
    const of = (uid: number, score: number) =>
      receipt(1, 'a-0', score, { uid, hotkey: `5${uid}` } as Partial<Receipt>)
    // The job of the second miner runs twice, and the third is not asked to its end.
    const scored = [
      store.scored(1, 1, [of(1, 0.25)], 4),
      store.scored(1, 2, [of(2, 0.5)], 7),
      store.scored(1, 2, [of(2, 0.75)], 8),
      store.scored(1, 3, [of(3, 1)], 9),
    ]
    expect(await Promise.all(scored)).toEqual([true, true, false, false])
    const receipts = await store.receipts(1)
    expect(receipts.map(({ uid, score }) => [uid, score])).toEqual([
      [1, 0.25],
      [2, 0.5],
    ])
    const queries = await store.queries(1)
    expect(queries.map(({ state, neverAsked }) => [state, neverAsked])).toEqual([
      ['scored', 4],
      ['scored', 7],
      ['planned', 0],
    ])
    const left = await Promise.all([1, 2, 3].map((uid) => store.answers(1, uid)))
    expect(left.map(({ length }) => length)).toEqual([0, 0, 1])
  })

  test('rounds fold in order, and a closed query is over', async () => {
    const store = await open()
    for (const number of [1, 11]) await store.openRound({ number, roundBlocks: 10, secret, secretHash })
    const other = { ...miner, uid: 2, hotkey: '5B' }
    await store.planRound(1, {
      miners: [miner, other],
      unasked: [{ miner: { ...other, uid: 3 }, reason: 'no room' }],
    })
    await store.planRound(11, { miners: [] })
    const policy = ema({ alpha: 1 })
    expect(await store.fold(11, policy)).toBeNull()
    await store.answered(1, 1)
    expect(await store.endAsking(1, 'time is over', 2)).toEqual({ answered: [], unasked: 1 })
    expect(await store.closeQueries(1, 'time is over')).toEqual({ unasked: 0, unscored: 1 })
    expect([await store.answered(1, 2), await store.scored(1, 1, [])]).toEqual([false, false])
    expect((await store.queries(1)).map(({ state, reason }) => [state, reason])).toEqual([
      ['unscored', 'time is over'],
      ['unasked', 'time is over'],
      ['unasked', 'no room'],
    ])
    expect(await store.fold(1, policy)).toEqual([])
    expect(await store.fold(11, policy)).toEqual([])
  })

  const secretOf = (number: number) => {
    const own = new Uint8Array(32).fill(number)
    return { secret: own, secretHash: commitRound(own) }
  }

  test('reveals secrets whose rounds are all over, oldest first, each once, and never the current one', async () => {
    const store = await open()
    const policy = ema({ alpha: 1 })
    await plan(store, 1, [], secretOf(1))
    await store.fold(1, policy)
    expect(await store.toReveal(5)).toEqual([])
    expect((await store.currentSecret())?.number).toBe(1)
    // Round 2 goes on with the secret of round 1, whatever was drawn for it.
    await store.openRound({ number: 2, roundBlocks: 10, ...secretOf(2) })
    await store.shareSecret(2, { number: 1 })
    expect(await store.round(2)).toMatchObject({ ...secretOf(1), commitBlock: 1, state: 'committed' })
    await store.planRound(2, { miners: [miner] })
    await plan(store, 3, [], secretOf(3))
    expect(await store.toReveal(5)).toEqual([])
    await store.answered(2, 1)
    await store.scored(2, 1, [])
    await store.fold(2, policy)
    const [over] = await store.toReveal(5)
    expect(over).toEqual({ round: 1, through: 2, ...secretOf(1) })
    await plan(store, 4, [], secretOf(4))
    await store.published({ number: 4, ...secretOf(4) }, 41, [secretOf(1).secretHash])
    expect(await store.toReveal(5)).toEqual([])
    expect([(await store.round(1))?.revealed, (await store.round(2))?.revealed]).toEqual([true, true])
  })

  test('gives a round no other secret once its own is public, nor a public one', async () => {
    const store = await open()
    await plan(store, 1, [], secretOf(1))
    await plan(store, 2, [], secretOf(2))
    await store.shareSecret(2, { number: 1 })
    expect(await store.round(2)).toMatchObject(secretOf(2))
    // Another process has shared a secret: our own hash comes too late.
    await store.openRound({ number: 3, roundBlocks: 10, ...secretOf(3) })
    await store.shareSecret(3, { number: 2 })
    await store.published({ number: 3, ...secretOf(3) }, 31, [secretOf(1).secretHash])
    expect(await store.round(3)).toMatchObject({ ...secretOf(2), commitBlock: 2 })
    await store.openRound({ number: 4, roundBlocks: 10, ...secretOf(4) })
    await store.shareSecret(4, { number: 1 })
    expect(await store.round(4)).toMatchObject({ ...secretOf(4), commitBlock: null, state: 'opened' })
  })

  test('forgets old rounds, and miners that left, but only after the grace', async () => {
    const store = await open({ keepRounds: 2, graceBlocks: 100 })
    const policy = ema({ alpha: 1 })
    const seen = (block: number, neurons: Neuron[] = []) => store.seen(metagraphOf(block, neurons))
    await plan(store, 10, [receipt(10, 'a-0', 1)], secretOf(10))
    await store.fold(10, policy)
    await seen(110)
    await plan(store, 110, [], secretOf(110))
    await store.fold(110, policy)
    expect(await store.scores()).toHaveLength(1)
    await seen(111, [neuronOf('5A', { uid: 1, registeredAt: 10 })])
    await plan(store, 211, [], secretOf(211))
    await store.fold(211, policy)
    expect(await store.scores()).toHaveLength(1)
    expect([await store.receipts(10), await store.queries(10)]).toEqual([[], []])
    // Its secret is still to be revealed.
    const kept = async () => (await store.rounds()).map(({ number }) => number)
    expect(await kept()).toEqual([10, 110, 211])
    await plan(store, 212, [], secretOf(212))
    await store.published({ number: 212, ...secretOf(212) }, 212, [secretOf(10).secretHash])
    await store.fold(212, policy)
    expect(await store.scores()).toEqual([])
    expect(await kept()).toEqual([110, 211, 212])
  })

  test('forgets rounds by age and by size, and never the newest', async () => {
    const receiptsOf = async (limits: { readonly keepBlocks?: number; readonly keepBytes?: number }) => {
      const store = await open(limits)
      const policy = ema({ alpha: 1 })
      for (const number of [10, 20, 30, 40]) {
        await plan(store, number, [receipt(number, 'a-0', 1, { output: 'x'.repeat(2_000 + number) })])
        await store.fold(number, policy)
      }
      const kept: number[] = []
      for (const number of [10, 20, 30, 40]) {
        if ((await store.receipts(number)).length > 0) kept.push(number)
      }
      return kept
    }
    expect(await receiptsOf({ keepBlocks: 15 })).toEqual([30, 40])
    expect(await receiptsOf({ keepBytes: 1 })).toEqual([40])
    expect(await receiptsOf({})).toEqual([10, 20, 30, 40])
  })

  test('defect: receipts and scores took a statement each', async () => {
    const statements: string[] = []
    const note = (on: Queryable): Queryable => ({
      query: (sql, values) => {
        if (/^insert/i.test(sql.trim())) statements.push(sql)
        return on.query(sql, values)
      },
    })
    const watched: Database = {
      ...database,
      ...note(database),
      transaction: (work, options) => database.transaction((transaction) => work(note(transaction)), options),
    }
    const store = await openStore({ database: watched, netuid: 1, validator: '5Many' })
    await plan(store, 1)
    statements.length = 0
    const miners = Array.from({ length: 200 }, (_, index) => `5M${index}`)
    await store.addReceipts(miners.map((hotkey) => receipt(1, 'a-0', 0.5, { hotkey })))
    expect(await store.fold(1, ema({ alpha: 1 }))).toHaveLength(200)
    expect(statements).toHaveLength(3)
    expect(await store.receipts(1)).toHaveLength(200)
    expect(await store.fold(1, ema({ alpha: 1 }))).toBeNull()
  })

  test('defect: a loss of power after a fold could take its scores', async () => {
    const steps: string[] = []
    const watched: Database = {
      ...database,
      transaction: (work, options) =>
        database.transaction(work, options).finally(() => steps.push('written')),
      async flush() {
        await database.flush()
        steps.push('synced')
      },
    }
    const store = await openStore({ database: watched, netuid: 1, validator: '5Power' })
    await plan(store, 1)
    steps.length = 0
    await store.fold(1, ema({ alpha: 1 }))
    // What follows drops receipts at most.
    expect(steps.slice(0, 2)).toEqual(['written', 'synced'])
  })

  test('a round without receipts folds no score', async () => {
    const store = await open()
    await plan(store, 1)
    await store.addReceipts([])
    expect(await store.fold(1, ema({ alpha: 1 }))).toEqual([])
  })

  test('defect: a miner that swapped its hotkey started from 0', async () => {
    const options = { validator: '5Swap' }
    const policy = ema({ alpha: 0.5 })
    const miners = (hotkey: string) => [
      neuronOf(hotkey, { uid: 1, coldkey: '5Cold', registeredAt: 10 }),
      neuronOf('5Other', { uid: 2, registeredAt: 11 }),
    ]
    {
      const store = await open(options)
      expect(await store.seen(metagraphOf(10, miners('5A')))).toEqual([])
      await plan(store, 10, [receipt(10, 'a-0', 1)])
      await store.fold(10, policy)
      // Under way when it is swapped: one miner is scored under its old name, another round is not asked yet.
      await plan(store, 20, [receipt(20, 'a-0', 1)])
      await store.openRound({ number: 30, roundBlocks: 10, secret, secretHash })
      await store.planRound(30, { miners: [miner] })
    }
    // The validator was down meanwhile.
    const store = await open(options)
    const swap = { uid: 1, registeredAt: 10, from: '5A', to: '5B' }
    expect(await store.seen(metagraphOf(21, miners('5B')))).toEqual([swap])
    expect(await store.seen(metagraphOf(21, miners('5B')))).toEqual([])
    const score = { hotkey: '5B', registeredAt: 10, rounds: 1, lastRound: 10, seenAt: 21 }
    expect(await store.scores()).toMatchObject([{ ...score, score: 0.5, state: 0.5 }])
    await store.fold(20, policy)
    expect(await store.scores()).toMatchObject([{ ...score, score: 0.75, rounds: 2, lastRound: 20 }])
    expect(await store.query(30, 1)).toMatchObject({
      state: 'unasked',
      reason: expect.stringContaining('HOTKEY_SWAPPED'),
    })
    expect((await store.receipts(20)).map(({ hotkey }) => hotkey)).toEqual(['5A'])
    // An endpoint that is behind says nothing new; a swap back leads home.
    expect(await store.seen(metagraphOf(15, miners('5A')))).toEqual([])
    expect(await store.seen(metagraphOf(40, miners('5A')))).toEqual([{ ...swap, from: '5B', to: '5A' }])
    expect((await store.scores()).map(({ hotkey }) => hotkey)).toEqual(['5A'])
    await store.fold(30, policy)
    await plan(store, 40, [receipt(40, 'a-0', 1)])
    await store.fold(40, policy)
    expect(await store.scores()).toMatchObject([{ hotkey: '5A', score: 0.875 }])
  })

  test('hashes are read as they were written, and only hex is kept', async () => {
    const store = await open({ validator: '5Hashes' })
    const [hash, other] = ['0f'.repeat(32), 'AB'.repeat(32)]
    const hashes = { answerHash: hash, requestHash: other, bodyHash: null }
    await plan(store, 10, [receipt(10, 'a-0', 0.5, hashes)])
    const [kept] = await store.flaggable(10, ['sum'])
    expect(kept?.answerHash).toBe(hash)
    const read = { answerHash: hash, requestHash: null, bodyHash: null }
    expect(await store.receipts(10)).toMatchObject([read])
    expect(await store.bareReceipts(10)).toMatchObject([read])
  })

  test('keeps what comparisons change in a round that is due, and features and verdicts as they are', async () => {
    const store = await open({ validator: '5Compared' })
    const feature = (round: number, taskId: string, value: unknown) => {
      const parts = { value: 1, failedGate: null, criteria: [], factors: [] }
      return receipt(round, taskId, 1, { parts: { ...parts, features: { new: { group: taskId, value } } } })
    }
    const coldkey = '5Cold'
    await store.seen(metagraphOf(5, [neuronOf('5A', { uid: 1, coldkey, registeredAt: 10 })]))
    for (const number of [10, 20, 30]) {
      await plan(store, number, [feature(number, 'a-1', `${number} b`), feature(number, 'a-0', number)])
    }
    // Rounds are compared in order, as they are folded.
    expect(await store.comparable(20)).toEqual([])
    const [first, second] = await store.comparable(10)
    expect([first?.taskId, second?.taskId]).toEqual(['a-0', 'a-1'])
    const change = {
      ...first!,
      outcome: 'ours',
      reason: 'TOO_FEW_PEERS: \0\uD83D',
      parts: { ...first!.parts, value: 0, compared: [{ name: 'new', group: 'a-0', peers: 0 }] },
    } as const
    expect(await store.compared(10, [change])).toBe(true)
    const [changed, untouched] = await store.receipts(10)
    expect(changed).toMatchObject({ outcome: 'ours', reason: 'TOO_FEW_PEERS: \uFFFD\uFFFD', score: 0 })
    expect(changed?.parts).toEqual({ ...change.parts, features: { new: { group: 'a-0', value: 10 } } })
    expect(untouched).toMatchObject({ outcome: 'scored', score: 1 })
    expect(await store.outcomeCounts(10)).toEqual({ scored: 1, absent: 0, malformed: 0, refused: 0, ours: 1 })

    const verdict = { criterion: 'duel', group: 'a-0', key: '5A 5B', verdict: { winner: 'first' } }
    expect(await store.addVerdict(10, verdict)).toEqual(verdict.verdict)
    expect(await store.addVerdict(10, { ...verdict, verdict: 'another' })).toEqual(verdict.verdict)
    expect(await store.verdicts(10)).toEqual([verdict])

    await store.fold(10, ema({ alpha: 0.5 }))
    expect(await store.compared(10, [{ ...change, outcome: 'scored' }])).toBe(false)
    expect((await store.receipts(10))[0]?.outcome).toBe('ours')
    await store.fold(20, ema({ alpha: 0.5 }))
    await store.seen(metagraphOf(31, [neuronOf('5B', { uid: 1, coldkey, registeredAt: 10 })]))
    const past = async () =>
      (await store.pastFeatures(40, 2)).map(({ answers, ...one }) => ({
        ...one,
        answers: answers.map(({ family, features }) => [family, features.new?.value]),
      }))
    const of = { hotkey: '5B', registeredAt: 10 }
    const known = [
      { ...of, age: 1, answers: [30, '30 b'].map((value) => ['sum', value]) },
      { ...of, age: 2, answers: [20, '20 b'].map((value) => ['sum', value]) },
    ]
    expect(await past()).toEqual(known)
    // What was read once follows swaps and what is kept, and no caller changes it.
    for (const { answers } of await store.pastFeatures(40, 2))
      expect(() => Object.assign(answers[0]!.features, { new: null })).toThrow(TypeError)
    await store.seen(metagraphOf(32, [neuronOf('5C', { uid: 1, coldkey, registeredAt: 10 })]))
    expect(await past()).toEqual(known.map((one) => ({ ...one, hotkey: '5C' })))
  })

  test('comparisons go with the receipts of their round', async () => {
    const store = await open({ validator: '5Kept', keepRounds: 1 })
    const rounds = async () =>
      (
        await database.query<{ round: number }>(
          `select c.round from subnetkit.comparisons c join subnetkit.validators v on v.scope = c.scope
          where v.hotkey = '5Kept' order by 1`,
        )
      ).map(({ round }) => round)
    for (const number of [10, 20, 30]) {
      await plan(store, number, [compareLater(number)])
      await store.compared(number, await store.comparable(number).then(scoreOne))
      await store.fold(number, ema({ alpha: 0.5 }))
    }
    expect(await rounds()).toEqual([30])
    expect(await store.receipts(30)).toMatchObject([{ score: 1 }])
  })

  test('a comparison counts for scores, outcomes and receipts, and replaces one that was interrupted', async () => {
    const store = await open({ validator: '5Merged' })
    const parts = { value: 0.1, failedGate: null, criteria: [], factors: [] }
    const features = { new: { group: 'a', value: 1 } }
    const before = [
      ...['a-0', 'a-1', 'a-2'].map((taskId) => receipt(10, taskId, 0.1, { parts: { ...parts, features } })),
      receipt(10, 'a-3', 0.1, { parts }),
      receipt(10, 'a-4', 0, { outcome: 'absent', reason: 'TIMEOUT: late', parts: null }),
    ]
    await plan(store, 10, before)
    expect((await store.comparable(10)).map(({ answerHash }) => answerHash)).toEqual(
      before.slice(0, 3).map((one) => one.answerHash),
    )
    const compared = (taskId: string, value: number, more: Partial<ComparedReceipt> = {}) => ({
      ...{ hotkey: '5A', taskId, outcome: 'scored' as const, reason: null },
      parts: {
        ...{ ...parts, value, criteria: [{ name: 'new', weight: 1, score: value }] },
        compared: [{ name: 'new', group: 'a', peers: 0, detail: { text: '\0\uD800' } }],
      },
      ...more,
    })
    const flags = [{ kind: 'same-answer', miner: '5B', miners: 1 }] as const
    const few = { outcome: 'ours', reason: 'TOO_FEW_PEERS: none' } as const
    await store.compared(10, [compared('a-0', 0, few), compared('a-1', 1), compared('a-2', 0, few)])
    const last = [
      compared('a-0', 0.1 + 0.2),
      compared('a-1', 0, few),
      { ...compared('a-2', 0.5), parts: { ...compared('a-2', 0.5).parts, flags } },
      { hotkey: '5A', taskId: 'a-3', outcome: 'scored' as const, reason: null, parts: { ...parts, flags } },
    ]
    expect(await store.compared(10, last)).toBe(true)
    const expected = [
      { outcome: 'scored', reason: null, score: 0.1 + 0.2, parts: { ...last[0]!.parts, features } },
      { ...few, score: 0, parts: { ...last[1]!.parts, features } },
      { outcome: 'scored', reason: null, score: 0.5, parts: { ...last[2]!.parts, features } },
      { outcome: 'scored', reason: null, score: 0.1, parts: { ...parts, flags } },
      { outcome: 'absent', reason: 'TIMEOUT: late', score: 0, parts: null },
    ]
    expect(
      (await store.receipts(10)).map(({ outcome, reason, score, parts }) => ({
        outcome,
        reason,
        score,
        parts,
      })),
    ).toEqual(expected)
    const bare = (await store.bareReceipts(10, '5A')).toSorted((one, other) =>
      one.taskId < other.taskId ? -1 : 1,
    )
    expect(bare.map(({ score, parts }) => ({ score, parts }))).toEqual(
      expected.map(({ score, parts }) => ({ score, parts })),
    )
    expect((await store.comparable(10)).map(({ parts }) => parts)).toEqual(
      before.slice(0, 3).map(({ parts }) => parts),
    )
    expect(await store.flaggable(10, ['sum'])).toMatchObject([{ taskId: 'a-3', score: 0.1 }])
    expect(await store.outcomeCounts(10)).toEqual({ scored: 3, absent: 1, malformed: 0, refused: 0, ours: 1 })
    const mean = (0.1 + 0.2 + 0.5 + 0.1 + 0) / 4
    expect(await store.fold(10, ema({ alpha: 1 }))).toMatchObject([{ hotkey: '5A', score: mean }])
    expect(await store.scoreChanges(10)).toMatchObject([{ mean, tasks: 4, answered: 3 }])
    expect(await store.compared(10, [])).toBe(false)
  })

  test('the state of a scoreboard goes along when a hotkey is swapped, and begins again with a registration', async () => {
    const store = await open()
    const policy = windowedMean({ rounds: 3, minRounds: 1 })
    const at = (hotkey: string, registeredAt: number) => [
      neuronOf(hotkey, { uid: 1, coldkey: '5Cold', registeredAt }),
    ]
    await store.seen(metagraphOf(10, at('5A', 10)))
    await plan(store, 10, [receipt(10, 'a-0', 1), receipt(10, 'a-1', 0, { outcome: 'absent' })])
    await store.fold(10, policy, { version: '7' })
    await store.seen(metagraphOf(20, at('5B', 10)))
    await plan(store, 20, [receipt(20, 'a-0', 1, { hotkey: '5B' })])
    await store.fold(20, policy, { version: '8' })
    const swapped = { hotkey: '5B', registeredAt: 10, score: 0.75, state: [0.5, 1], rounds: 2, version: '8' }
    expect(await store.scores()).toMatchObject([swapped])
    // It was pruned, registered again, and was asked about nothing yet: no entry. Then it is a newcomer.
    await store.seen(metagraphOf(30, at('5B', 29)))
    expect(await store.scores()).toMatchObject([swapped])
    await plan(store, 30, [receipt(30, 'a-0', 0, { hotkey: '5B', registeredAt: 29, outcome: 'absent' })])
    await store.fold(30, policy, { version: '8' })
    expect(await store.scores()).toMatchObject([
      swapped,
      { hotkey: '5B', registeredAt: 29, score: 0, state: [0], rounds: 1 },
    ])
  })

  test('scores of another scoreboard are converted once, all or none', async () => {
    const store = await open()
    await plan(store, 10, [receipt(10, 'a-0', 1)])
    await store.fold(10, ema({ alpha: 0.5 }), { version: '1' })
    const before = await store.scores()
    const policy = windowedMean({ rounds: 2 })
    const refused = { onScoreboardChange: 'refuse', version: '2' } as const
    await expect(store.convertScores(policy, refused)).rejects.toMatchObject({ code: 'SCOREBOARD_CHANGED' })
    await expect(store.convertScores(policy, { version: '0' })).rejects.toMatchObject({
      code: 'SCORES_NEWER',
    })
    expect(await store.scores()).toEqual(before)
    const replaced = { from: 'ema(0.5)', to: 'windowedMean(2)', rule: 'continue', miners: 1 }
    expect(await store.convertScores(policy, { version: '2' })).toEqual([replaced])
    expect(await store.convertScores(policy, { version: '2' })).toEqual([])
    expect(await store.scores()).toMatchObject([{ score: 0.5, state: [0.5, 0.5], rounds: 1, version: '2' }])
  })

  describe('defect: a validator that swapped its hotkey started from an empty scoreboard', () => {
    const genesisHash = '0xgenesis'
    const us = (hotkey: string, more = {}) =>
      neuronOf(hotkey, { uid: 7, coldkey: '5Us', registeredAt: 3, ...more })
    const at = (block: number, own: Neuron) =>
      metagraphOf(block, [own, neuronOf('5A', { uid: 1, coldkey: '5Cold', registeredAt: 10 })])

    async function before(hotkey: string, netuid: number): Promise<Store> {
      const store = await open({ genesisHash, netuid, validator: hotkey })
      await store.seen(at(10, us(hotkey)))
      await plan(store, 10, [compareLater(10)])
      await store.compared(10, await store.comparable(10).then(scoreOne))
      await store.fold(10, ema({ alpha: 0.5 }))
      await plan(store, 20, [receipt(20, 'a-0', 1)])
      await store.outbox.add(entryOf('round-10'))
      return store
    }

    test.each([
      ['while no validator ran', 31, false],
      ['under a running validator', 32, true],
    ])('%s', async (_, netuid, isFollowed) => {
      const former = await before('5Old', netuid)
      const now = at(30, us('5New'))
      if (isFollowed) await former.seen(now)
      const store = await open({ genesisHash, netuid, validator: '5New' })
      const swap = { uid: 7, registeredAt: 3, from: '5Old', to: '5New' }
      expect(await store.adoptFormer(async () => now)).toEqual(swap)
      expect(await store.scores()).toMatchObject([{ hotkey: '5A', score: 0.5, rounds: 1 }])
      expect(await store.receipts(10)).toMatchObject([{ taskId: 'a-0', score: 1, parts: { value: 1 } }])
      // The round under way goes on, and the secret of the one before is published.
      await store.fold(20, ema({ alpha: 0.5 }))
      expect(await store.scores()).toMatchObject([{ hotkey: '5A', score: 0.75, rounds: 2 }])
      expect(await store.currentSecret()).toMatchObject({ number: 20 })
      // What the former hotkey signed stays with it.
      expect(await store.outbox.entries()).toEqual([])
      expect(await former.outbox.entries()).toHaveLength(1)
      expect(await former.rounds()).toEqual([])
      expect(await store.adoptFormer(async () => now)).toBeNull()
    })

    test.each([
      ['registered again at its uid', 33, { registeredAt: 25 }],
      ['of another coldkey', 34, { coldkey: '5Other' }],
      ['at another uid', 35, { uid: 8 }],
    ])('a validator %s takes over nothing', async (_, netuid, more) => {
      const other = await before('5Old', netuid)
      const store = await open({ genesisHash, netuid, validator: '5New' })
      expect(await store.adoptFormer(async () => at(30, us('5New', more)))).toBeNull()
      expect(await store.scores()).toEqual([])
      expect(await other.scores()).toHaveLength(1)
    })
  })

  test('a miner that replaced another one at its uid starts from 0', async () => {
    const store = await open()
    await store.seen(metagraphOf(10, [neuronOf('5A', { uid: 1, coldkey: '5Cold', registeredAt: 10 })]))
    await plan(store, 10, [receipt(10, 'a-0', 1)])
    await store.fold(10, ema({ alpha: 0.5 }))
    const successor = neuronOf('5B', { uid: 1, coldkey: '5Cold', registeredAt: 19 })
    expect(await store.seen(metagraphOf(20, [successor]))).toEqual([])
    expect((await store.scores()).map(({ hotkey }) => hotkey)).toEqual(['5A'])
  })

  test('validators on one database do not see one another', async () => {
    const [one, two] = [await open(), await open()]
    await plan(one, 1)
    expect(await two.rounds()).toEqual([])
  })
})

describe('a store in a directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-store-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  const options = { netuid: 1, validator: '5V' }

  test('defect: a restart neither resets nor loses scores, before any sync has happened', async () => {
    let before: unknown
    {
      await using database = await openDatabase({ directory })
      const store = await openStore({ database, ...options })
      await plan(store, 1)
      await store.addReceipts([receipt(1, 'a-0', 0.1 + 0.2)])
      await store.fold(1, ema({ alpha: 0.3 }))
      before = await store.scores()
      expect(before).toHaveLength(1)
    }
    await using database = await openDatabase({ directory })
    const store = await openStore({ database, ...options })
    expect(await store.scores()).toEqual(before)
    expect(await store.fold(1, ema({ alpha: 0.3 }))).toBeNull()
    expect(await store.scores()).toEqual(before)
  })

  test('is opened once at a time', async () => {
    await using _first = await openDatabase({ directory })
    await expect(openDatabase({ directory })).rejects.toMatchObject({ code: 'STORE_BUSY' })
  })

  test('defect: two containers on one volume, both with pid 1, both opened it', async () => {
    const clock = createManualClock()
    // Its own heart, on a clock that stands still, must not write over the other's file.
    await using first = await openDatabase({ directory, clock: createManualClock() })
    const lock = join(directory, 'owner.lock')
    // The other container's process beats its file: here, the file is another one's by now.
    const other = { host: 'elsewhere', pid: 1, space: 'another', start: '1', token: 'theirs' }
    writeFileSync(lock, JSON.stringify(other))
    try {
      const refused = expect(openDatabase({ directory, clock })).rejects.toMatchObject({
        code: 'STORE_BUSY',
        details: { pid: 1, host: 'elsewhere' },
      })
      await clock.timers(1)
      utimesSync(lock, new Date(), new Date(Date.now() + 1_000))
      await clock.runUntil(refused)
      // A sign of life is enough: the wait ends early.
      expect(clock.now()).toBeLessThan(1_000)
    } finally {
      await first[Symbol.asyncDispose]()
      rmSync(lock, { force: true })
    }
  })

  test('where no directory can be is refused as such', async () => {
    const file = join(directory, 'a-file')
    writeFileSync(file, '')
    for (const place of [file, join(file, 'below')]) {
      await expect(openDatabase({ directory: place })).rejects.toMatchObject({ code: 'PATH_INVALID' })
    }
  })
})
