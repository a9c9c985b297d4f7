import { optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { hasCall } from '../extrinsic/call.js'
import { calls } from '../extrinsic/calls.js'
import { hotkeyProblems, subnetProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, type PlanStep, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import type { ValuesOf } from '../read/storage.js'
import { actionReads } from './reads.js'

/** Parameters of {@link registerNeuron}. */
export interface RegistrationParameters {
  /** 0 for a seat on the root network, which burns nothing. */
  readonly netuid: number
  readonly hotkey: string
  /** Maximum burn, in rao. */
  readonly maxBurn: bigint
}

const schema = optionsOf({
  netuid: parameter.netuid,
  hotkey: parameter.address,
  coldkey: parameter.address,
  maxBurn: parameter.rao,
})

const readsOf = (subject: { readonly netuid: number; readonly hotkey: string }) => ({
  ...actionReads.registration(subject),
  ...actionReads.risingBurn(subject),
  ...actionReads.interval(subject),
})
type State = ValuesOf<ReturnType<typeof readsOf>>

/**
 * Plans the registration of a hotkey, which burns TAO of the coldkey; the result is the uid. If the runtime has
 * `register_limit`, the chain enforces the cap, too: a burn that rises above it before inclusion is refused, unpaid.
 */
export async function planRegistration(
  client: ChainClient,
  parameters: RegistrationParameters & { readonly coldkey: string },
): Promise<Plan<number>> {
  const { netuid, hotkey, coldkey, maxBurn } = parseOptions(schema, parameters, 'registration')
  const { plan } = await makePlan(client, {
    title: `registration of hotkey ${hotkey} on subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    cap: maxBurn,
    read: async (open) => (await open(readsOf({ netuid, hotkey }))).values,
    // A uid held under another coldkey's hotkey is not a registration of this coldkey.
    result: ({ uid, owner }) => (owner === coldkey ? uid : null),
    draft(state, { block }) {
      const unknown = subnetProblems({ exists: state.exists, netuid })
      if (unknown.length > 0) return { steps: [], problems: unknown }
      const room = lookForRoom(state, netuid)
      return {
        steps: [registrationStep(client, { netuid, hotkey, maxBurn }, state.burn)],
        problems: [
          ...closedProblems(state, { netuid, block: block.number }),
          ...hotkeyProblems({ hotkey, owner: state.owner, coldkey, mayBeNew: true }),
          ...room.problems,
        ],
        notes: room.notes,
      }
    },
  })
  return plan
}

/**
 * Registers a hotkey on a subnet by burning TAO of the coldkey, and returns its uid as read back from the chain.
 * Running it again changes nothing. Throws PRICE_ABOVE_CAP, BALANCE_TOO_LOW, REGISTRATION_CLOSED,
 * REGISTRATIONS_EXHAUSTED, HOTKEY_OF_ANOTHER, SUBNET_UNKNOWN, SUBNET_FULL, and the errors of {@link runPlan}.
 */
export const registerNeuron = command('coldkey', planRegistration, theValue)

function registrationStep(
  client: ChainClient,
  { netuid, hotkey, maxBurn }: RegistrationParameters,
  burn: bigint,
): PlanStep {
  const description = `registers hotkey ${hotkey} on subnet ${netuid}`
  if (netuid === 0) return { call: calls.rootRegister(hotkey), description, cost: 0n }
  const limited = calls.registerLimit(netuid, hotkey, maxBurn)
  const call = hasCall(client, limited) ? limited : calls.burnedRegister(netuid, hotkey)
  return { call, description, cost: burn }
}

function closedProblems(
  state: State,
  at: { readonly netuid: number; readonly block: number },
): PlanProblem[] {
  const { netuid } = at
  if (netuid === 0) return intervalProblems(state, at)
  if (!state.isOpen) {
    const fix = 'Wait until root opens it again: the owner of the subnet cannot.'
    return [problem(chainError('REGISTRATION_CLOSED', { what: `registration on subnet ${netuid}`, fix }))]
  }
  return state.halfLife === null ? intervalProblems(state, at) : []
}

/** At most three times the target per interval; the cap per block resets with the next block. */
function intervalProblems(
  { taken, target, perBlock, since, interval }: State,
  { netuid, block }: { readonly netuid: number; readonly block: number },
): PlanProblem[] {
  if (perBlock === 0) {
    return [problem(chainError('REGISTRATIONS_EXHAUSTED', { netuid, count: 0, span: 'block', limit: 0 }))]
  }
  if (taken === null || target === null || since === null || interval === null) return []
  const limit = 3 * target
  if (taken < limit) return []
  const retryBlock = since + interval > block ? since + interval : null
  const details = { netuid, count: taken, span: 'interval', limit }
  return [problem(chainError('REGISTRATIONS_EXHAUSTED', details), retryBlock)]
}

function lookForRoom(
  { count, most }: State,
  netuid: number,
): { readonly problems: PlanProblem[]; readonly notes: string[] } {
  if (most === 0) return { problems: [problem(chainError('SUBNET_FULL', { netuid, count }))], notes: [] }
  if (count < most) return { problems: [], notes: [] }
  const note = `all ${most} uids are taken: the neuron with the lowest emission that is not immune is replaced`
  return { problems: [], notes: [netuid === 0 ? 'the root member with the lowest stake is replaced' : note] }
}
