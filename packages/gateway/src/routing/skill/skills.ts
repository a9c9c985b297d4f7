import { drawShare, type Evidence, meanOf, noEvidence, type Prior, withAnswer } from './beta.js'
import { addAnswer, type ChangeState, hasChanged, noChange } from './change.js'
import { type Classes, classOf, fewestLabels, learnClasses, oneClass } from './classes.js'
import { featuresOf } from './features.js'
import type { Labelled } from './labelled.js'

/** Skills of a model's miners, as judged answers have shown them. */
export interface Skills {
  /** Counts a request: benches last for so many. */
  count(): void
  /** Adds a judged answer. */
  observe(label: Labelled): void
  /** The class of a prompt. */
  classOf(prompt: string): string
  /** Share of right answers that is expected of a miner in a class; `standing` is what is expected before any was judged. */
  meanOf(miner: string, name: string, standing?: number): number
  /** The same, drawn from what is possible. */
  draw(miner: string, name: string, random: () => number, standing?: number): number
  /** Skill of a miner in each class in which its answers were judged, and by how much evidence. */
  knownOf(miner: string): readonly KnownSkill[]
  /** Returns true for a miner that has become worse, for 1,000 requests. */
  isBenched(miner: string): boolean
  /** Those miners. */
  benched(): readonly string[]
}

/** Skill of a miner in a class of prompts. */
export interface KnownSkill {
  /** Name of the class; empty while all prompts are of one. */
  readonly name: string
  /** Share of right answers that is expected of it. */
  readonly mean: number
  /** Judged answers that speak for it, older ones counting less. */
  readonly answers: number
}

/** Part of older evidence that is left with each answer of a miner, for its skill and for what is usual of it. */
const [newDiscount, slowDiscount] = [0.98, 0.995]
/** A miner without evidence is taken for the average of its class, which counts as much as these answers. */
const [skillPrior, usualPrior] = [2, 4]
/** Part that an answer counts which is right or wrong by the word of other miners. */
const agreedWeight = 0.3
const benchRequests = 1_000
/** Part of the miners that is benched at a time, at most: alarms are false now and then, and the oldest bench ends for the newest. */
const mostBenched = 1 / 3
const nothing: Known = { skill: noEvidence, usual: noEvidence }
/** Judged answers that are kept, to learn classes of. */
const mostLabels = 2_000

interface Known {
  readonly skill: Evidence
  readonly usual: Evidence
}

/** Evidence of one class by miner, and its sum. */
interface KnownClass {
  readonly miners: Map<string, Known>
  right: number
  all: number
}

export function createSkills(): Skills {
  let requests = 0
  let classes: Classes = oneClass
  let [observed, learntAt] = [0, 0]
  const labels: Labelled[] = []
  /** Evidence by class, then by miner. */
  let known = new Map<string, KnownClass>()
  const changes = new Map<string, ChangeState<Labelled>>()
  const benchedUntil = new Map<string, number>()
  /** Judged answers by miner, since ever. */
  const counts = new Map<string, number>()

  const evidenceOf = (miner: string, name: string) => known.get(name)?.miners.get(miner) ?? nothing
  const priorOf = (name: string, strength: number, standing = 0.5): Prior => {
    const { right, all } = known.get(name) ?? { right: 0, all: 0 }
    return { mean: (right + 2 * standing) / (all + 2), strength }
  }

  function put(name: string, miner: string, next: Known): void {
    const ofClass = known.get(name) ?? { miners: new Map(), right: 0, all: 0 }
    known.set(name, ofClass)
    const before = ofClass.miners.get(miner) ?? nothing
    ofClass.right += next.skill.right - before.skill.right
    ofClass.all += next.skill.right + next.skill.wrong - before.skill.right - before.skill.wrong
    ofClass.miners.set(miner, next)
  }

  function add({ miner, features, right: isRight, isKnown }: Labelled): void {
    const name = classOf(classes, features)
    const { skill, usual } = evidenceOf(miner, name)
    const answer = { isRight, weight: isKnown ? 1 : agreedWeight }
    put(name, miner, {
      skill: withAnswer(skill, answer, newDiscount),
      usual: withAnswer(usual, answer, slowDiscount),
    })
  }

  /** Benches a miner, and forgets what it was before it changed. */
  function bench(miner: string, since: readonly Labelled[]): void {
    benchedUntil.delete(miner)
    for (const [other, until] of benchedUntil) {
      const isFull = benchedUntil.size >= Math.max(1, Math.floor(counts.size * mostBenched))
      if (isFull || until <= requests) benchedUntil.delete(other)
    }
    benchedUntil.set(miner, requests + benchRequests)
    changes.delete(miner)
    for (const name of known.keys()) put(name, miner, nothing)
    for (const label of since) add(label)
  }

  function learn(): void {
    learntAt = observed
    const before = classes
    classes = learnClasses(labels)
    // Of a kind that was not told apart before, what looked like a fall was another kind of question.
    if (classes.kind === 'split' || before.kind === 'split') changes.clear()
    known = new Map()
    for (const label of labels) add(label)
    const judged = new Set(labels.map(({ miner }) => miner))
    for (const state of [changes, counts])
      for (const miner of state.keys()) if (!judged.has(miner)) state.delete(miner)
    for (const [miner, until] of benchedUntil) if (until <= requests) benchedUntil.delete(miner)
  }

  return {
    count: () => void requests++,
    observe(label) {
      const { miner, features } = label
      const name = classOf(classes, features)
      const usual = meanOf(evidenceOf(miner, name).usual, priorOf(name, usualPrior))
      const before = changes.get(miner) ?? noChange
      // A miner that was away for a while has not become worse.
      const change = label.isSilent ? before : addAnswer(before, label, usual)
      changes.set(miner, change)
      observed++
      labels.push(label)
      if (labels.length > mostLabels) labels.splice(0, labels.length - mostLabels)
      add(label)
      const count = (counts.get(miner) ?? 0) + 1
      counts.set(miner, count)
      if (change !== before && hasChanged(change, count / (requests + 1))) {
        forget(labels, miner, change.since)
        bench(miner, change.since)
      }
    },
    classOf(prompt) {
      // At a question, not at each answer: a round of scores brings hundreds, and its last ones count as well.
      if (observed >= Math.max(fewestLabels, Math.min(learntAt * 1.25, learntAt + 200))) learn()
      return classOf(classes, featuresOf(prompt))
    },
    meanOf: (miner, name, standing) =>
      meanOf(evidenceOf(miner, name).skill, priorOf(name, skillPrior, standing)),
    knownOf: (miner) =>
      [...known].flatMap(([name, { miners }]) => {
        const skill = miners.get(miner)?.skill
        if (skill === undefined || skill.right + skill.wrong === 0) return []
        return { name, mean: meanOf(skill, priorOf(name, skillPrior)), answers: skill.right + skill.wrong }
      }),
    draw: (miner, name, random, standing) =>
      drawShare(evidenceOf(miner, name).skill, priorOf(name, skillPrior, standing), random),
    benched: () => [...benchedUntil].filter(([, until]) => until > requests).map(([miner]) => miner),
    isBenched: (miner) => (benchedUntil.get(miner) ?? 0) > requests,
  }
}

/** Removes the labels of a miner but for the newest. */
function forget(labels: Labelled[], miner: string, kept: readonly Labelled[]): void {
  const newest = new Set(kept)
  const left = labels.filter((label) => label.miner !== miner || newest.has(label))
  labels.splice(0, labels.length, ...left)
}
