import type { Task } from '@subnetkit/core'
import { isRecord } from '../../offline/plain-data.js'

/** A way to make an answer of the truth of a task. */
export interface Recipe {
  /** In words, such as `truth.value as completion`. */
  readonly name: string
  /** Undefined where the truth has no such part. */
  make(task: Task): unknown
}

/** Most recipes that are tried for a family. */
const mostRecipes = 60

/**
 * Lists ways to build an answer from the truth of a task: the truth itself, its fields in those of an answer that the schema
 * takes, or one part of it in the place of one field. Which of them is right shows when they are scored.
 */
export function recipesFor({ truth }: Task, samples: readonly unknown[]): readonly Recipe[] {
  if (truth === null || truth === undefined) return []
  const [least] = samples
  const recipes: Recipe[] = [{ name: 'the truth', make: (task) => task.truth }]
  if (isRecord(least) && isRecord(truth)) {
    recipes.push({
      name: 'the fields of the truth',
      make: (task) => ({ ...least, ...(task.truth as object) }),
    })
  }
  for (const [name, read] of partsOf(truth)) {
    for (const [as, convert] of conversions) {
      const value = (task: Task) => convert(read(task.truth))
      if (!isRecord(least)) {
        recipes.push({ name: `${name}${as}`, make: value })
        if (Array.isArray(least))
          recipes.push({ name: `a list of ${name}${as}`, make: (task) => [value(task)] })
        continue
      }
      for (const field of Object.keys(least)) {
        recipes.push({
          name: `${name}${as} in ${field}`,
          make(task) {
            const part = value(task)
            return part === undefined ? undefined : { ...least, [field]: part }
          },
        })
      }
    }
  }
  return recipes.slice(0, mostRecipes)
}

type Read = (truth: unknown) => unknown

/** The truth, each of its fields, and the list of them. */
function partsOf(truth: unknown): readonly (readonly [name: string, read: Read])[] {
  const whole = ['the truth', (value: unknown) => value] as const
  if (!isRecord(truth)) return [whole]
  const fields = Object.keys(truth).map(
    (name) => [`truth.${name}`, (value: unknown) => (isRecord(value) ? value[name] : undefined)] as const,
  )
  const list = [
    'the values of the truth',
    (value: unknown) => (isRecord(value) ? Object.values(value) : undefined),
  ] as const
  return [...fields, list, whole]
}

/** Forms in which an answer may have a value. */
const conversions: readonly (readonly [as: string, convert: Read])[] = [
  ['', (value) => value],
  [
    ' as text',
    (value) => (Array.isArray(value) ? value.join(' ') : isRecord(value) ? undefined : textOf(value)),
  ],
  [
    ' as a number',
    (value) => (typeof value === 'bigint' || typeof value === 'string' ? Number(value) : undefined),
  ],
]

const textOf = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : undefined
