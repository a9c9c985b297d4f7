import { chainError } from '../errors/chain-error.js'
import { rateProblems } from '../plan/checks.js'
import { type PlanProblem, problem } from '../plan/plan.js'
import { type ChainView, subtensor } from '../read/view.js'
import { readSubnetName, type SubnetIdentity } from './identity.js'

/** The subnet that a coldkey has with an owner hotkey, and under a name if one is asked for; null for none. */
export async function findSubnet(
  view: ChainView,
  { hotkey, coldkey, identity }: { hotkey: string; coldkey: string; identity?: SubnetIdentity | undefined },
): Promise<number | null> {
  const owners = await view.entries('SubtensorModule', 'SubnetOwnerHotkey')
  const netuids = owners
    .filter(([, owner]) => owner.toString() === hotkey)
    .map(([[netuid]]) => Number(netuid))
    .sort((left, right) => left - right)
  for (const netuid of netuids) {
    const [owner, name] = await Promise.all([
      subtensor.text(view, 'SubnetOwner', netuid),
      readSubnetName(view, netuid),
    ])
    // A subnet without a name may well be the one that was meant, and a second one costs a lock.
    const isMeant = identity === undefined || name === null || name === identity.name
    if (owner === coldkey && isMeant) return netuid
  }
  return null
}

/** Subnets are registered one in so many blocks, and not before the chain opens that. */
export async function networkRateProblems(view: ChainView): Promise<PlanProblem[]> {
  const [last, limit, opens] = await Promise.all([
    subtensor.number(view, 'LastRateLimitedBlock', 'NetworkLastRegistered'),
    subtensor.number(view, 'NetworkRateLimit'),
    subtensor.numberOr(view, 0, 'NetworkRegistrationStartBlock'),
  ])
  const what = 'registration of subnets'
  if (view.next < opens) {
    return [
      problem(
        chainError('REGISTRATION_CLOSED', { what, fix: `Try again at block ${opens} or later.` }),
        opens,
      ),
    ]
  }
  return rateProblems(view, { what, last, limit })
}

/** On a full chain the weakest subnet past its immunity makes room, or there is none. */
export async function lookForRoom(view: ChainView): Promise<{ problems: PlanProblem[]; notes: string[] }> {
  const [networks, limit, immunity] = await Promise.all([
    view.entries('SubtensorModule', 'NetworksAdded'),
    subtensor.number(view, 'SubnetLimit'),
    subtensor.number(view, 'NetworkImmunityPeriod'),
  ])
  const netuids = networks.filter(([, added]) => added.toString() === 'true').map(([[id]]) => Number(id))
  const subnets = netuids.filter((netuid) => netuid !== 0)
  if (subnets.length < limit) return { problems: [], notes: [] }
  const registered = await Promise.all(subnets.map((id) => subtensor.number(view, 'NetworkRegisteredAt', id)))
  const retryBlock = Math.min(...registered) + immunity
  if (view.next < retryBlock) {
    return {
      problems: [
        problem(chainError('SUBNET_LIMIT_REACHED', { count: subnets.length, immunity }), retryBlock),
      ],
      notes: [],
    }
  }
  return {
    problems: [],
    notes: [`all ${limit} places are taken: the cheapest subnet is dissolved for this one`],
  }
}
