import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { hotkeyProblems, ownerProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import { toBigInt, toNumber } from '../read/runtime.js'
import { type ChainView, subtensor } from '../read/view.js'
import { findSubnet, lookForRoom, networkRateProblems } from './created-subnet.js'
import { identityProblems, type SubnetIdentity, subnetIdentityArgument } from './identity.js'

/** What a new subnet is made of. */
export interface SubnetParameters {
  /** Becomes uid 0 and the owner hotkey. */
  readonly hotkey: string
  /** Most that may be locked, in rao. */
  readonly maxLock: bigint
  /** What the subnet is called on chain, and where people find it. @default nothing */
  readonly identity?: SubnetIdentity | undefined
}

/**
 * Plans a new subnet; the result is its netuid. A subnet that the coldkey owns with this owner hotkey is the one that
 * is meant, and nothing is paid for a second; with a name in `identity`, one of another name is not.
 */
export function planSubnet(
  client: ChainClient,
  parameters: SubnetParameters & { readonly coldkey: string },
): Promise<Plan<number>> {
  const { hotkey, coldkey, maxLock, identity } = parameters
  return makePlan(client, (view) => ({
    title: `registration of a subnet for owner hotkey ${hotkey}`,
    signer: { key: 'coldkey', address: coldkey },
    cap: maxLock,
    held: (at) => findSubnet(at, parameters),
    look: async () => {
      const [cost, owned, limits, room] = await Promise.all([
        view.ask('SubnetRegistrationRuntimeApi', 'get_network_registration_cost'),
        hotkeyProblems(view, hotkey, coldkey, { mayBeNew: true }),
        networkRateProblems(view),
        lookForRoom(view),
      ])
      const pallet = 'SubtensorModule'
      const call = identity
        ? {
            pallet,
            call: 'register_network_with_identity',
            args: [hotkey, subnetIdentityArgument(identity)],
          }
        : { pallet, call: 'register_network', args: [hotkey] }
      const why = `registers a subnet with owner hotkey ${hotkey} and locks its cost in the pool`
      const texts = identity ? identityProblems(identity) : []
      return {
        steps: [{ call, why, cost: toBigInt(cost) }],
        problems: [...owned, ...limits, ...room.problems, ...texts],
        notes: room.notes,
      }
    },
  }))
}

/**
 * Registers a subnet and returns its netuid; the coldkey pays the lock cost and owns the subnet, the hotkey becomes
 * uid 0. Running it again changes nothing: see {@link planSubnet}. Throws PRICE_ABOVE_CAP, BALANCE_TOO_LOW,
 * HOTKEY_OF_ANOTHER, RATE_LIMITED, SUBNET_LIMIT_REACHED, and what {@link runPlan} throws.
 */
export async function registerSubnet(
  client: ChainClient,
  coldkey: Signer,
  parameters: SubnetParameters,
): Promise<number> {
  const plan = await planSubnet(client, { ...parameters, coldkey: coldkey.address })
  return (await runPlan(client, coldkey, plan)).value
}

/** Plans to start the emissions of a subnet; the result is the first block that has them. */
export function planStart(
  client: ChainClient,
  { netuid, coldkey }: { readonly netuid: number; readonly coldkey: string },
): Promise<Plan<number>> {
  return makePlan(client, (view) => ({
    title: `start of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    held: async (at) => {
      const started = await subtensor.maybe(at, 'FirstEmissionBlockNumber', netuid)
      return started === null ? null : toNumber(started)
    },
    look: async () => {
      const owned = await ownerProblems(view, netuid, coldkey)
      const early = owned.length > 0 ? [] : await startDelayProblems(view, netuid)
      const call = { pallet: 'SubtensorModule', call: 'start_call', args: [netuid] }
      const why = `starts the emissions of subnet ${netuid} and opens its pool`
      return { steps: [{ call, why, cost: 0n }], problems: [...owned, ...early] }
    },
  }))
}

/**
 * Starts emissions of a subnet. Running it again changes nothing. Throws SUBNET_UNKNOWN, SUBNET_NOT_OWNED,
 * SUBNET_START_EARLY, and what {@link runPlan} throws.
 */
export async function startSubnet(client: ChainClient, coldkey: Signer, netuid: number): Promise<number> {
  const plan = await planStart(client, { netuid, coldkey: coldkey.address })
  return (await runPlan(client, coldkey, plan)).value
}

async function startDelayProblems(view: ChainView, netuid: number): Promise<PlanProblem[]> {
  const [registered, delay] = await Promise.all([
    subtensor.number(view, 'NetworkRegisteredAt', netuid),
    subtensor.numberOr(view, 0, 'StartCallDelay'),
  ])
  const retryBlock = registered + delay
  if (view.next >= retryBlock) return []
  return [problem(chainError('SUBNET_START_EARLY', { netuid, registered, delay, retryBlock }), retryBlock)]
}
