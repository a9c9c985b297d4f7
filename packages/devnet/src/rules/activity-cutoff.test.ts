import { expect, test } from 'vitest'
import { activityCutoffOf } from './activity-cutoff.js'
import { createSubnetBench } from './testing/bench.js'

test('the activity cutoff follows the tempo since spec 423; before, it was a setting of its own', () => {
  const { state, netuid } = createSubnetBench()
  const under = (spec_version: number) => {
    state.System.LastRuntimeUpgrade.set({ spec_version, spec_name: 'node-subtensor' })
    return activityCutoffOf({ state }, netuid)
  }
  state.SubtensorModule.ActivityCutoff.set(netuid, 777)
  expect(under(422)).toBe(777)
  expect(under(423)).not.toBe(777)
  state.SubtensorModule.Tempo.set(netuid, 10)
  const short = under(425)
  state.SubtensorModule.Tempo.set(netuid, 20)
  expect(under(425)).toBeGreaterThan(short)
})
