import type { Criterion, Factor, Gate, Scope } from './rubric.js'

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
export function gate<A>(name: string, passes: (answer: A) => boolean | Promise<boolean>): Gate<A>
export function gate<A, const S extends Scope>(
  name: string,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  passes: (answer: NoInfer<Scoped<A, S>>) => boolean | Promise<boolean>,
): Gate<A>
export function gate(name: string, ...rest: Rest): Gate<never> {
  const { scope, check } = split(rest)
  return { name, ...scope, passes: check }
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
  score: (answer: A) => number | Promise<number>,
): Criterion<A>
export function criterion<A, const S extends Scope>(
  name: string,
  weight: number,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  score: (answer: NoInfer<Scoped<A, S>>) => number | Promise<number>,
): Criterion<A>
export function criterion(name: string, weight: number, ...rest: Rest): Criterion<never> {
  const { scope, check } = split(rest)
  return { name, weight, ...scope, score: check }
}

/**
 * Multiplies the combined criteria by a number in [0, 1]. With a scope it multiplies the scores of one synapse or one
 * family only. {@link latency} is one.
 * @example
 * factor('short', ({ output }) => (output.text.length < 200 ? 1 : 0.9))
 */
export function factor<A>(name: string, multiplier: (answer: A) => number | Promise<number>): Factor<A>
export function factor<A, const S extends Scope>(
  name: string,
  scope: S extends ScopeOf<A> ? S : ScopeOf<A>,
  multiplier: (answer: NoInfer<Scoped<A, S>>) => number | Promise<number>,
): Factor<A>
export function factor(name: string, ...rest: Rest): Factor<never> {
  const { scope, check } = split(rest)
  return { name, ...scope, factor: check }
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
type Rest = [check: Check] | [scope: Scope, check: Check]

function split(rest: Rest): { scope: { readonly scope?: Scope }; check: Check } {
  return rest.length === 1 ? { scope: {}, check: rest[0] } : { scope: { scope: rest[0] }, check: rest[1] }
}
