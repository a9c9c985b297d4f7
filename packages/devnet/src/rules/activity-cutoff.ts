import { activityCutoff } from '@subnetkit/yuma'
import { specVersionOf } from '../runtime/image.js'
import type { Reading } from './reading.js'

/** First spec version in which the cutoff follows the tempo; before, it was a number of blocks of its own. */
const FOLLOWS_TEMPO = 404

/** Blocks without an update after which a neuron counts as inactive. */
export function activityCutoffOf({ state }: Pick<Reading, 'state'>, netuid: number): number {
  const { Tempo, ActivityCutoff, ActivityCutoffFactorMilli } = state.SubtensorModule
  if (specVersionOf(state) < FOLLOWS_TEMPO) return ActivityCutoff.get(netuid)
  return activityCutoff(Tempo.get(netuid), ActivityCutoffFactorMilli.get(netuid))
}
