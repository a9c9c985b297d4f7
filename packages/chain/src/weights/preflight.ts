import type { ChainClient } from '../connection/connect-chain.js'
import { checkWeightsState, type Preflight, type PreflightRequest } from './check-state.js'
import { readWeightsState } from './state.js'

/**
 * Makes every check, at one block, that the chain will make when weights are sent. Sends nothing.
 * Throws only CHAIN_UNREACHABLE and CHAIN_TIMEOUT; problems of the weights are in the result.
 */
export async function preflight(client: ChainClient, request: PreflightRequest): Promise<Preflight> {
  const { netuid, mechanism = 0, hotkey } = request
  const state = await readWeightsState(client, { netuid, mechanism, hotkey })
  return checkWeightsState(state, request)
}
