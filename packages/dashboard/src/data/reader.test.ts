import type { BareReceipt } from '@subnetkit/core/validator'
import { expect, it } from 'vitest'
import { createReader } from './reader.js'
import type { SourceMechanism } from './source.js'

const receipt = {
  uid: 3,
  hotkey: 'miner',
  registeredAt: 1,
  outcome: 'scored',
  score: 0,
  latencyMs: 9,
  parts: null,
}

function meanOf(roundCriteria: readonly string[], state: 'planned' | 'folded') {
  const reader = createReader(
    {
      subnet: { rubric: { roundCriteria } },
      store: { bareReceipts: async () => [receipt] as unknown as BareReceipt[] },
    } as unknown as SourceMechanism,
    'validator',
  )
  return reader.totals({ number: 100, state }).then(({ mean, miners }) => [mean, miners.get('miner@1')?.mean])
}

it('defect: answers that are still to be compared were shown with a mean of 0', async () => {
  expect(await meanOf(['proven'], 'planned')).toEqual([null, null])
  expect(await meanOf(['proven'], 'folded')).toEqual([0, 0])
  expect(await meanOf([], 'planned')).toEqual([0, 0])
})
