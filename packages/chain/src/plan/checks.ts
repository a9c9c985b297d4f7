import { chainError } from '../errors/chain-error.js'
import { type ChainView, subtensor } from '../read/view.js'
import { type PlanProblem, problem } from './plan.js'

/** What account maps hold for a key that they do not know: thirty-two zero bytes. */
const nobody = '5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM'

/** The coldkey that a hotkey belongs to, or null for a hotkey that the chain has never seen. */
export async function ownerOfHotkey(view: ChainView, hotkey: string): Promise<string | null> {
  const owner = await subtensor.text(view, 'Owner', hotkey)
  return owner === nobody ? null : owner
}

/** SUBNET_UNKNOWN unless the chain has the subnet. */
export async function subnetProblems(view: ChainView, netuid: number): Promise<PlanProblem[]> {
  return (await subtensor.flag(view, 'NetworksAdded', netuid))
    ? []
    : [problem(chainError('SUBNET_UNKNOWN', { netuid }))]
}

/** SUBNET_UNKNOWN, or SUBNET_NOT_OWNED unless the coldkey owns the subnet. */
export async function ownerProblems(
  view: ChainView,
  netuid: number,
  coldkey: string,
): Promise<PlanProblem[]> {
  const [unknown, owner] = await Promise.all([
    subnetProblems(view, netuid),
    subtensor.text(view, 'SubnetOwner', netuid),
  ])
  if (unknown.length > 0) return unknown
  return owner === coldkey ? [] : [problem(chainError('SUBNET_NOT_OWNED', { netuid, owner, coldkey }))]
}

/**
 * HOTKEY_OF_ANOTHER when the hotkey belongs to another coldkey. One that nobody has is claimed by the first call that
 * names it, where the call may do so; else it is HOTKEY_UNKNOWN.
 */
export async function hotkeyProblems(
  view: ChainView,
  hotkey: string,
  coldkey: string,
  options: { readonly mayBeNew: boolean },
): Promise<PlanProblem[]> {
  const owner = await ownerOfHotkey(view, hotkey)
  if (owner === null) return options.mayBeNew ? [] : [problem(chainError('HOTKEY_UNKNOWN', { hotkey }))]
  return owner === coldkey ? [] : [problem(chainError('HOTKEY_OF_ANOTHER', { hotkey, owner, coldkey }))]
}

/** RATE_LIMITED when `last + limit` is a block after the next one; `last` 0 is never. */
export function rateProblems(
  view: ChainView,
  { what, last, limit }: { readonly what: string; readonly last: number; readonly limit: number },
): PlanProblem[] {
  const retryBlock = last + limit
  if (last === 0 || view.next >= retryBlock) return []
  return [problem(chainError('RATE_LIMITED', { what, limit, last, retryBlock }), retryBlock)]
}

/** SUBNET_UNKNOWN, or NOT_REGISTERED unless the hotkey has a uid there. */
export async function registrationProblems(
  view: ChainView,
  netuid: number,
  hotkey: string,
): Promise<PlanProblem[]> {
  const unknown = await subnetProblems(view, netuid)
  if (unknown.length > 0) return unknown
  const uid = await subtensor.maybe(view, 'Uids', netuid, hotkey)
  if (uid !== null) return []
  const burn = await subtensor.amount(view, 'Burn', netuid)
  return [problem(chainError('NOT_REGISTERED', { hotkey, netuid, burn }))]
}
