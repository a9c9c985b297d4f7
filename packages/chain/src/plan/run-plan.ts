import { isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { submit } from '../extrinsic/submit.js'
import type { Signer } from '../extrinsic/types.js'
import { openView } from '../read/view.js'
import { extrinsicOf } from './make-plan.js'
import { errorOf, type Outcome, type Plan } from './plan.js'

/**
 * Carries out a plan: sends its calls in one extrinsic, waits for inclusion and reads the result back from that
 * block. Sends nothing when the chain holds the result already, or when there is a problem, which is thrown.
 *
 * What the chain refuses or loses is looked at once more: when somebody else has done it meanwhile that counts, and
 * when something new stands in the way (a price that rose above the cap) that is the error.
 *
 * Throws the first of the plan's problems, SIGNER_WRONG, what `submit` throws, or RESULT_NOT_HELD when the chain does
 * not hold what was included.
 */
export async function runPlan<R>(client: ChainClient, signer: Signer, plan: Plan<R>): Promise<Outcome<R>> {
  const { title, signer: wanted, block } = plan
  if (signer.address !== wanted.address) {
    const [expected, given] = [wanted.address, signer.address]
    throw chainError('SIGNER_WRONG', { title, expected, given, key: wanted.key })
  }
  const [stop] = plan.problems
  if (stop) throw errorOf(stop)
  const extrinsic = extrinsicOf(client, plan.steps)
  if (plan.already || extrinsic === null) return readResult(client, plan, block, false)
  try {
    return await readResult(client, plan, await submit(client, signer, extrinsic), true)
  } catch (error) {
    return secondLook(client, plan, error)
  }
}

/** Reads what a plan has established, or throws RESULT_NOT_HELD. */
async function readResult<R>(
  client: ChainClient,
  { title, held }: Plan<R>,
  { number, hash }: Outcome<R>['block'],
  changed: boolean,
): Promise<Outcome<R>> {
  const value = await held(await openView(client, { number, hash }))
  if (value === null) throw chainError('RESULT_NOT_HELD', { block: number, title })
  return { value, changed, block: { number, hash } }
}

async function secondLook<R>(client: ChainClient, plan: Plan<R>, error: unknown): Promise<Outcome<R>> {
  // What is no answer of the chain, nor of the way to it, is told as it is.
  if (!isSubnetError(error) || error.code === 'RESULT_NOT_HELD') throw error
  const isRefused = error.code === 'CHAIN_REJECTED'
  // The first error is the one to tell when the chain cannot be asked any more.
  const renewed = await plan.renew().catch(() => null)
  if (renewed?.already) return readResult(client, renewed, renewed.block, !isRefused)
  const stop = isRefused ? renewed?.problems[0] : undefined
  throw stop ? errorOf(stop, error) : error
}
