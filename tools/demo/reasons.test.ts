import type { Receipt } from '@subnetkit/core/validator'
import { describe, expect, it } from 'vitest'
import { reasonFor } from './reasons.js'

function receipt(hotkey: string, more: Partial<Receipt>): Receipt {
  return {
    round: 1,
    uid: 1,
    hotkey,
    registeredAt: 1,
    taskId: 'sum-0',
    family: 'sum',
    synapse: 'complete',
    outcome: 'scored',
    reason: null,
    score: 0,
    parts: null,
    latencyMs: 100,
    answerHash: null,
    input: null,
    output: null,
    ...more,
  }
}
const reasonOf = (hotkey: string, ...receipts: Receipt[]) =>
  reasonFor(hotkey, receipts, (other) => `<${other}>`)

describe('reasons in the table', () => {
  it('say how much was paid, or what was wrong in one phrase', () => {
    expect(reasonOf('a')).toBe('was never asked')
    expect(reasonOf('a', receipt('a', { score: 1 }), receipt('a', { score: 0.5, latencyMs: 300 }))).toBe(
      '2 of 2 paid, 200 ms on average',
    )
    expect(reasonOf('a', receipt('a', { answerHash: '1' }), receipt('a', { answerHash: '2' }))).toBe(
      'valid but wrong: 0 of 2 paid',
    )
    expect(reasonOf('a', receipt('a', { answerHash: '1' }), receipt('a', { answerHash: '1' }))).toBe(
      'says the same to every question: 0 of 2 paid',
    )
    const answers = (hotkey: string, ...hashes: string[]) =>
      hashes.map((answerHash) => receipt(hotkey, { answerHash }))
    expect(reasonOf('a', ...answers('a', '1', '2'), ...answers('b', '1', '2', '3'))).toBe(
      'passes on answers of <b> (2 of 2): 0 of 2 paid',
    )
  })

  it('see through a miner that says the same in each synapse', () => {
    const same = (synapse: string, answerHash: string) => receipt('a', { synapse, answerHash })
    const all = [same('complete', '1'), same('stream', '2'), same('complete', '1'), same('stream', '2')]
    expect(reasonOf('a', ...all)).toBe('says the same to every question: 0 of 4 paid')
    expect(reasonOf('a', ...all, same('stream', '3'))).toBe('valid but wrong: 0 of 5 paid')
  })

  it('name the first thing that is wrong, whole words only', () => {
    const malformed = (detail: string) =>
      receipt('a', {
        outcome: 'malformed',
        reason: `RESPONSE_MALFORMED: invalid answer from 127.0.0.1:4711: ${detail}`,
      })
    expect(reasonOf('a', malformed('sum: expected number; text: expected string'))).toBe(
      'malformed: invalid answer: sum: expected number',
    )
    const long = reasonOf(
      'a',
      malformed('many words that take more room than a table has for one of its rows'),
    )
    expect(long).toBe(
      'malformed: invalid answer: many words that take more room than a table has for one of its …',
    )
  })
})
