import { describe, expect, it } from 'vitest'
import { createMilestones } from './milestones.js'

const tasks = { scored: 1, absent: 0, malformed: 0, refused: 0, ours: 0 }

describe('milestones of a validator', () => {
  it('are reached by their round or a later one, before or after it is awaited', async () => {
    const { reach, observe } = createMilestones()
    const waiting = reach('weighted', 4)
    observe({ kind: 'round-folded', round: 4, miners: 7, tasks })
    observe({ kind: 'weights-set', round: 5, block: 9, uids: [], values: [] })
    await waiting
    await reach('folded', 4)
  })

  it('fail with their own round only, also when it failed before it is awaited', async () => {
    const { reach, observe } = createMilestones()
    const fourth = reach('folded', 4)
    const fifth = reach('folded', 5)
    observe({ kind: 'round-skipped', round: 4, code: 'ROUND_OVERTAKEN', cause: null, reason: 'too late' })
    await expect(fourth).rejects.toThrow('round 4 was skipped: too late')
    await expect(reach('weighted', 4)).rejects.toThrow('too late')
    observe({ kind: 'round-folded', round: 5, miners: 7, tasks })
    await fifth
  })

  it('do not fail with one miner that could not be asked', async () => {
    const { reach, observe } = createMilestones()
    const waiting = reach('folded', 4)
    const failure = {
      kind: 'step-failed',
      code: 'UNEXPECTED',
      reason: 'disk full',
      fix: null,
      final: true,
    } as const
    observe({ ...failure, step: 'query-4-3' })
    observe({ kind: 'round-folded', round: 4, miners: 6, tasks })
    await waiting
    observe({ ...failure, step: 'fold-5' })
    await expect(reach('folded', 5)).rejects.toThrow('fold-5 gave up: disk full')
  })
})
