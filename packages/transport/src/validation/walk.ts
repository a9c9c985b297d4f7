import type { z } from 'zod'
import { type Job, turns } from './turns.js'

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
  readonly job: Job
  stepsLeft: number
  /** What zod does in one go at most: schemas that see a value, counted for every value within. */
  readonly maxLight: number
  /** Objects that are known to be large. */
  readonly large: WeakSet<object>
  /** True if the last value went to zod as a whole. */
  wasLight: boolean
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

/** Waits for the next turn if the current one is over. */
export function pauseIfOver(walk: Walk): Promise<void> | undefined {
  return turns.isOver() ? turns.next(walk.job) : undefined
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
  const isEnough = (issue: Issue) =>
    !(forgivesKeys && isForgivable(issue)) && (!isOption || issue.continue !== true)
  if (!issues.some(isEnough)) return false
  endWith(issues.at(-1)!)
  return true
}

/** Makes an issue one after which no check sees the value. */
export function endWith(issue: Issue): void {
  ;(issue as Writable).continue = false
}

function isForgivable({ code, path }: Issue): boolean {
  return code === 'unrecognized_keys' || (code === 'invalid_key' && (path?.length ?? 0) <= 1)
}
