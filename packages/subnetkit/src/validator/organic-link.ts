import type { MinerClient, Protocol } from '@subnetkit/core'
import {
  createOrganicTraffic,
  type OrganicTraffic,
  type Store,
  type ValidatorChain,
} from '@subnetkit/core/validator'

/** The parts of a running validator that a gateway shares with it, so that a miner sees one caller. */
export interface OrganicLink {
  readonly traffic: OrganicTraffic
  /** Keeps evidence until a round counts it, unless its owner withdraws before. */
  readonly store: Pick<Store, 'addEvidence' | 'dropEvidence' | 'waitingKeys'>
  /** Sends requests of users as it sends tasks: one hotkey, one session, the same connections. */
  readonly client: MinerClient<Protocol>
}

interface TrafficParameters {
  readonly share: number
  readonly chain: Pick<ValidatorChain, 'weights'>
  readonly netuid: number
  readonly mechanism: number
  readonly roundBlocks: number
}

/**
 * Opens the account of users' traffic. Tasks are spread over the time of a whole round by the chain's own pace: with less, the rest of each
 * round would belong to users alone.
 */
export async function openTraffic({
  share,
  chain,
  roundBlocks,
  ...of
}: TrafficParameters): Promise<OrganicTraffic> {
  const blockMs = await chain.weights(of).blockTimeMs()
  return createOrganicTraffic({ share, windowMs: Math.floor(roundBlocks * blockMs) })
}
