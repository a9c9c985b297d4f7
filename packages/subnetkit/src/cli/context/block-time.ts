import type { ChainClient } from '@subnetkit/chain'

/** Of the main network, in ms. */
const usualMs = 12_000

/** Block time in ms, according to the runtime: the slot of Aura, or twice the minimum period of timestamps. */
export function blockTimeOf({ api }: ChainClient): number {
  const slot = Number(api.consts.aura?.slotDuration?.toString() ?? 0)
  if (slot > 0) return slot
  const period = Number(api.consts.timestamp?.minimumPeriod?.toString() ?? 0)
  return period > 0 ? period * 2 : usualMs
}
