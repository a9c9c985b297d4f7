import { describe, expect, it } from 'vitest'
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
        rounds: z.literal(2),
        vtrust: share,
        dividends: share,
        emission: z.number(),
      }),
    )
    .length(2),
  chain: z.object({ blocks: z.int(), epochs: z.int().min(2), netuid: z.int() }),
  timings: z.record(z.string(), z.number()),
})

describe('the demo', () => {
  it('pays work and nothing else', { timeout: 160_000 }, async () => {
    const { code, stdout, stderr } = await runDemo(['--json', '--rounds', '2', '--seed', 'e2e'])
    expect(code, stderr).toBe(0)
    const { miners } = resultSchema.parse(JSON.parse(stdout))
    const incentive = Object.fromEntries(miners.map((miner) => [miner.name, miner.incentive]))
    expect(incentive.good).toBeGreaterThan(incentive.weak as number)
    expect(incentive.weak).toBeGreaterThan(0)
    for (const name of ['constant', 'relay', 'dripping', 'malformed', 'silent']) {
      expect(incentive[name], name).toBeLessThanOrEqual(0.01)
    }
  })

  it('interrupted while it starts, ends with code 130 and one word', { timeout: 160_000 }, () =>
    expectInterruptedAfter('a chain listens'),
  )

  it('refuses a wrong option in one sentence, with code 2', async () => {
    const { code, stdout, stderr } = await runDemo(['--rounds', 'many'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('--rounds takes a whole number')])
  })
})
