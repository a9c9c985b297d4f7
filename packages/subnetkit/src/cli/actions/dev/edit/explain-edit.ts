import type { CriterionScore, Score, Subnet } from '@subnetkit/core'
import { groupBy, mean } from '../../../offline/rank-answers.js'
import type { RescoredTask } from '../../rescore/rescore-rounds.js'

/** Place of a miner by the mean of its tasks. */
export interface Place {
  /** 1 for the best; equal means have the same rank. */
  readonly rank: number
  readonly score: number
}

/** Part of a rubric that moved a miner. */
export interface Cause {
  readonly kind: 'gate' | 'criterion' | 'factor'
  readonly name: string
  /** Difference that it makes to the mean of the miner's tasks. */
  readonly effect: number
  /** Miner whose tasks it changed: the one that moved, or one that it passed or was passed by. */
  readonly uid: number
  /** The change, such as `it is new`. */
  readonly detail: string
}

/** A miner before and after an edit. */
export interface EditedMiner {
  readonly uid: number
  readonly hotkey: string
  readonly tasks: number
  readonly before: Place
  readonly after: Place
  /** Part that moved it most; null if it has the same rank and score, or if no single part explains the difference. */
  readonly cause: Cause | null
  /** Answers on which the new rubric alone fails, if these moved it more than any part: with the reason of the last one. */
  readonly failing: { readonly tasks: number; readonly reason: string } | null
}

type Part = Pick<Cause, 'kind' | 'name'>
type Combine = Subnet['rubric']['combine']

/** A miner with the tasks that were scored again. */
interface Scored {
  readonly uid: number
  readonly hotkey: string
  readonly tasks: readonly RescoredTask[]
  readonly before: number
  readonly after: number
  readonly effects: ReadonlyMap<string, Part & { readonly effect: number }>
}

/** Smallest difference of scores that counts as one. */
const least = 1e-9

/** Ranks the miners of some rounds by both rubrics, and finds the part that moved each most. `combine` is that of the new rubric. */
export function explainEdit(tasks: readonly RescoredTask[], combine: Combine): readonly EditedMiner[] {
  const miners = [...groupBy(tasks, ({ hotkey }) => hotkey)].map(
    ([hotkey, own]): Scored => ({
      ...{ uid: own.at(-1)!.uid, hotkey, tasks: own },
      before: mean(own.map((task) => task.before)),
      after: mean(own.map((task) => task.after)),
      effects: effectsOf(own, combine),
    }),
  )
  const rankOf = (miner: Scored, side: 'before' | 'after') =>
    1 + miners.filter((other) => other[side] > miner[side] + least).length
  return miners
    .map((miner) => {
      const [before, after] = (['before', 'after'] as const).map((side) => rankOf(miner, side))
      const cause = causeOf(miner, miners, before! - after!)
      return {
        ...{ uid: miner.uid, hotkey: miner.hotkey, tasks: miner.tasks.length },
        before: { rank: before!, score: miner.before },
        after: { rank: after!, score: miner.after },
        ...{ cause, failing: failingOf(miner, cause) },
      }
    })
    .sort((one, other) => one.after.rank - other.after.rank || one.uid - other.uid)
}

/** The answers on which the new rubric fails, where they cost the miner more than its cause says. */
function failingOf({ tasks }: Scored, cause: Cause | null): EditedMiner['failing'] {
  const failed = tasks.filter(({ failsNow }) => failsNow !== null)
  const lost = failed.reduce((sum, { before, after }) => sum + before - after, 0) / tasks.length
  const isMore = lost > Math.max(least, cause === null ? 0 : Math.abs(cause.effect))
  return isMore ? { tasks: failed.length, reason: failed.at(-1)!.failsNow! } : null
}

/** Part that explains best why a miner moved: by its own tasks, compared with those of the miners whose order to it changed. */
function causeOf(miner: Scored, miners: readonly Scored[], risen: number): Cause | null {
  const gained = miner.after - miner.before
  const direction = Math.sign(risen) || (Math.abs(gained) > least ? Math.sign(gained) : 0)
  if (direction === 0) return null
  const order = (other: Scored, side: 'before' | 'after') => {
    const difference = other[side] - miner[side]
    return Math.abs(difference) > least ? Math.sign(difference) : 0
  }
  const rivals = risen === 0 ? [] : miners.filter((other) => order(other, 'before') !== order(other, 'after'))
  const effect = (of: Scored, key: string) => of.effects.get(key)?.effect ?? 0
  const keys = new Set([miner, ...rivals].flatMap(({ effects }) => [...effects.keys()]))
  let found: { readonly key: string; readonly lead: number } | null = null
  for (const key of keys) {
    const lead = direction * (effect(miner, key) - mean(rivals.map((rival) => effect(rival, key))))
    if (lead > Math.max(least, found?.lead ?? 0)) found = { key, lead }
  }
  if (found === null) return null
  const { key, lead } = found
  const [furthest] = rivals.toSorted((one, other) => direction * (effect(one, key) - effect(other, key)))
  // A rival's tasks explain it where its own hardly changed.
  const of = direction * effect(miner, key) < lead / 4 && furthest ? furthest : miner
  const part = of.effects.get(key) ?? miner.effects.get(key)!
  const { kind, name } = part
  return { kind, name, effect: effect(of, key), uid: of.uid, detail: detailOf(part, of.tasks) }
}

const keyOf = ({ kind, name }: Part) => `${kind} ${name}`

/** Difference that each part makes to the mean of a miner's tasks: each by itself set back to what it was before. */
function effectsOf(tasks: readonly RescoredTask[], combine: Combine): Scored['effects'] {
  const effects = new Map<string, Part & { effect: number }>()
  for (const task of tasks) {
    for (const { part, effect } of effectsOn(task, combine)) {
      const known = effects.get(keyOf(part)) ?? { ...part, effect: 0 }
      effects.set(keyOf(part), { ...known, effect: known.effect + effect / tasks.length })
    }
  }
  return effects
}

function effectsOn(
  { before, after, parts }: RescoredTask,
  combine: Combine,
): readonly { readonly part: Part; readonly effect: number }[] {
  const [old, renewed] = [parts.before, parts.after]
  if (old === null || renewed === null) return []
  const gate = renewed.failedGate ?? old.failedGate
  if (renewed.failedGate !== old.failedGate) {
    return [{ part: { kind: 'gate', name: gate! }, effect: after - before }]
  }
  if (gate !== null) return []
  const factors = renewed.factors.map(({ factor }) => factor)
  const value = (criteria: readonly CriterionScore[], multipliers: readonly number[]) =>
    criteria.length === 0 ? before : multipliers.reduce((all, one) => all * one, combine(criteria))
  const names = (kind: 'criteria' | 'factors') =>
    new Set([...old[kind], ...renewed[kind]].map(({ name }) => name))
  return [
    ...[...names('criteria')].map((name) => {
      const restored = [
        ...renewed.criteria.filter((one) => one.name !== name),
        ...old.criteria.filter((one) => one.name === name),
      ]
      return { part: { kind: 'criterion', name } as const, effect: after - value(restored, factors) }
    }),
    ...[...names('factors')].map((name) => {
      const restored = [
        ...renewed.factors.filter((one) => one.name !== name),
        ...old.factors.filter((one) => one.name === name),
      ]
      const multipliers = restored.map(({ factor }) => factor)
      return { part: { kind: 'factor', name } as const, effect: after - value(renewed.criteria, multipliers) }
    }),
  ]
}

/** Change of a part over some tasks. */
function detailOf({ kind, name }: Part, tasks: readonly RescoredTask[]): string {
  const sides = (['before', 'after'] as const).map((side) =>
    tasks.flatMap(({ parts }) => parts[side] ?? []),
  ) as [Score[], Score[]]
  if (kind === 'gate') {
    const [was, is] = sides.map((scores) => scores.filter(({ failedGate }) => failedGate === name).length)
    return `it stops ${is} of ${tasks.length} answers, stopped ${was}`
  }
  if (kind === 'factor') {
    const [was, is] = sides.map((scores) =>
      scores.flatMap(({ factors }) => factors.flatMap((one) => (one.name === name ? one.factor : []))),
    )
    return changeOf(was!, is!)
  }
  const [was, is] = sides.map((scores) =>
    scores.flatMap(({ criteria }) => criteria.filter((one) => one.name === name)),
  )
  const weights = [was, is].map((list) => list![0]?.weight)
  const values = [was, is].map((list) => list!.map(({ score }) => score)) as [number[], number[]]
  const isSame =
    was!.length > 0 && is!.length > 0 && mean(values[0]).toFixed(2) === mean(values[1]).toFixed(2)
  return isSame && weights[0] !== weights[1]
    ? `it weighs ${weights[1]}, weighed ${weights[0]}`
    : changeOf(...values)
}

function changeOf(was: readonly number[], is: readonly number[]): string {
  if (was.length === 0) return 'it is new'
  if (is.length === 0) return 'it is gone'
  const [before, after] = [mean(was), mean(is)]
  // The same values weigh otherwise beside other parts.
  return Math.abs(before - after) < least
    ? `it gives ${before.toFixed(2)} as before`
    : `it gives ${after.toFixed(2)}, gave ${before.toFixed(2)}`
}
