import { optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { parameter } from '../plan/parameters.js'
import { askedFields, checkWeightsState, type Preflight, type PreflightRequest } from './check-state.js'
import { readWeightsState } from './state.js'

const schema = optionsOf({
  netuid: parameter.netuid,
  mechanism: parameter.mechanism.default(0),
  hotkey: parameter.address,
  ...askedFields,
})

/**
 * Makes every check, at one block, that the chain will make when weights are sent. Sends nothing.
 * Throws only CHAIN_UNREACHABLE and CHAIN_TIMEOUT; problems of the weights are in the result.
 */
export async function preflight(client: ChainClient, request: PreflightRequest): Promise<Preflight> {
  const { netuid, mechanism, hotkey, ...asked } = parseOptions(schema, request, 'preflight')
  const state = await readWeightsState(client, { netuid, mechanism, hotkey })
  return checkWeightsState(state, asked)
}
