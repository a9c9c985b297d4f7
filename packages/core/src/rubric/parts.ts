import type { Checked } from './not-checked.js'
import type { Criterion, Factor, Gate, Scope } from './rubric.js'

/** Options of {@link gate}, {@link criterion} and {@link factor}. */
export interface PartOptions {
  /** Time for one answer, in ms; a part that takes longer fails, and costs the miner the answer. @default 10_000 */
  readonly deadlineMs?: number | undefined
}

/** Scopes that answers of type `A` have: the names of their synapses and families. */
export type ScopeOf<A> = [A] extends [{ readonly synapse: string; readonly family: string }]
  ?
      | { readonly synapse: A['synapse']; readonly family?: never }
      | { readonly family: A['family']; readonly synapse?: never }
  : Scope

/** Answers of type `A` within a scope. */
export type Scoped<A, S> =
  S extends ScopeOf<A>
    ? Extract<A, S>
    : // biome-ignore lint/suspicious/noExplicitAny: a misspelt scope is one error; never would add one for each use
      any

/**
 * Condition without which an answer is worth 0. With a scope, it applies to the tasks of one synapse or one family
 * only.
 * @example
 * gate('not empty', ({ output }) => output.text !== '')
 * gate('within budget', { synapse: 'complete' }, ({ input, output }) => output.tokens <= input.maxTokens)
 */
export function gate<A>(
  name: string,
  passes: (answer: A) => Checked<boolean> | Promise<Checked<boolean>>,
  options?: PartOptions,
): Gate<A>
export function gate<A, const S extends Scope>(
  name: string,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  passes: (answer: NoInfer<Scoped<A, S>>) => Checked<boolean> | Promise<Checked<boolean>>,
  options?: PartOptions,
): Gate<A>
export function gate(name: string, ...rest: Rest): Gate<never> {
  const { check, ...limits } = split(rest)
  return { name, ...limits, passes: check }
}

/**
 * Measures one aspect of an answer: `score` returns a number in [0, 1], `weight` is its share in the combination. With a
 * scope it scores the tasks of one synapse or one family only.
 * @example
 * criterion('correct', 1, ({ output, truth }) => (output.sum === truth ? 1 : 0))
 * criterion('correct', 1, { family: 'sorting' }, ({ output, truth }) => overlap(output.values, truth))
 */
export function criterion<A>(
  name: string,
  weight: number,
  score: (answer: A) => Checked<number> | Promise<Checked<number>>,
  options?: PartOptions,
): Criterion<A>
export function criterion<A, const S extends Scope>(
  name: string,
  weight: number,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  score: (answer: NoInfer<Scoped<A, S>>) => Checked<number> | Promise<Checked<number>>,
  options?: PartOptions,
): Criterion<A>
export function criterion(name: string, weight: number, ...rest: Rest): Criterion<never> {
  const { check, ...limits } = split(rest)
  return { name, weight, ...limits, score: check }
}

/**
 * Multiplies the combined criteria by a number in [0, 1]. With a scope it multiplies the scores of one synapse or one
 * family only. {@link latency} is one.
 * @example
 * factor('short', ({ output }) => (output.text.length < 200 ? 1 : 0.9))
 */
export function factor<A>(
  name: string,
  multiplier: (answer: A) => Checked<number> | Promise<Checked<number>>,
  options?: PartOptions,
): Factor<A>
export function factor<A, const S extends Scope>(
  name: string,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  multiplier: (answer: NoInfer<Scoped<A, S>>) => Checked<number> | Promise<Checked<number>>,
  options?: PartOptions,
): Factor<A>
export function factor(name: string, ...rest: Rest): Factor<never> {
  const { check, ...limits } = split(rest)
  return { name, ...limits, factor: check }
}

/** Returns true if a part applies to the tasks of this family and synapse. */
export function isInScope(
  { scope }: { readonly scope?: Scope },
  task: { readonly family: string; readonly synapse: string },
): boolean {
  return (scope?.synapse ?? task.synapse) === task.synapse && (scope?.family ?? task.family) === task.family
}

// biome-ignore lint/suspicious/noExplicitAny: the compiler takes parameter types from here once no overload fits
type Check = (answer: any) => any
type Rest =
  | [check: Check, options?: PartOptions | undefined]
  | [scope: Scope, check: Check, options?: PartOptions | undefined]

function split(rest: Rest): { check: Check; scope?: Scope; deadlineMs?: number } {
  const [scope, check, { deadlineMs } = {}] = isUnscoped(rest) ? [undefined, ...rest] : rest
  return { check, ...(scope !== undefined && { scope }), ...(deadlineMs !== undefined && { deadlineMs }) }
}

const isUnscoped = (rest: Rest): rest is Extract<Rest, [check: Check, options?: PartOptions | undefined]> =>
  typeof rest[0] === 'function'
