import type { Rubric } from '../rubric/rubric.js'
import { addFlag, type FlaggableAnswer, type Flags, groupBy } from './flagged-answer.js'

/** Score of each criterion below which an answer is wrong. */
const wrongBelow = 0.5
/** Wrong answers that two miners have in common, at least. */
const leastCommon = 3
/** Logarithm of the chance, for any two miners of a round, that is reported. */
const reportedChance = Math.log(1 / 1_000)
/** Share of the wrong answers to a task beyond which one of them is frequent, and says little about two miners. */
const mostAlike = 1 / 8

/**
 * Flags wrong answers to shared tasks that two miners have in common, where independent miners would not: each is as likely as it is
 * frequent among the wrong answers of all others, and that two of all miners agree so by chance happens in fewer than one of 1,000 rounds.
 */
export function flagIdenticalErrors<A extends FlaggableAnswer>(
  answers: readonly A[],
  { families }: Pick<Rubric<never>, 'families'>,
  flags: Flags<A>,
): void {
  const wrong = answers.filter((one) => families[one.family]?.shared === true && isWrong(one))
  const miners = new Set(wrong.map(({ hotkey }) => hotkey)).size
  const limit = reportedChance - Math.log(Math.max(1, (miners * (miners - 1)) / 2))
  const pairs = new Map<string, { chance: number; readonly common: [A, A][] }>()
  for (const toTask of groupBy(wrong, ({ taskId }) => taskId).values()) {
    for (const alike of groupBy(toTask, ({ answerHash }) => answerHash!).values()) {
      if (alike.length < 2 || alike.length > Math.max(2, mostAlike * toTask.length)) continue
      const chance = Math.log((alike.length - 1) / toTask.length)
      for (const [at, one] of alike.entries()) {
        for (const other of alike.slice(at + 1)) {
          const key = JSON.stringify([one.hotkey, other.hotkey])
          const pair = pairs.get(key) ?? { chance: 0, common: [] }
          pair.chance += chance
          pair.common.push([one, other])
          pairs.set(key, pair)
        }
      }
    }
  }
  const best = new Map<A, { readonly miner: string; readonly answers: number; readonly chance: number }>()
  for (const { chance, common } of pairs.values()) {
    if (common.length < leastCommon || chance > limit) continue
    for (const [one, other] of common) {
      for (const [answer, miner] of [
        [one, other.hotkey],
        [other, one.hotkey],
      ] as const) {
        if (chance >= (best.get(answer)?.chance ?? 0)) continue
        best.set(answer, { miner, answers: common.length, chance })
      }
    }
  }
  for (const [answer, { chance, ...found }] of best) {
    addFlag(flags, answer, {
      kind: 'identical-errors',
      ...found,
      chance: Math.round((10 * chance) / Math.LN10) / 10,
    })
  }
}

/** True if the answer fails by itself, and not for its time or beside others. */
function isWrong({ answerHash, parts }: FlaggableAnswer): boolean {
  if (answerHash === null) return false
  if (parts.failedGate !== null) return true
  const compared = new Set((parts.compared ?? []).map(({ name }) => name))
  const own = parts.criteria.filter(({ name }) => !compared.has(name))
  return own.length > 0 && own.every(({ score }) => score < wrongBelow)
}
