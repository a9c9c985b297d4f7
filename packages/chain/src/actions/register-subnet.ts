import { optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import { hotkeyProblems, rateProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import { apis } from '../read/runtime-apis.js'
import type { ValuesOf } from '../read/storage.js'
import { identityProblems, identitySchema, type SubnetIdentity, subnetIdentityArgument } from './identity.js'
import { actionReads } from './reads.js'
import { firstNetuids, type ListedSubnet, listSubnets, readOwnSubnets } from './subnet-list.js'

/** Parameters of {@link registerSubnet}. */
export interface SubnetParameters {
  /** Becomes uid 0 and the owner hotkey. */
  readonly hotkey: string
  /** Maximum lock, in rao. */
  readonly maxLock: bigint
  /** Name and links of the subnet on chain. @default none */
  readonly identity?: SubnetIdentity | undefined
}

const schema = optionsOf({
  hotkey: parameter.address,
  coldkey: parameter.address,
  maxLock: parameter.rao,
  identity: identitySchema.optional(),
})

type ChainLimits = ValuesOf<ReturnType<typeof actionReads.newSubnet>>

/**
 * Plans a new subnet; the result is its netuid. If the coldkey already owns a subnet with this owner hotkey, that is
 * the result and nothing is paid; if `identity` has a name, only a subnet with the same name counts.
 */
export async function planSubnet(
  client: ChainClient,
  parameters: SubnetParameters & { readonly coldkey: string },
): Promise<Plan<number>> {
  const { hotkey, coldkey, maxLock, identity } = parseOptions(schema, parameters, 'subnet')
  const { plan } = await makePlan(client, {
    title: `registration of a subnet for owner hotkey ${hotkey}`,
    signer: { key: 'coldkey', address: coldkey },
    cap: maxLock,
    async read(open) {
      const reads = {
        ...actionReads.newSubnet({ hotkey }),
        ...actionReads.subnets({ netuids: firstNetuids }),
      }
      const { block, values } = await open(reads)
      const subnets = await listSubnets(block, values)
      const own = await readOwnSubnets(
        block,
        subnets.filter((subnet) => subnet.ownerHotkey === hotkey),
      )
      return { ...values, subnets, own }
    },
    // A subnet without a name may well be the one that was meant, and a second one costs a lock.
    result({ own, queue }, before) {
      const found = own.find(
        ({ owner, name }) =>
          owner === coldkey && (identity === undefined || name === null || name === identity.name),
      )
      // Read back after the call was included: on a full chain it may have been paid for a later block.
      if (!found && before !== null && isQueued(queue, hotkey, coldkey))
        throw chainError('SUBNET_QUEUED', { hotkey })
      return found?.netuid ?? null
    },
    async draft(state, block) {
      const cost = await block.call(apis.networkRegistrationCost())
      const call = identity
        ? calls.registerNetworkWithIdentity(hotkey, subnetIdentityArgument(identity))
        : calls.registerNetwork(hotkey)
      const room = lookForRoom(state, { subnets: state.subnets, next: block.next })
      return {
        steps: [
          {
            call,
            description: `registers a subnet with owner hotkey ${hotkey} and locks its cost in the pool`,
            cost,
          },
        ],
        problems: [
          ...hotkeyProblems({ hotkey, owner: state.owner, coldkey, mayBeNew: true }),
          ...(isQueued(state.queue, hotkey, coldkey)
            ? [problem(chainError('SUBNET_QUEUED', { hotkey }), block.next)]
            : []),
          ...pauseProblems(state, block.next),
          ...room.problems,
          ...(identity ? identityProblems(identity) : []),
        ],
        notes: room.notes,
      }
    },
  })
  return plan
}

/**
 * Registers a subnet and returns its netuid; the coldkey pays the lock cost and owns the subnet, the hotkey becomes
 * uid 0. Running it again changes nothing: see {@link planSubnet}. Throws PRICE_ABOVE_CAP, BALANCE_TOO_LOW,
 * HOTKEY_OF_ANOTHER, RATE_LIMITED, SUBNET_LIMIT_REACHED, SUBNET_QUEUED while a newer chain lets the paid registration wait
 * for its place, and the errors of {@link runPlan}.
 */
export const registerSubnet = command('coldkey', planSubnet, theValue)

/** Returns true while a registration by these keys waits for its place. */
const isQueued = (queue: ChainLimits['queue'], hotkey: string, coldkey: string): boolean =>
  queue?.some((waiting) => waiting.hotkey === hotkey && waiting.coldkey === coldkey) ?? false

/** Subnets are registered at most once in a number of blocks, and not before the chain allows it. */
function pauseProblems({ last, pause, opens }: ChainLimits, next: number): PlanProblem[] {
  const what = 'registration of subnets'
  if (next < opens) {
    return [
      problem(
        chainError('REGISTRATION_CLOSED', { what, fix: `Try again at block ${opens} or later.` }),
        opens,
      ),
    ]
  }
  return rateProblems({ what, last, limit: pause, next })
}

/** On a full chain the weakest subnet past its immunity is replaced; without one, registration is refused. */
function lookForRoom(
  { limit, immunity, queue }: ChainLimits,
  { subnets, next }: { readonly subnets: readonly ListedSubnet[]; readonly next: number },
): { readonly problems: PlanProblem[]; readonly notes: string[] } {
  const registered = subnets.filter(({ netuid }) => netuid !== 0).map(({ registeredAt }) => registeredAt)
  const count = registered.length
  if (count < limit) return { problems: [], notes: [] }
  const retryBlock = Math.min(...registered) + immunity
  if (next < retryBlock) {
    return {
      problems: [problem(chainError('SUBNET_LIMIT_REACHED', { count, immunity }), retryBlock)],
      notes: [],
    }
  }
  return {
    problems: [],
    notes: [
      `all ${limit} places are taken: the cheapest subnet is dissolved for this one`,
      ...(queue === null
        ? []
        : ['the registration may wait in a queue of the chain; run the command again then']),
    ],
  }
}
