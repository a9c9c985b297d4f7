import { optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import { ownerProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import { actionReads } from './reads.js'

const schema = optionsOf({ netuid: parameter.netuid, coldkey: parameter.address })

/** Plans to start the emissions of a subnet; the result is the first emitting block. */
export async function planStart(
  client: ChainClient,
  parameters: { readonly netuid: number; readonly coldkey: string },
): Promise<Plan<number>> {
  const { netuid, coldkey } = parseOptions(schema, parameters, 'start')
  const { plan } = await makePlan(client, {
    title: `start of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    read: async (open) => (await open(actionReads.start({ netuid }))).values,
    result: ({ started }) => started,
    draft({ exists, owner, registered, delay }, { next }) {
      const owned = ownerProblems({ exists, netuid, owner, coldkey })
      return {
        steps: [
          {
            call: calls.startCall(netuid),
            description: `starts the emissions of subnet ${netuid} and opens its pool`,
            cost: 0n,
          },
        ],
        problems: owned.length > 0 ? owned : delayProblems({ netuid, registered, delay, next }),
      }
    },
  })
  return plan
}

/**
 * Starts emissions of a subnet. Running it again changes nothing. Throws SUBNET_UNKNOWN, SUBNET_NOT_OWNED,
 * SUBNET_START_EARLY, and the errors of {@link runPlan}.
 */
export const startSubnet = command('coldkey', planStart, theValue)

function delayProblems(start: {
  readonly netuid: number
  readonly registered: number
  readonly delay: number
  readonly next: number
}): PlanProblem[] {
  const { netuid, registered, delay, next } = start
  const retryBlock = registered + delay
  if (next >= retryBlock) return []
  return [problem(chainError('SUBNET_START_EARLY', { netuid, registered, delay, retryBlock }), retryBlock)]
}
