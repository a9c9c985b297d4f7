import type { z } from 'zod'
import type { LargeValues } from './count-values.js'
import type { Job, Turns } from './turns.js'

/** Number of issues after which a value is refused without looking further. */
export const maxIssues = 8
/** Issues that are kept where more have to be looked at, as in one option of a union. */
const maxKeptIssues = 64

export type Schema = z.core.$ZodType
export type Payload = z.core.ParsePayload
export type Result = Payload | Promise<Payload>
export type Issue = z.core.$ZodRawIssue
type Writable = { -readonly [Field in 'path' | 'continue']: Issue[Field] }

/** State of one validation. */
export interface Walk {
  readonly turns: Turns
  readonly job: Job
  stepsLeft: number
  /** Limit on the work of zod in one go: schemas that see a value, counted for every value within. */
  readonly maxLight: number
  readonly large: LargeValues
  /** Results of recursive schemas that would see a value again in each option of a union, by schema and value. */
  readonly seen: Map<Schema, WeakMap<object, Payload>>[]
  /** Values within each other that are on the stack. */
  nested: number
  /** Work since the last look at the clock. */
  sinceLook: number
  /** True if the last value went to zod as a whole, at once. */
  wasLight: boolean
}

/** Initial state of a walk. */
export function createWalk(turns: Turns, stepsLeft: number, maxLight: number): Walk {
  const seen = Array.from({ length: 4 }, () => new Map())
  return {
    turns,
    job: { turns: 0 },
    stepsLeft,
    maxLight,
    large: new WeakMap(),
    seen,
    nested: 0,
    sinceLook: 0,
    wasLight: false,
  }
}

/** Context of zod's parsers, with our own state. */
export interface WalkContext extends z.core.ParseContextInternal {
  readonly walk: Walk
  /** True within an option of a union, where all depends on the first issue that aborts. */
  readonly isOption: boolean
  /** True within an intersection, which forgives keys that only one side refuses. */
  readonly forgivesKeys: boolean
}

/** A value needs more steps than its size explains, as with a recursive union. */
export class TooComplex extends Error {}

/** Zod remembers what it saw of recursive schemas by context; with our own order of steps it must not. */
const noMemory = {
  buckets: { get: () => ({ get: () => undefined, set: () => undefined }) },
  backEdges: undefined,
}

export function createWalkContext(walk: Walk): WalkContext {
  const context = { async: true as const, walk, isOption: false, forgivesKeys: false }
  return Object.assign(context, { '~memo': noMemory })
}

/** Counts steps. Throws {@link TooComplex} once they are used up. */
export function takeSteps(walk: Walk, count: number): void {
  walk.stepsLeft -= count
  if (walk.stepsLeft < 0) throw new TooComplex('it takes too many steps to check')
}

/** Work after which it is time to look at the clock: parts of schemas that saw a value. */
const workPerLook = 200

/** Waits for the next turn if the current one is over. @param work done or about to be done since the last look */
export function pauseIfOver(walk: Walk, work: number): Promise<void> | undefined {
  walk.sinceLook += work
  if (walk.sinceLook < workPerLook) return undefined
  if (walk.turns.isOver()) return walk.turns.next(walk.job)
  walk.sinceLook = 0
  return undefined
}

/** Adds issues of a value within, at its key. */
export function addIssues(payload: Payload, issues: readonly Issue[], key: PropertyKey | undefined): void {
  for (const issue of issues) {
    if (payload.issues.length >= maxKeptIssues && issue.continue === true && !isForgivable(issue)) continue
    if (key !== undefined) (issue as Writable).path = [key, ...(issue.path ?? [])]
    payload.issues.push(issue)
  }
}

/** Returns true, and lets no check see the rest, if a value is refused whatever else it holds. */
export function stopsHere(payload: Payload, { isOption, forgivesKeys }: WalkContext): boolean {
  const { issues } = payload
  if (issues.length === 0 || (!isOption && issues.length < maxIssues)) return false
  if (!issues.some((issue) => isEnough(issue, { isOption, forgivesKeys }))) return false
  endWith(issues.at(-1)!)
  return true
}

/**
 * Leaves no more issues than decide, and counts the others as steps: at each level around, the path of every issue grows.
 */
export function trimIssues<T extends Payload>(payload: T, context: WalkContext): T {
  const { issues } = payload
  if (issues.length <= maxIssues) return payload
  takeSteps(context.walk, issues.length)
  if (stopsHere(payload, context)) {
    const kept = issues.filter((issue) => isEnough(issue, context)).slice(0, maxIssues)
    endWith(kept.at(-1)!)
    payload.issues = kept
  } else if (issues.length > maxKeptIssues) {
    payload.issues = issues.filter(
      (issue, at) => at < maxKeptIssues || issue.continue !== true || isForgivable(issue),
    )
  }
  return payload
}

/** Returns true for an issue with which a value is refused whatever else it holds. */
function isEnough(
  issue: Issue,
  { isOption, forgivesKeys }: Pick<WalkContext, 'isOption' | 'forgivesKeys'>,
): boolean {
  return !(forgivesKeys && isForgivable(issue)) && (!isOption || issue.continue !== true)
}

/** Makes an issue one after which no check sees the value. */
export function endWith(issue: Issue): void {
  ;(issue as Writable).continue = false
}

function isForgivable({ code, path }: Issue): boolean {
  return code === 'unrecognized_keys' || (code === 'invalid_key' && (path?.length ?? 0) <= 1)
}
