import type { Features } from './features.js'
import { fitLogistic, type Logistic, type Sided, scoreOf } from './logistic.js'

/** A judged answer of a miner. */
export interface Labelled {
  readonly miner: string
  readonly features: Features
  readonly right: boolean
  /** True if the right answer was known, false if other miners said so. */
  readonly isKnown: boolean
}

/** Classes of prompts: groups in which different miners are right. A tree whose inner nodes are regressions. */
export type Classes =
  | { readonly kind: 'one'; readonly name: string }
  | { readonly kind: 'split'; readonly by: Logistic; readonly no: Classes; readonly yes: Classes }

/** The one class of a model about which too little is known. */
export const oneClass: Classes = { kind: 'one', name: '' }

/** The class of a prompt; the name is a path through the tree. */
export function classOf(classes: Classes, features: Features): string {
  let node = classes
  while (node.kind === 'split') node = scoreOf(node.by, features) > 0 ? node.yes : node.no
  return node.name
}

/** Judged answers below which all prompts are of one class. */
export const fewestLabels = 20
const deepest = 2
/** Newest judged answers of which classes are learnt: learning stops everything else for its time. */
const mostLearnt = 400
/** Answers of either kind that a miner needs for prompts to be split by it. */
const fewestOfKind = 4
const mostHeads = 3
/** Log-likelihood that a split must gain on labels that it has not seen, over both halves. */
const leastGain = 4

/**
 * Splits prompts by their words as long as that predicts which miners are right: a regression learns at which prompts one miner is right, and the
 * answers of all miners that it has not seen say if its two sides differ. No name of a family is needed, and nothing is drawn.
 */
export function learnClasses(labels: readonly Labelled[]): Classes {
  // Where miners agree, it is because they are alike: labels of other miners count only if there are no better ones.
  const known = labels.filter(({ isKnown }) => isKnown)
  return split((known.length < fewestLabels ? labels : known).slice(-mostLearnt), '')
}

function split(labels: readonly Labelled[], name: string): Classes {
  const one: Classes = { kind: 'one', name }
  if (labels.length < fewestLabels || name.length >= deepest) return one
  const [a, b] = halves(labels)
  let best: { readonly miner: string; readonly gain: number } | null = null
  for (const miner of heads(labels)) {
    const gain = gainOf(splitBy(miner, a), a, b) + gainOf(splitBy(miner, b), b, a)
    if (gain > (best?.gain ?? leastGain)) best = { miner, gain }
  }
  if (best === null) return one
  const by = splitBy(best.miner, labels)
  const onSide = (side: boolean) => labels.filter(({ features }) => scoreOf(by, features) > 0 === side)
  const [no, yes] = [onSide(false), onSide(true)]
  if (no.length === 0 || yes.length === 0) return one
  return { kind: 'split', by, no: split(no, `${name}0`), yes: split(yes, `${name}1`) }
}

/** Turns in which the labels of all miners improve a split that was learnt of one. */
const refinements = 1

/** A regression for the prompts at which a miner is right, which the labels of the others then bear out or move. */
function splitBy(miner: string, labels: readonly Labelled[]): Logistic {
  const own = labels.filter((label) => label.miner === miner)
  let by = fitLogistic(own.map(({ features, right }): Sided => ({ features, isTrue: right })))
  for (let turn = 0; turn < refinements; turn++) {
    const speaks = evidenceFor(by, labels)
    by = fitLogistic(
      labels.map((label) => {
        const { features } = label
        return { features, isTrue: scoreOf(by, features) + speaks(label) > 0 }
      }),
    )
  }
  return by
}

/** The log-odds by which a label speaks for the true side of a split. */
function evidenceFor(by: Logistic, labels: readonly Labelled[]): (label: Labelled) => number {
  const rateOf = ratesOf(labels, (label) => `${scoreOf(by, label.features) > 0} ${label.miner}`)
  return ({ miner, right }) => {
    const [yes, no] = [rateOf(`true ${miner}`), rateOf(`false ${miner}`)]
    return right ? Math.log(yes / no) : Math.log((1 - yes) / (1 - no))
  }
}

/** Shares of right answers by group, with one answer of either kind added. */
function ratesOf(
  labels: readonly Labelled[],
  groupOf: (label: Labelled) => string,
): (group: string) => number {
  const counts = new Map<string, [number, number]>()
  for (const label of labels) {
    const count = counts.get(groupOf(label)) ?? [1, 1]
    count[label.right ? 1 : 0]++
    counts.set(groupOf(label), count)
  }
  return (group) => {
    const [wrong, right] = counts.get(group) ?? [1, 1]
    return right / (wrong + right)
  }
}

/** Halves by prompt: answers to one question never lie in both. */
function halves(labels: readonly Labelled[]): readonly [readonly Labelled[], readonly Labelled[]] {
  const isFirst = ({ features }: Labelled) =>
    features.reduce((hash, feature) => Math.imul(hash ^ feature, 0x0100_0193), 0x811c_9dc5) & 0x1_0000
  return [labels.filter(isFirst), labels.filter((label) => !isFirst(label))]
}

/** Miners that are often right and often wrong, those with the most of both first. */
function heads(labels: readonly Labelled[]): readonly string[] {
  const kinds = new Map<string, [number, number]>()
  for (const { miner, right } of labels) {
    const counts = kinds.get(miner) ?? [0, 0]
    counts[right ? 1 : 0]++
    kinds.set(miner, counts)
  }
  return [...kinds]
    .map(([miner, [wrong, right]]) => ({ miner, fewer: Math.min(wrong, right) }))
    .filter(({ fewer }) => fewer >= fewestOfKind)
    .sort((a, b) => b.fewer - a.fewer)
    .slice(0, mostHeads)
    .map(({ miner }) => miner)
}

/** Log-likelihood of the unseen labels under a rate for each miner and side, above that under a rate for each miner. */
function gainOf(by: Logistic, seen: readonly Labelled[], unseen: readonly Labelled[]): number {
  const sideOf = ({ features }: Labelled) => (scoreOf(by, features) > 0 ? 'yes' : 'no')
  const likelihood = (groupOf: (label: Labelled) => string) => {
    const rateOf = ratesOf(seen, groupOf)
    return unseen.reduce((sum, label) => {
      const rate = rateOf(groupOf(label))
      return sum + Math.log(label.right ? rate : 1 - rate)
    }, 0)
  }
  return likelihood((label) => `${sideOf(label)} ${label.miner}`) - likelihood(({ miner }) => miner)
}
