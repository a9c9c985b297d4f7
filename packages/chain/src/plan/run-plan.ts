import { isSubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { submit } from '../extrinsic/submit.js'
import type { Signer, SubmitOptions } from '../extrinsic/types.js'
import type { BlockRef } from '../read/block.js'
import { extrinsicOf } from './make-plan.js'
import { errorOf, type Outcome, type Plan } from './plan.js'

/** Options of {@link runPlan}. */
export interface RunOptions extends Pick<SubmitOptions, 'onSigned' | 'nonce'> {}

/**
 * Runs a plan: sends its calls in one extrinsic, waits for inclusion and reads the result back from that block.
 * Sends nothing if there is nothing to do, or if there is a problem, which is thrown.
 *
 * If the chain refuses or loses the extrinsic, the plan is made once more: if another party has done it in the meantime,
 * that counts as success; a new problem (such as a price above the cap) is thrown.
 *
 * Throws the first of the plan's problems, SIGNER_WRONG, the errors of `submit`, or RESULT_NOT_HELD if the chain does
 * not hold the included result.
 */
export async function runPlan<R>(
  client: ChainClient,
  signer: Signer,
  plan: Plan<R>,
  { onSigned, nonce }: RunOptions = {},
): Promise<Outcome<R>> {
  const { title, signer: wanted, block, current } = plan
  if (signer.address !== wanted.address) {
    const [expected, given] = [wanted.address, signer.address]
    throw chainError('SIGNER_WRONG', { title, expected, given, key: wanted.key })
  }
  const [stop] = plan.problems
  if (stop) throw errorOf(stop)
  if (current !== null) return { value: current, changed: false, block }
  const extrinsic = extrinsicOf(client, plan.steps)
  if (extrinsic === null) return readResult(plan, block, false)
  try {
    return await readResult(plan, await submit(client, signer, extrinsic, { onSigned, nonce }), true)
  } catch (error) {
    return secondLook(plan, error)
  }
}

/** A command whose plan includes the signer's address. */
type Planner<P, R> = (client: ChainClient, parameters: P) => Promise<Plan<R>>

/**
 * Makes the command of a plan: it plans with the address of the signer instead of `key`, and runs the plan.
 * `answer` picks the command's result from the outcome.
 */
export function command<K extends 'coldkey' | 'hotkey', P extends Readonly<Record<K, string>>, R, V>(
  key: K,
  plan: Planner<P, R>,
  answer: (outcome: Outcome<R>) => V,
): (client: ChainClient, signer: Signer, parameters: Omit<P, K>) => Promise<V> {
  return async (client, signer, parameters) => {
    const made = await plan(client, { ...parameters, [key]: signer.address } as unknown as P)
    return answer(await runPlan(client, signer, made))
  }
}

/** Result of most commands: the result as the chain holds it. */
export const theValue = <R>({ value }: Outcome<R>): R => value

/** Reads the result of a plan, or throws RESULT_NOT_HELD. */
async function readResult<R>(
  { title, confirm }: Plan<R>,
  { number, hash }: BlockRef,
  changed: boolean,
): Promise<Outcome<R>> {
  const value = await confirm({ number, hash })
  if (value === null) throw chainError('RESULT_NOT_HELD', { block: number, title })
  return { value, changed, block: { number, hash } }
}

async function secondLook<R>(plan: Plan<R>, error: unknown): Promise<Outcome<R>> {
  // Anything that is neither the chain's answer nor a connection failure is rethrown.
  if (!isSubnetError(error) || error.code === 'RESULT_NOT_HELD') throw error
  const isRefused = error.code === 'CHAIN_REJECTED'
  // Throw the first error if the chain cannot be read any more.
  const renewed = await plan.renew().catch(() => null)
  const { current = null } = renewed ?? {}
  if (renewed && current !== null) return { value: current, changed: !isRefused, block: renewed.block }
  const stop = isRefused ? renewed?.problems[0] : undefined
  throw stop ? errorOf(stop, error) : error
}
