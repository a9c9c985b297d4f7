import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { hotkeyProblems, rateProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import { type ChainView, subtensor } from '../read/view.js'

/** A whole share as the chain writes it. */
const whole = 65_535

/** What a hotkey keeps of its nominators' dividends. */
export interface TakeParameters {
  readonly hotkey: string
  /** Share from 0 to what the chain allows, 0.18 by default. The chain keeps 65535ths; it is rounded down to one. */
  readonly take: number
}

/**
 * Plans to set the take of a hotkey; the result is the take that the chain holds, as a share. Lowering it is always
 * allowed, raising it only once in a number of blocks (30 days).
 */
export function planTake(
  client: ChainClient,
  parameters: TakeParameters & { readonly coldkey: string },
): Promise<Plan<number>> {
  const { hotkey, take, coldkey } = parameters
  // 0.18 × 65535 is 11796.3; the tolerance keeps shares that are whole 65535ths where they are.
  const wanted = Math.floor(take * whole + 1e-9)
  return makePlan(client, (view) => ({
    title: `take of ${take} for hotkey ${hotkey}`,
    signer: { key: 'coldkey', address: coldkey },
    held: async (at) =>
      (await subtensor.number(at, 'Delegates', hotkey)) === wanted ? wanted / whole : null,
    look: async () => {
      const current = await subtensor.number(view, 'Delegates', hotkey)
      const isRaise = wanted > current
      const [owned, range, rate] = await Promise.all([
        hotkeyProblems(view, hotkey, coldkey, { mayBeNew: false }),
        rangeProblems(view, take, wanted),
        isRaise ? raiseProblems(view, hotkey) : [],
      ])
      const call = isRaise ? 'increase_take' : 'decrease_take'
      const why = `${isRaise ? 'raises' : 'lowers'} the take of hotkey ${hotkey} from ${percent(current)} to ${percent(wanted)}`
      return {
        steps:
          range.length > 0
            ? []
            : [{ call: { pallet: 'SubtensorModule', call, args: [hotkey, wanted] }, why, cost: 0n }],
        problems: [...owned, ...range, ...rate],
      }
    },
  }))
}

/**
 * Sets the take of a hotkey and returns what the chain holds, as a share. Running it again changes nothing. Throws
 * TAKE_OUT_OF_RANGE, RATE_LIMITED, HOTKEY_UNKNOWN, HOTKEY_OF_ANOTHER, and what {@link runPlan} throws.
 */
export async function setTake(
  client: ChainClient,
  coldkey: Signer,
  parameters: TakeParameters,
): Promise<number> {
  const plan = await planTake(client, { ...parameters, coldkey: coldkey.address })
  return (await runPlan(client, coldkey, plan)).value
}

const percent = (take: number) => `${((take / whole) * 100).toFixed(2)} %`

async function rangeProblems(view: ChainView, take: number, wanted: number): Promise<PlanProblem[]> {
  const [least, most] = await Promise.all([
    subtensor.number(view, 'MinDelegateTake'),
    subtensor.number(view, 'MaxDelegateTake'),
  ])
  if (wanted >= least && wanted <= most) return []
  const share = (value: number) => (value / whole).toFixed(4)
  return [problem(chainError('TAKE_OUT_OF_RANGE', { take, least: share(least), most: share(most) }))]
}

/** The chain asks for more than `limit` blocks since the last change, whichever way it went. */
async function raiseProblems(view: ChainView, hotkey: string): Promise<PlanProblem[]> {
  const [limit, ...lasts] = await Promise.all([
    subtensor.number(view, 'TxDelegateTakeRateLimit'),
    subtensor.numberOr(view, 0, 'LastTxBlockDelegateTake', hotkey),
    // Where newer runtimes keep it.
    subtensor.numberOr(view, 0, 'LastRateLimitedBlock', { LastTxBlockDelegateTake: hotkey }),
  ])
  return rateProblems(view, {
    what: `the take of hotkey ${hotkey}`,
    last: Math.max(...lasts),
    limit: limit + 1,
  })
}
