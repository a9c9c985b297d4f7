import type { ValidatorEvent } from '@subnetkit/core/validator'
import { processMetrics, validatorMetrics } from '@subnetkit/transport/operate'
import { expect, it } from 'vitest'
import type { Observation } from '../health/observation.js'
import { createValidatorMetrics } from './validator-metrics.js'

const event = (one: object): Observation => ({ kind: 'event', event: one as ValidatorEvent })
const counts = { waiting: 1, active: 2, delayed: 3, failed: 4 }
const [round, step] = [40, 'query-40-3']

/** Events in a validator's life, good and bad. */
const life: readonly Observation[] = [
  { kind: 'head', block: 45 },
  event({ kind: 'round-planned', round, miners: 2, unasked: 1 }),
  event({ kind: 'step-done', step: 'query', ms: 20 }),
  event({ kind: 'query-done', latenciesMs: [12] }),
  event({ kind: 'task-done', receipt: { outcome: 'scored', score: 0.7 } }),
  event({ kind: 'round-folded', round, miners: 2, flags: { 'same-answer': 1 } }),
  event({ kind: 'round-skipped', round: 80, code: 'NOBODY_REACHED' }),
  event({ kind: 'round-closed', round, unasked: 0, unscored: 2 }),
  event({ kind: 'queue-refilled', jobs: 3 }),
  event({ kind: 'weights-set', block: 44 }),
  event({ kind: 'weights-revealed', block: 44 }),
  event({ kind: 'weights-refused', code: 'NO_SCORES' }),
  event({ kind: 'step-failed', step, code: 'UNEXPECTED', final: true }),
  event({ kind: 'trouble', code: 'ACTIVATION_BEHIND' }),
  { kind: 'final', block: 43 },
  { kind: 'reconnects', count: 1 },
  { kind: 'outbox', open: 1 },
  { kind: 'sizes', store: 10, receipts: 5 },
  { kind: 'disk', used: 0.5 },
  { kind: 'queues', queues: [{ queue: 'query', ...counts, oldestMs: 4_000 }] },
  {
    kind: 'standing',
    standing: {
      ...{ block: 45, registered: true, permit: true, lastUpdate: 44, registeredAt: 1, tempo: 360 },
      weightsRateLimit: 100,
      ...{ vtrust: 0.9, incentive: 0.1 },
    },
  },
]

const check = { name: 'registered', ok: true, sentence: '', fix: null } as const
const start = (
  limits = { roundSeconds: 480 as number | null, weightsBlocks: 540 as number | null },
  followsChain = true,
) =>
  createValidatorMetrics({
    ...{ report: () => ({ checks: [check] }), roundBlocks: 40, limits: () => limits, followsChain },
  })

/** Names of metrics that have a value. */
const shown = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(/^([a-z]\w*?)(?:_bucket|_sum|_count)?(?:\{.*\})? \S+$/gm)].map(([, name = '']) => name),
  ),
]

it('every metric of a validator gets a value, and no other is shown', async () => {
  using metrics = await start()
  for (const one of life) metrics.observe(one)
  const names = shown(await metrics.text())
  expect(names.toSorted()).toEqual(Object.keys({ ...processMetrics, ...validatorMetrics }).toSorted())
})

it('defect: what was not known was shown as 0, such as `registered` of a worker', async () => {
  using metrics = await start({ roundSeconds: null, weightsBlocks: null }, false)
  const names = shown(await metrics.text())
  const gauges = Object.entries(validatorMetrics).filter(([, { type }]) => type === 'gauge')
  expect(gauges.filter(([name]) => names.includes(name)).map(([name]) => name)).toEqual(['health_check'])
  metrics.observe({ kind: 'sizes', store: 10, receipts: 5 })
  expect(await metrics.text()).toContain('store_bytes 10')
  metrics.observe({ kind: 'sizes', store: null, receipts: null })
  expect(await metrics.text()).not.toMatch(/^store_bytes /m)
})

it('defect: the alert about a chain that stands still from the start on had no value to judge', async () => {
  using metrics = await start()
  expect(await metrics.text()).toMatch(/^chain_last_block_timestamp_seconds \d+/m)
})

it('defect: rounds of another length were shown with the first blocks of the former length', async () => {
  using metrics = await start()
  metrics.observe({ kind: 'head', block: 85 })
  expect(await metrics.text()).toContain('round_first_block 80')
  metrics.observe(event({ kind: 'round-length-changed', before: 40, roundBlocks: 50, round: 100 }))
  metrics.observe({ kind: 'head', block: 101 })
  expect(await metrics.text()).toContain('round_first_block 100')
})
