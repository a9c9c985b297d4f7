import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import { fakeModel, ok } from '../testing/fake-model.js'
import { sampleReceipt } from '../testing/sample-receipt.js'
import { createProofCollector } from './collect-proofs.js'

it('defect: a client that read its receipt often used up the questions to its miner, for all clients', async () => {
  const clock = createManualClock()
  let asked = 0
  const model = fakeModel([() => ok('fine')], {
    async collectReceipts() {
      asked++
      return []
    },
  })
  const [miner] = model.candidates().miners
  await using collector = createProofCollector({
    ...{ clock, store: { addProofs: async () => {} } },
    onError: (error) => {
      throw error
    },
  })
  const { receipt } = await sampleReceipt('fine')
  const answered = { ...receipt.miners[0]!, outcome: 'good', request: 'a'.repeat(64) }
  const call = { miner: miner!, reason: 'first', outcome: 'good', latencyMs: 1 } as const
  collector.expect({ ...receipt, miners: [answered] }, model, { calls: [call], keepsAnswers: false })
  for (let times = 0; times < 20; times++) expect(await collector.collectNow(receipt.id)).toBe(true)
  // Still expected, and asked for once so far.
  expect(asked).toBe(1)
  await clock.advance(1_000)
  expect(await collector.collectNow(receipt.id)).toBe(true)
  expect(asked).toBe(2)
})
