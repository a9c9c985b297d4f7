import { blockTimeMs } from './clock.js'

/** Time limits of the demo. */
export interface Pace {
  /** For one answer, in ms. The dripping miner always uses all of it. */
  readonly deadlineMs: number
  /** From round to round. Blocks come during a round; the demo skips the rest. */
  readonly roundBlocks: number
}

/** Durations that suffice on two idle cores, and the limits at which the demo gives up. In ms. */
const deadlines = { shortest: 2_500, longest: 10_000 }
/**
 * Deadline as a multiple of one answer alone: sixteen are under way at once (two validators, two miners that use the
 * model, four tasks), and signatures, HTTP and receipts take their time from the same core.
 */
const answersPerDeadline = 130
/** A round takes up to three deadlines, one for each wave of tasks; the rest is for planning, folding and weights. */
const deadlinesPerRound = 4.8

/** The first ones only warm the engine up. */
const repetitions = { warmUp: 2, measured: 4 }

/** Times some typical answers, and gives a busy or slow machine more time than an idle one. */
export async function measurePace(
  answers: readonly (() => Promise<unknown>)[],
  longestMs: number = deadlines.longest,
): Promise<Pace> {
  const answerAll = async (times: number) => {
    for (let done = 0; done < times; done++) {
      for (const answer of answers) await answer()
    }
  }
  await answerAll(repetitions.warmUp)
  const begun = performance.now()
  await answerAll(repetitions.measured)
  return paceFor((performance.now() - begun) / (repetitions.measured * answers.length), longestMs)
}

/** The pace of a machine on which one answer takes so many ms. */
export function paceFor(answerMs: number, longestMs: number = deadlines.longest): Pace {
  const wanted = Math.round(answerMs * answersPerDeadline)
  const deadlineMs = Math.min(Math.max(wanted, deadlines.shortest), longestMs)
  return { deadlineMs, roundBlocks: Math.ceil((deadlineMs * deadlinesPerRound) / blockTimeMs) }
}
