import { reasonOf } from '@subnetkit/base'
import fc from 'fast-check'
import { cases, createCheck } from './check-case.js'
import { type Held, measureHeld } from './growth.js'
import { createWorld } from './world.js'

/** Options of {@link fuzzRequests}. */
export interface FuzzOptions {
  readonly runs: number
  readonly seed: number
  /** Cases at the same time; each lane has a seed of its own, from `seed` up. */
  readonly lanes: number
  /** Path to a shrunk case, as a failure reports it. */
  readonly path?: string | undefined
  readonly onProgress?: ((done: number) => void) | undefined
}

/** Outcome without a failure. */
export interface FuzzResult {
  readonly cases: number
  /** Cases in which a mutated request was accepted, since it means what was signed. */
  readonly acceptedAlike: number
  /** Answers of the server to mutated requests, by code or status. */
  readonly answers: ReadonlyMap<string, number>
  /** After a tenth of the cases, and at the end. */
  readonly held: readonly [Held, Held]
}

/**
 * Sends mutated requests to the verifier, the reference and a real server. Throws with the shrunk case if one is accepted
 * that differs from what was signed, or twice, or if the three disagree; or if an honest one is refused.
 */
export async function fuzzRequests(options: FuzzOptions): Promise<FuzzResult> {
  const { runs, seed, lanes, path, onProgress } = options
  await using world = await createWorld(lanes)
  const answers = new Map<string, number>()
  let done = 0
  let acceptedAlike = 0
  let early: Held | undefined
  const crashes: unknown[] = []
  const noteCrash = (error: unknown) => crashes.push(error)
  process.on('uncaughtException', noteCrash).on('unhandledRejection', noteCrash)
  using _ = {
    [Symbol.dispose]: () => process.off('uncaughtException', noteCrash).off('unhandledRejection', noteCrash),
  }
  const perLane = Math.ceil(runs / lanes)
  const laneOf = async (lane: number) => {
    const check = createCheck(world)
    const property = fc.asyncProperty(cases, async (given) => {
      const { accepted, answer } = await check(given)
      const [crash] = crashes.splice(0)
      if (crash !== undefined)
        throw new Error(`this or a case beside it would have ended the process: ${reasonOf(crash)}`)
      if (accepted) acceptedAlike++
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
      done++
      onProgress?.(done)
      if (done === Math.ceil(runs / 10)) early = await measureHeld()
    })
    await fc.assert(property, { numRuns: perLane, seed: seed + lane, ...(path !== undefined && { path }) })
  }
  const results = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => laneOf(lane)))
  const failed = results.findIndex(({ status }) => status === 'rejected')
  if (failed >= 0) {
    const { reason } = results[failed] as PromiseRejectedResult
    const { message, cause } = Object(reason) as Error
    throw new Error(
      `lane with seed ${seed + failed}: ${message}\n${cause instanceof Error ? cause.message : ''}`,
    )
  }
  const late = await measureHeld()
  return { cases: done, acceptedAlike, answers, held: [early ?? late, late] }
}
