import type { Labelled } from './labelled.js'

/** A word by whose presence prompts are told apart, and the evidence that miners differ in the two groups. */
export interface WordSplit {
  readonly feature: number
  /** Log of the Bayes factor against one group, less what it costs to have looked at so many words. */
  readonly gain: number
}

/** Right and wrong answers. */
type Counts = readonly [right: number, wrong: number]

/** Prompts that either group has at least. */
const fewestOnSide = 4

/**
 * The word that says most about which miners are right: for each miner, one rate of right answers in all prompts is held against one
 * with the word and one without it, all rates being equally likely before. Nothing is fitted, so every label counts as evidence.
 */
export function bestWord(labels: readonly Labelled[]): WordSplit | null {
  const all = countsOf(labels)
  const words = new Map<number, Labelled[]>()
  for (const label of labels)
    for (const feature of label.features) {
      const having = words.get(feature)
      if (having === undefined) words.set(feature, [label])
      else having.push(label)
    }
  const smaller = ({ length }: readonly Labelled[]) => Math.min(length, labels.length - length)
  const usable = [...words].filter(([, having]) => smaller(having) >= fewestOnSide)
  // Words of a template are in many prompts, names and numbers in few: what is common is the likelier sign of a kind.
  const sum = usable.reduce((so, [, having]) => so + smaller(having), 0)
  let best: WordSplit | null = null
  for (const [feature, having] of usable) {
    const factors = [...countsOf(having)].map(([miner, [right, wrong]]) => {
      const [allRight, allWrong] = all.get(miner)!
      const apart = evidence([right, wrong]) + evidence([allRight - right, allWrong - wrong])
      return Math.exp(apart - evidence([allRight, allWrong]))
    })
    const gain = gainOf(factors) + Math.log(smaller(having) / sum)
    if (best === null || gain > best.gain) best = { feature, gain }
  }
  return best
}

/** Shares of the miners that may differ between two groups, one as likely as the other: of a large subnet it may be a few. */
const sharesThatDiffer = [0.02, 0.1, 0.3, 0.6, 0.9]

/** Log of the Bayes factor of two groups from those of the miners, of which only some need differ. */
function gainOf(factors: readonly number[]): number {
  const logs = sharesThatDiffer.map((share) =>
    factors.reduce((sum, factor) => sum + Math.log(1 - share + share * factor), 0),
  )
  const most = Math.max(...logs)
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / logs.length)
}

function countsOf(labels: readonly Labelled[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, [number, number]>()
  for (const { miner, right } of labels) {
    const own = counts.get(miner) ?? [0, 0]
    own[right ? 0 : 1]++
    counts.set(miner, own)
  }
  return counts
}

/** Log of the chance of such answers in their order, if every rate is equally likely. */
const evidence = ([right, wrong]: Counts): number =>
  logFactorial(right) + logFactorial(wrong) - logFactorial(right + wrong + 1)

const logFactorials = [0]

function logFactorial(of: number): number {
  for (let at = logFactorials.length; at <= of; at++)
    logFactorials.push(logFactorials[at - 1]! + Math.log(at))
  return logFactorials[of]!
}
