import { activityCutoff } from '@subnetkit/yuma'
import type { Reading } from './reading.js'
import { follows } from './spec.js'

/** Blocks without an update after which a neuron counts as inactive: a multiple of the tempo, or a setting of its own. */
export function activityCutoffOf({ state }: Pick<Reading, 'state'>, netuid: number): number {
  const { Tempo, ActivityCutoff, ActivityCutoffFactorMilli } = state.SubtensorModule
  if (!follows({ state }, 'countedEpochs')) return ActivityCutoff.get(netuid)
  return activityCutoff(Tempo.get(netuid), ActivityCutoffFactorMilli.get(netuid))
}
