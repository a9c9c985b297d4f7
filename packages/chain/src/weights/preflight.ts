import type { ChainClient } from '../connection/connect-chain.js'
import { checkWeightsState, type Preflight, type PreflightRequest } from './check-state.js'
import { readWeightsState } from './state.js'

/**
 * Checks, at one block, everything that the chain will check when weights are sent: nothing is sent.
 * Throws CHAIN_UNREACHABLE and CHAIN_TIMEOUT only; what is wrong with the weights is in the result.
 */
export async function preflight(client: ChainClient, request: PreflightRequest): Promise<Preflight> {
  const { netuid, mechanism = 0, hotkey } = request
  const state = await readWeightsState(client, { netuid, mechanism, hotkey })
  return checkWeightsState(state, request)
}
