import { expect, test } from 'vitest'
import type { BareReceipt } from '../../records/score-record.js'
import { minerKey } from '../../scoreboard/scoreboard.js'
import { compareParts, meansByMiner, type RoundReceipts } from './part-means.js'

const receipt = (hotkey: string, failedGate: string | null, score = 0): BareReceipt =>
  ({
    ...{ hotkey, registeredAt: 1, family: 'poem', outcome: 'scored', reason: null, score },
    parts: { value: score, failedGate, criteria: [], factors: [] },
  }) as Partial<BareReceipt> as BareReceipt

test('defect: the share of answers that pass a gate was 0 for everyone that failed it once', () => {
  const receipts = [
    ...[null, null, null, 'short'].map((gate) => receipt('a', gate)),
    ...[null, 'rude', 'short', 'short'].map((gate) => receipt('b', gate)),
  ]
  const means = meansByMiner([{ folded: { uncounted: [] }, receipts } as unknown as RoundReceipts])
  const [a, b] = ['a', 'b'].map((hotkey) => minerKey({ hotkey, registeredAt: 1 }))
  const gates = compareParts(means, b!, a!).filter(({ kind }) => kind === 'gate')
  expect(gates.find(({ name }) => name === 'short')).toMatchObject({ own: 1 / 3, best: 0.75 })
  expect(gates.find(({ name }) => name === 'rude')).toMatchObject({ own: 0.5, best: 1 })
})
