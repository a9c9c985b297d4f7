import type { MinerState } from './miner-state.js'

/** Calls for each miner of a pool after which an average latency that was not renewed counts half. */
const halfLife = 12

/**
 * Part that the average latency of a miner still counts, from 1 to 0. A miner that was slow in a few calls gets none by which it could show
 * anything else: the estimate fades until it is asked again. By calls and not by time, since a gateway with few requests learns as little in a day.
 */
export const freshnessOf = (
  { heardAt }: Pick<MinerState, 'heardAt'>,
  { heard, miners }: { readonly heard: number; readonly miners: number },
): number => 2 ** (-(heard - heardAt) / (halfLife * Math.max(1, miners)))
