import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import type { Refusal } from './keeper.js'

/** Error of a client that found no endpoint, with the failure of each. */
export function unreachable(refusals: readonly Refusal[]): SubnetError {
  const endpoint = refusals.map((refusal) => refusal.endpoint.name).join(', ')
  const [first] = refusals
  if (refusals.length === 1 && first) {
    const { error, reason } = first.end
    if (isSubnetError(error, 'CHAIN_GENESIS_MISMATCH')) return error
    return chainError('CHAIN_UNREACHABLE', { endpoint, detail: reason })
  }
  const detail = refusals.map((refusal) => `${refusal.endpoint.name}: ${refusal.end.reason}`).join('; ')
  return chainError('CHAIN_UNREACHABLE', { endpoint, detail })
}
