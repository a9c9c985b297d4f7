import type { Features } from './features.js'
import type { Labelled } from './labelled.js'
import { fitLogistic, type Logistic, type Sided, scoreOf } from './logistic.js'
import { bestWord } from './word-split.js'

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
const mostLearnt = 1_000
/** Log of the odds at which two groups are likelier than one. */
const leastGain = 1

/**
 * Splits prompts by their words as long as miners differ in what they are right about: the word that says most about that begins a
 * split, and a regression extends it to prompts of the same kind without it. No name of a family is needed, and nothing is drawn.
 */
export function learnClasses(labels: readonly Labelled[]): Classes {
  // Where miners agree, it is because they are alike: labels of other miners count only if there are no better ones.
  const known = labels.filter(({ isKnown }) => isKnown)
  // Silence is often of the moment, and not of the question.
  const answered = (known.length < fewestLabels ? labels : known).filter(({ isSilent }) => !isSilent)
  return split(answered.slice(-mostLearnt), '')
}

function split(labels: readonly Labelled[], name: string): Classes {
  const one: Classes = { kind: 'one', name }
  if (labels.length < fewestLabels || name.length >= deepest) return one
  const word = bestWord(labels)
  if (word === null || word.gain < leastGain) return one
  const by = splitBy(word.feature, labels)
  const onSide = (side: boolean) => labels.filter(({ features }) => scoreOf(by, features) > 0 === side)
  const [no, yes] = [onSide(false), onSide(true)]
  if (no.length === 0 || yes.length === 0) return one
  return { kind: 'split', by, no: split(no, `${name}0`), yes: split(yes, `${name}1`) }
}

/** Turns in which the labels of all miners improve a split that was learnt of one. */
const refinements = 1

/** A regression for the prompts that have a word; the answers of all miners then bear it out or move it. */
function splitBy(word: number, labels: readonly Labelled[]): Logistic {
  let by = fitLogistic(labels.map(({ features }): Sided => ({ features, isTrue: features.includes(word) })))
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
