import { describe, expect, test } from 'vitest'
import type { ComparedReceipt } from '../../store/comparison-rows.js'
import type { RoundRecord } from '../../store/records.js'
import type { Store } from '../../store/store.js'
import type { CoordinatorContext } from '../context.js'
import { comparedSums } from '../testing/fixture.js'
import { compareRound } from './compare.js'

const name = 'of the largest'

/** Compares a round of two answers that a version of the subnet has scored; returns what is written. */
async function compare(scoredBy: string | null, { isRunning = false } = {}) {
  const written: ComparedReceipt[] = []
  const store: Partial<Store> = {
    comparable: async () =>
      [2, 4].map((value, at) => ({
        ...{ hotkey: `miner ${at}`, registeredAt: 1, taskId: 'sum-0', family: 'sum', synapse: 'add' },
        answerHash: null,
        parts: {
          ...{ value: 1, failedGate: null, factors: [], criteria: [{ name: 'right', weight: 1, score: 1 }] },
          features: { [name]: { group: 'sum', value } },
        },
      })),
    flaggable: async () => [],
    verdicts: async () => [],
    pastFeatures: async () => [],
    async compared(_round, receipts) {
      written.push(...receipts)
      return true
    },
  }
  const context: Partial<CoordinatorContext> = {
    ...{ netuid: 1, mechanism: 0, version: '3', emit: () => {}, signal: new AbortController().signal },
    store: store as Store,
    subnet: comparedSums as never,
    otherVersions: { isRunning: () => isRunning },
  }
  const round = { number: 1_000, version: scoredBy, drawnAs: 1_000, secret: new Uint8Array(32) }
  await compareRound(context as CoordinatorContext, round as RoundRecord)
  return written
}

describe('a round that another version of the subnet has scored', () => {
  test('is left to that version while it runs', async () => {
    await expect(compare('2', { isRunning: true })).rejects.toMatchObject({ code: 'ROUND_VERSION_DIFFERS' })
  })

  test('is folded without its round criteria once that version is gone: no other may judge them', async () => {
    const written = await compare('2')
    expect(written.map(({ outcome, parts }) => [outcome, parts.value])).toEqual([
      ['scored', 1],
      ['scored', 1],
    ])
    expect(written[0]?.parts.compared?.[0]?.leftOut).toMatch(/^COMPARE_FAILED: .* no such criterion/)
  })

  test('is compared if its version is this one, or unknown', async () => {
    for (const version of ['3', null]) {
      expect((await compare(version)).map(({ parts }) => parts.value)).toEqual([0.75, 1])
    }
  })
})
