import type { Receipt } from '@subnetkit/core/validator'
import { describe, expect, it } from 'vitest'
import { createBoard } from './board.js'
import type { ChainView } from './dev-chain.js'

const receipt = (hotkey: string, score: number, more: Partial<Receipt> = {}): Receipt => ({
  ...{ round: 16, uid: 1, hotkey, registeredAt: 1, taskId: 'sum-0', family: 'sum', synapse: 'add' },
  ...{ outcome: 'scored', reason: null, score, latencyMs: 3, answerHash: null, input: null, output: null },
  parts: { value: score, failedGate: null, criteria: [{ name: 'correct', weight: 1, score }], factors: [] },
  ...more,
})
const tasks = { scored: 1, absent: 0, malformed: 0, refused: 0, ours: 0 }
const shares = [
  { weight: 1, incentive: 1 },
  { weight: 0.5, incentive: 0.25 },
]
const neuron = { uid: 4, hotkey: 'good', shares, emission: 5n }
const paid: ChainView = { block: 32, epoch: 2, neurons: [neuron] }

describe('the board', () => {
  it('shows the last score once its round is folded, and counts what is asked and answered', () => {
    const board = createBoard()
    board.serves('good', 'own handlers')
    const task = (one: Receipt) => board.note('val', 0, { kind: 'task-done', round: 16, receipt: one })
    task(receipt('good', 1))
    task(receipt('good', 0, { outcome: 'absent', reason: 'AXON_UNREACHABLE: gone', parts: null }))
    task(receipt('good', 0, { outcome: 'ours', parts: null }))
    expect(board.view().rows).toMatchObject([{ asked: 2, answered: 1, last: null, parts: {} }])
    board.note('val', 0, { kind: 'round-folded', round: 16, miners: 1, tasks })
    expect(board.view()).toMatchObject({
      rows: [{ last: 0.5, average: null, parts: { correct: 1 } }],
      round: { number: 16, state: 'scored' },
      roundsDone: 1,
    })
    board.scores('val', 0, [{ hotkey: 'good', score: 0.25, rounds: 1 }])
    board.scores('other', 0, [{ hotkey: 'good', score: 0.75, rounds: 1 }])
    expect(board.view().rows).toMatchObject([{ average: 0.5 }])
    board.forgetScores()
    expect(board.view().rows).toMatchObject([{ average: null, last: null, asked: 2 }])
  })

  it('defect: showed mechanism 0 alone', () => {
    const board = createBoard()
    board.serves('good', 'own handlers')
    board.note('val', 1, { kind: 'task-done', round: 16, receipt: receipt('good', 0.25) })
    board.note('val', 0, { kind: 'task-done', round: 16, receipt: receipt('good', 1) })
    board.note('val', 1, { kind: 'round-folded', round: 16, miners: 1, tasks })
    board.scores('val', 1, [{ hotkey: 'good', score: 0.125, rounds: 1 }])
    board.look(paid, { isPaid: true, seconds: 3 })
    expect(board.view().rows).toMatchObject([
      { mechanism: 0, asked: 1, last: null, average: null, weight: 1, incentive: 1 },
      { mechanism: 1, asked: 1, last: 0.25, average: 0.125, weight: 0.5, incentive: 0.25 },
    ])
  })

  it('defect: round criteria were missing, and tasks with them counted as 0', () => {
    const board = createBoard()
    board.serves('good', 'own handlers')
    const criteria = [{ name: 'novel', weight: 1, score: 0.75 }]
    const parts = { value: 0, failedGate: null, criteria: [], factors: [] }
    const before = receipt('good', 0, {
      parts: { ...parts, features: { novel: { group: 'sum', value: 1 } } },
    })
    board.note('val', 0, { kind: 'task-done', round: 16, receipt: before })
    board.note('val', 0, { kind: 'round-folded', round: 16, miners: 1, tasks })
    expect(board.view().rows).toMatchObject([{ answered: 1, last: null }])
    const compared = [{ name: 'novel', group: 'sum', peers: 1 }]
    const after = { ...before, score: 0.75, parts: { ...before.parts!, value: 0.75, criteria, compared } }
    board.compared({ validator: 'val', mechanism: 0, round: 16, receipts: [after] })
    expect(board.view().rows).toMatchObject([{ last: 0.75, parts: { novel: 0.75 } }])
  })

  it('defect: a criterion that threw read as a failure of the miner', () => {
    const board = createBoard()
    board.serves('good', 'own handlers')
    const reason = 'CHECKER_FAILED: criterion correct threw on an answer: boom'
    const failed = receipt('good', 0, { outcome: 'malformed', reason, parts: null })
    board.note('val', 0, { kind: 'task-done', round: 16, receipt: failed })
    expect(board.view().rows).toMatchObject([
      { answered: 1, reason: 'the rubric failed: criterion correct threw on an answer: boom' },
    ])
  })

  it('reports the first incentive once, with its time', () => {
    const board = createBoard()
    board.serves('good', 'own handlers')
    expect(board.look(paid, { isPaid: false, seconds: 3 })).toBe(false)
    expect(board.look(paid, { isPaid: true, seconds: 4.5 })).toBe(true)
    expect(board.look(paid, { isPaid: true, seconds: 9 })).toBe(false)
    expect(board.view()).toMatchObject({
      firstIncentiveS: 4.5,
      rows: [{ uid: 4, incentive: 1, emission: 5n }],
    })
  })
})
