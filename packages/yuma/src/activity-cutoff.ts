/**
 * Blocks without an update after which a neuron is inactive.
 *
 * @param factorMilli ActivityCutoffFactorMilli: thousandths of a tempo, 13889 by default on chain.
 */
export function activityCutoff(tempo: number, factorMilli: number): number {
  return Math.max(1, Math.floor((factorMilli * tempo) / 1000))
}
