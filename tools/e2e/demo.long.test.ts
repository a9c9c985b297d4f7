import { expect, it } from 'vitest'
import { z } from 'zod'
import { expectInterruptedAfter, runDemo } from './run-demo.js'

const share = z.number().min(0).max(1)
const resultSchema = z.object({
  miners: z
    .array(
      z.object({
        name: z.string(),
        uid: z.int(),
        hotkey: z.string().length(48),
        asked: z.int().positive(),
        answered: z.int(),
        score: share,
        weight: share,
        incentive: share,
        emission: z.number().min(0),
        reason: z.string().min(1),
      }),
    )
    .length(7),
  validators: z
    .array(
      z.object({
        name: z.string(),
        rounds: z.literal(3),
        vtrust: share,
        dividends: share,
        emission: z.number(),
      }),
    )
    .length(2),
  chain: z.object({ blocks: z.int(), epochs: z.int().min(2), netuid: z.int() }),
  timings: z.record(z.string(), z.number()),
})

it.each(['a chain listens', 'asks 7 miners'])(
  'the demo, interrupted after "%s", ends with code 130 and one word',
  (moment) => expectInterruptedAfter(moment),
)

it('the demo pays work and nothing else, and draws the tasks of revealed rounds again', {
  timeout: 160_000,
}, async () => {
  const { code, stdout, stderr } = await runDemo(['--json', '--rounds', '3', '--seed', 'e2e'])
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/audit: [1-9]\d* tasks drawn again/)
  const { miners } = resultSchema.parse(JSON.parse(stdout))
  const incentive = Object.fromEntries(miners.map((miner) => [miner.name, miner.incentive]))
  expect(incentive.good).toBeGreaterThan(incentive.weak as number)
  expect(incentive.weak).toBeGreaterThan(0)
  for (const name of ['constant', 'relay', 'dripping', 'malformed', 'silent']) {
    expect(incentive[name], name).toBeLessThanOrEqual(0.01)
  }
})
