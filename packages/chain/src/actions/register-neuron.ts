import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { hotkeyProblems, ownerOfHotkey, subnetProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, type PlanStep, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import { hasCall, readStorage, toBigInt, toNumber } from '../read/runtime.js'
import { type ChainView, subtensor } from '../read/view.js'

/** Which hotkey to register where, and who pays. */
export interface RegistrationParameters {
  /** 0 for a seat on the root network, which burns nothing. */
  readonly netuid: number
  readonly hotkey: string
  /** Most that may be burned, in rao. */
  readonly maxBurn: bigint
}

/**
 * Plans the registration of a hotkey, which burns TAO of the coldkey; the result is the uid. The cap holds on chain
 * as well where the runtime has `register_limit`: a burn that rises before inclusion is refused there, unpaid.
 */
export function planRegistration(
  client: ChainClient,
  parameters: RegistrationParameters & { readonly coldkey: string },
): Promise<Plan<number>> {
  const { netuid, hotkey, coldkey, maxBurn } = parameters
  return makePlan(client, (view) => ({
    title: `registration of hotkey ${hotkey} on subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    cap: maxBurn,
    held: (at) => readUid(at, parameters),
    look: async () => {
      const unknown = await subnetProblems(view, netuid)
      if (unknown.length > 0) return { steps: [], problems: unknown }
      const [step, closed, owned, room] = await Promise.all([
        registrationStep(view, parameters),
        closedProblems(view, netuid),
        hotkeyProblems(view, hotkey, coldkey, { mayBeNew: true }),
        lookForRoom(view, netuid),
      ])
      return { steps: [step], problems: [...closed, ...owned, ...room.problems], notes: room.notes }
    },
  }))
}

/**
 * Registers a hotkey on a subnet by burning TAO of the coldkey, and returns its uid as read back from the chain.
 * Running it again changes nothing. Throws PRICE_ABOVE_CAP, BALANCE_TOO_LOW, REGISTRATION_CLOSED,
 * REGISTRATIONS_EXHAUSTED, HOTKEY_OF_ANOTHER, SUBNET_UNKNOWN, SUBNET_FULL, and what {@link runPlan} throws.
 */
export async function registerNeuron(
  client: ChainClient,
  coldkey: Signer,
  parameters: RegistrationParameters,
): Promise<number> {
  const plan = await planRegistration(client, { ...parameters, coldkey: coldkey.address })
  return (await runPlan(client, coldkey, plan)).value
}

/** Free balance of an account, in rao. */
export async function readBalance(client: ChainClient, address: string): Promise<bigint> {
  const account = await readStorage(client, 'System', 'Account', [address])
  return toBigInt((account as unknown as { data: { free: Parameters<typeof toBigInt>[0] } }).data.free)
}

/** The uid of the hotkey, if it is the coldkey's own: that of somebody else is no registration of theirs. */
async function readUid(
  view: ChainView,
  { netuid, hotkey, coldkey }: RegistrationParameters & { readonly coldkey: string },
): Promise<number | null> {
  const [uid, owner] = await Promise.all([
    subtensor.maybe(view, 'Uids', netuid, hotkey),
    ownerOfHotkey(view, hotkey),
  ])
  return uid === null || owner !== coldkey ? null : toNumber(uid)
}

async function registrationStep(view: ChainView, parameters: RegistrationParameters): Promise<PlanStep> {
  const { netuid, hotkey, maxBurn } = parameters
  const why = `registers hotkey ${hotkey} on subnet ${netuid}`
  const pallet = 'SubtensorModule'
  if (netuid === 0) return { call: { pallet, call: 'root_register', args: [hotkey] }, why, cost: 0n }
  const cost = await subtensor.amount(view, 'Burn', netuid)
  const call = hasCall(view.client, pallet, 'register_limit')
    ? { pallet, call: 'register_limit', args: [netuid, hotkey, maxBurn] }
    : { pallet, call: 'burned_register', args: [netuid, hotkey] }
  return { call, why, cost }
}

async function closedProblems(view: ChainView, netuid: number): Promise<PlanProblem[]> {
  if (netuid === 0) return intervalProblems(view, netuid)
  if (!(await subtensor.flag(view, 'NetworkRegistrationAllowed', netuid))) {
    const fix = 'Wait until root opens it again: the owner of the subnet cannot.'
    return [problem(chainError('REGISTRATION_CLOSED', { what: `registration on subnet ${netuid}`, fix }))]
  }
  // Since prices rise with every registration, subnets have no other limit.
  return view.has('SubtensorModule', 'BurnHalfLife') ? [] : intervalProblems(view, netuid)
}

/** At most three times the target in an interval; the cap per block has started anew when the next one comes. */
async function intervalProblems(view: ChainView, netuid: number): Promise<PlanProblem[]> {
  const [taken, target, perBlock, since, interval] = await Promise.all([
    subtensor.number(view, 'RegistrationsThisInterval', netuid),
    subtensor.number(view, 'TargetRegistrationsPerInterval', netuid),
    subtensor.number(view, 'MaxRegistrationsPerBlock', netuid),
    subtensor.number(view, 'LastAdjustmentBlock', netuid),
    subtensor.number(view, 'AdjustmentInterval', netuid),
  ])
  if (perBlock === 0) {
    return [problem(chainError('REGISTRATIONS_EXHAUSTED', { netuid, count: 0, span: 'block', limit: 0 }))]
  }
  const limit = 3 * target
  if (taken < limit) return []
  const retryBlock = since + interval > view.block.number ? since + interval : null
  return [
    problem(
      chainError('REGISTRATIONS_EXHAUSTED', { netuid, count: taken, span: 'interval', limit }),
      retryBlock,
    ),
  ]
}

async function lookForRoom(
  view: ChainView,
  netuid: number,
): Promise<{ problems: PlanProblem[]; notes: string[] }> {
  const [count, most] = await Promise.all([
    subtensor.number(view, 'SubnetworkN', netuid),
    subtensor.number(view, 'MaxAllowedUids', netuid),
  ])
  if (most === 0) return { problems: [problem(chainError('SUBNET_FULL', { netuid, count }))], notes: [] }
  if (count < most) return { problems: [], notes: [] }
  const note = `all ${most} uids are taken: the neuron with the lowest emission that is not immune is replaced`
  return { problems: [], notes: [netuid === 0 ? 'the root member with the lowest stake is replaced' : note] }
}
