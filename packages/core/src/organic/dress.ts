import type { RequestProfile } from './profile.js'

/**
 * Fields of an input that a task leaves to the requests of users: `any` takes the value of a recent request, `more` the larger one of the
 * two, for a limit that the task needs.
 */
export type OpenFields = Readonly<Record<string, 'any' | 'more'>>

/** Ratio of the larger of two sizes in bytes to the smaller one. */
export const sizeRatio = (one: number, other: number): number =>
  (Math.max(one, other) + 1) / (Math.min(one, other) + 1)

/** Candidates in the order of their nearness in size, by its ratio. */
export const nearestFirst = <T extends { readonly size: number }>(
  size: number,
  candidates: readonly T[],
): readonly T[] => candidates.toSorted((a, b) => sizeRatio(a.size, size) - sizeRatio(b.size, size))

/** An input with the open fields of a request, in the order that the input has: a field that the request left out is left out. */
export function dressInput<Input extends object>(
  input: Input,
  { parameters }: RequestProfile,
  open: OpenFields,
): Input {
  const own = input as Readonly<Record<string, unknown>>
  const fieldOf = (name: string): unknown => {
    const rule = open[name]
    if (rule === undefined) return own[name]
    const taken = parameters[name]
    if (rule === 'any') return taken
    return typeof taken === 'number' && taken > Number(own[name]) ? taken : own[name]
  }
  // In the order of the schema's own fields, whichever side they are from.
  const order = [...new Set([...Object.keys(input), ...Object.keys(open)])]
  return Object.fromEntries(
    order.map((name) => [name, fieldOf(name)]).filter(([, value]) => value !== undefined),
  ) as Input
}
