import { chainError } from '../errors/chain-error.js'
import { nobody } from '../read/nobody.js'
import { type PlanProblem, problem } from './plan.js'

/** SUBNET_UNKNOWN unless the chain has the subnet. */
export function subnetProblems({
  exists,
  netuid,
}: {
  readonly exists: boolean
  readonly netuid: number
}): PlanProblem[] {
  return exists ? [] : [problem(chainError('SUBNET_UNKNOWN', { netuid }))]
}

/** SUBNET_UNKNOWN, or SUBNET_NOT_OWNED unless the coldkey owns the subnet. */
export function ownerProblems(subnet: {
  readonly exists: boolean
  readonly netuid: number
  readonly owner: string
  readonly coldkey: string
}): PlanProblem[] {
  const { netuid, owner, coldkey } = subnet
  const unknown = subnetProblems(subnet)
  if (unknown.length > 0 || owner === coldkey) return unknown
  return [problem(chainError('SUBNET_NOT_OWNED', { netuid, owner, coldkey }))]
}

/**
 * HOTKEY_OF_ANOTHER when the hotkey belongs to another coldkey. A hotkey without a coldkey is claimed by the first call
 * that names it, where the call may do so (`mayBeNew`); else it is HOTKEY_UNKNOWN.
 */
export function hotkeyProblems(keys: {
  readonly hotkey: string
  readonly owner: string
  readonly coldkey: string
  readonly mayBeNew: boolean
}): PlanProblem[] {
  const { hotkey, owner, coldkey, mayBeNew } = keys
  if (owner === nobody) return mayBeNew ? [] : [problem(chainError('HOTKEY_UNKNOWN', { hotkey }))]
  return owner === coldkey ? [] : [problem(chainError('HOTKEY_OF_ANOTHER', { hotkey, owner, coldkey }))]
}

/** RATE_LIMITED when `last + limit` is a block after `next`; `last` 0 is never. */
export function rateProblems(rate: {
  readonly what: string
  readonly last: number
  readonly limit: number
  readonly next: number
}): PlanProblem[] {
  const { what, last, limit, next } = rate
  const retryBlock = last + limit
  if (last === 0 || next >= retryBlock) return []
  return [problem(chainError('RATE_LIMITED', { what, limit, last, retryBlock }), retryBlock)]
}

/** SUBNET_UNKNOWN, or NOT_REGISTERED unless the hotkey has a uid there. */
export function registrationProblems(neuron: {
  readonly exists: boolean
  readonly netuid: number
  readonly hotkey: string
  readonly uid: number | null
  readonly burn: bigint
}): PlanProblem[] {
  const { netuid, hotkey, uid, burn } = neuron
  const unknown = subnetProblems(neuron)
  if (unknown.length > 0 || uid !== null) return unknown
  return [problem(chainError('NOT_REGISTERED', { hotkey, netuid, burn }))]
}
