import { number, optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import { hotkeyProblems, rateProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import { actionReads } from './reads.js'

/** The share 1 in the chain's units. */
const whole = 65_535

/** Parameters of {@link setTake}. */
export interface TakeParameters {
  readonly hotkey: string
  /**
   * Share of its nominators' dividends that the hotkey keeps: from 0 to the chain's maximum, 0.18 by default. The chain
   * stores 65535ths; the share is rounded down.
   */
  readonly take: number
}

const schema = optionsOf({ hotkey: parameter.address, coldkey: parameter.address, take: number(0, 1) })

/**
 * Plans to set the take of a hotkey; the result is the take on chain, as a share. Lowering it is always
 * allowed, raising it only once in a number of blocks (30 days).
 */
export async function planTake(
  client: ChainClient,
  parameters: TakeParameters & { readonly coldkey: string },
): Promise<Plan<number>> {
  const { hotkey, take, coldkey } = parseOptions(schema, parameters, 'take')
  // 0.18 × 65535 is 11796.3; the tolerance keeps shares that are whole 65535ths where they are.
  const wanted = Math.floor(take * whole + 1e-9)
  const { plan } = await makePlan(client, {
    title: `take of ${take} for hotkey ${hotkey}`,
    signer: { key: 'coldkey', address: coldkey },
    read: async (open) => (await open(actionReads.take({ hotkey }))).values,
    result: (state) => (state.take === wanted ? wanted / whole : null),
    draft(state, { next }) {
      const isRaise = wanted > state.take
      const range = rangeProblems(state, { take, wanted })
      // The chain requires more than this many blocks since the last change in either direction.
      const [last, limit] = [Math.max(state.last, state.lastLimited), state.pause + 1]
      const verb = isRaise ? 'raises' : 'lowers'
      const step = {
        call: isRaise ? calls.increaseTake(hotkey, wanted) : calls.decreaseTake(hotkey, wanted),
        description: `${verb} the take of hotkey ${hotkey} from ${percent(state.take)} to ${percent(wanted)}`,
        cost: 0n,
      }
      return {
        steps: range.length > 0 ? [] : [step],
        problems: [
          ...hotkeyProblems({ hotkey, owner: state.owner, coldkey, mayBeNew: false }),
          ...range,
          ...(isRaise ? rateProblems({ what: `the take of hotkey ${hotkey}`, last, limit, next }) : []),
        ],
      }
    },
  })
  return plan
}

/**
 * Sets the take of a hotkey and returns the take on chain, as a share. Running it again changes nothing. Throws
 * TAKE_OUT_OF_RANGE, RATE_LIMITED, HOTKEY_UNKNOWN, HOTKEY_OF_ANOTHER, and the errors of {@link runPlan}.
 */
export const setTake = command('coldkey', planTake, theValue)

const percent = (take: number) => `${((take / whole) * 100).toFixed(2)} %`

function rangeProblems(
  { least, most }: { readonly least: number; readonly most: number },
  { take, wanted }: { readonly take: number; readonly wanted: number },
): PlanProblem[] {
  if (wanted >= least && wanted <= most) return []
  const share = (value: number) => (value / whole).toFixed(4)
  return [problem(chainError('TAKE_OUT_OF_RANGE', { take, least: share(least), most: share(most) }))]
}
