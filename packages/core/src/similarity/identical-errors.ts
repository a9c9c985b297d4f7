import { createPause } from '../rubric/round/pause.js'
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
/** Wrong answers to a task from which on they say how frequent one of them is: a pair alone may have had one way to be wrong. */
const fewestWrong = 3

/**
 * Flags wrong answers to shared tasks that two miners have in common, where independent miners would not: each is as likely as it is
 * frequent among the wrong answers of all others, times the ways to choose as many of the tasks in which both are wrong; and that two of all
 * miners agree so by chance happens in fewer than one of 1,000 rounds.
 */
export async function flagIdenticalErrors<A extends FlaggableAnswer>(
  answers: readonly A[],
  { families }: Pick<Rubric<never>, 'families'>,
  flags: Flags<A>,
): Promise<void> {
  const pause = createPause()
  const wrong = answers.filter((one) => families[one.family]?.shared === true && isWrong(one))
  const miners = new Set(wrong.map(({ hotkey }) => hotkey)).size
  const limit = reportedChance - Math.log(Math.max(1, (miners * (miners - 1)) / 2))
  const pairs = new Map<string, { chance: number; readonly common: [A, A][] }>()
  const wrongTasks = new Map<string, Set<string>>()
  for (const [taskId, toTask] of groupBy(wrong, ({ taskId }) => taskId)) {
    if (toTask.length < fewestWrong) continue
    for (const { hotkey } of toTask) {
      wrongTasks.set(hotkey, (wrongTasks.get(hotkey) ?? new Set()).add(taskId))
    }
    for (const alike of groupBy(toTask, ({ answerHash }) => answerHash!).values()) {
      if (alike.length < 2 || alike.length > Math.max(2, mostAlike * toTask.length)) continue
      const chance = Math.log((alike.length - 1) / (toTask.length - 1))
      for (const [at, one] of alike.entries()) {
        for (const other of alike.slice(at + 1)) {
          const key = JSON.stringify([one.hotkey, other.hotkey])
          const pair = pairs.get(key) ?? { chance: 0, common: [] }
          pair.chance += chance
          pair.common.push([one, other])
          pairs.set(key, pair)
        }
        await pause()
      }
    }
  }
  const best = new Map<A, { readonly miner: string; readonly answers: number; readonly chance: number }>()
  for (const { chance: bare, common } of pairs.values()) {
    await pause()
    if (common.length < leastCommon || bare > limit) continue
    const [one, other] = common[0]!.map(({ hotkey }) => wrongTasks.get(hotkey)!) as [Set<string>, Set<string>]
    let both = 0
    for (const taskId of one) if (other.has(taskId)) both += 1
    const chance = bare + logOfChoices(both, common.length)
    if (chance > limit) continue
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

/** Logarithm of the number of ways to choose some of all. */
function logOfChoices(all: number, some: number): number {
  let sum = 0
  for (let at = 1; at <= some; at += 1) sum += Math.log((all - some + at) / at)
  return sum
}

/** True if the answer fails by itself, and not for its time or beside others. */
function isWrong({ answerHash, parts }: FlaggableAnswer): boolean {
  if (answerHash === null) return false
  if (parts.failedGate !== null) return true
  const compared = new Set((parts.compared ?? []).map(({ name }) => name))
  const own = parts.criteria.filter(({ name }) => !compared.has(name))
  return own.length > 0 && own.every(({ score }) => score < wrongBelow)
}
