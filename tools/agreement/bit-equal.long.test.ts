import { scoreRound } from 'subnetkit'
import { expect, test } from 'vitest'
import { playRealRounds, type RecordedRound } from './real-rounds.js'
import { realSubnets } from './real-subnets.js'

const validator = 'validator-1'

/** Every score with its parts, in an order of its own. */
const scoresOf = ({ answers }: RecordedRound['scored']) =>
  JSON.stringify(
    answers
      .map(({ hotkey, taskId, outcome, score, parts }) => [hotkey, taskId, outcome, score, parts])
      .sort((one, other) => (`${one[0]} ${one[1]}` < `${other[0]} ${other[1]}` ? -1 : 1)),
  )

/** Scores of the rounds by another validator, which opens the subnet itself and receives the same answers in another order. */
async function scoredAgain(
  subnet: ReturnType<Awaited<ReturnType<typeof openReal>>['subnetOf']>,
  played: readonly RecordedRound[],
) {
  const past: RecordedRound['scored'][] = []
  for (const { round, replies } of played)
    past.unshift(await scoreRound(subnet as never, replies.toReversed() as never, { round, past: [...past] }))
  return past.reverse()
}
const openReal = (name: keyof typeof realSubnets) => realSubnets[name](1)

// Image: tools/vision/runtimes.long.test.ts, with two runtimes. Rounds: until something that was committed or stored first is scored.
test.each([
  ['text', 1, 3],
  ['storage', 3, 3],
  ['prediction', 3, 4],
] as const)(
  'two validators of %s give equal answers the same scores, to the bit',
  async (name, rounds, count) => {
    await using real = await openReal(name)
    // Of different strength: the list is ordered by it.
    const step = Math.floor(real.miners.length / count)
    const miners = Array.from({ length: count }, (_, at) => real.miners[at * step]!)
    const played = await playRealRounds({
      ...real,
      miners,
      rounds,
      validator,
      seed: 1,
      subnet: real.subnetOf(validator),
    })
    const again = await scoredAgain(real.subnetOf(validator), played)
    expect(again.map(scoresOf)).toEqual(played.map(({ scored }) => scoresOf(scored)))
    const scores = played.at(-1)!.scored.answers.map(({ score }) => score)
    expect(new Set(scores).size).toBeGreaterThan(1)
  },
)
