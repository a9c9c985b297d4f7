import { callback, configError, optionError, optionsOf, parseOptions, positive, text } from '@subnetkit/base'
import { z } from 'zod'
import { isTaskSource } from '../subnet/definition-schema.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Families, TaskSource } from '../tasks/task.js'
import { isInScope } from './parts.js'
import type { Answer, Combine, Criterion, Factor, Gate, Rubric, Scope } from './rubric.js'
import { weightedMean } from './weighted-mean.js'

/** Options of {@link rubric}. */
export interface RubricOptions<A> {
  /** Conditions without which an answer is worth 0; checked in this order, up to the first that fails. @default none */
  readonly gates?: readonly Gate<A>[] | undefined
  /** Measures of an answer; each family needs at least one. */
  readonly criteria: readonly Criterion<A>[]
  /** Bounded multipliers on top, such as {@link latency}. @default none */
  readonly factors?: readonly Factor<A>[] | undefined
  /** @default weightedMean() */
  readonly combine?: Combine | undefined
}

const scope = z
  .union([z.strictObject({ synapse: z.string() }), z.strictObject({ family: z.string() })], {
    error: '{ synapse } or { family }',
  })
  .optional()
const partsOf = <T extends z.ZodRawShape>(kind: string, shape: T) =>
  z.array(
    // Loose: a part may be an object with state of its own.
    z.looseObject({ name: text('a name'), scope, ...shape }, `a ${kind}, as ${kind}() makes it`),
    'a list',
  )

const optionsSchema = optionsOf({
  gates: partsOf('gate', { passes: callback() }).optional(),
  criteria: partsOf('criterion', {
    weight: positive(),
    score: callback(),
  }),
  factors: partsOf('factor', { factor: callback() }).optional(),
  combine: callback().optional(),
})

/**
 * Defines how answers to these tasks are scored: gates × combined criteria × factors. The types of every part follow
 * from the tasks. Throws CONFIG_INVALID for a family without a criterion, a scope that names no synapse or family of
 * the tasks, a weight that is not positive, or two parts of the same name for one family.
 * @example
 * const textRubric = rubric(tasks, {
 *   gates: [gate('not empty', ({ output }) => output.completion.length > 0)],
 *   criteria: [criterion('correct', 1, ({ output, truth }) => (output.completion === truth ? 1 : 0))],
 *   factors: [latency()],
 * })
 */
export function rubric<P extends Protocol, F extends Families<P>>(
  tasks: TaskSource<P, F>,
  options: RubricOptions<Answer<P, F>>,
): Rubric<Answer<P, F>> {
  if (!isTaskSource(tasks)) {
    throw optionError('rubric tasks', tasks, 'a task source, as taskSource({ protocol, families }) makes it')
  }
  parseOptions(optionsSchema, options, 'rubric')
  const { gates = [], criteria, factors = [], combine = weightedMean() } = options
  const { families } = tasks
  const parts = [...gates, ...criteria, ...factors]
  for (const part of parts) checkScope(part, families)
  for (const [family, { synapse }] of Object.entries(families)) {
    const applies = (part: { readonly scope?: Scope }) => isInScope(part, { family, synapse })
    ensure(
      criteria.some(applies),
      `no criterion scores the family ${family}`,
      `Add a criterion for ${family}, or one without a scope.`,
    )
    const names = parts.filter(applies).map(({ name }) => name)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    ensure(
      twice === undefined,
      `two parts for the family ${family} are named ${twice}`,
      'Give each part of a family a name of its own.',
    )
  }
  return { families, gates, criteria, factors, combine }
}

function checkScope(
  { name, scope }: { readonly name: string; readonly scope?: Scope },
  families: Rubric<never>['families'],
): void {
  if (scope === undefined) return
  const [kind, given, known] =
    scope.synapse === undefined
      ? (['family', scope.family, Object.keys(families)] as const)
      : (['synapse', scope.synapse, Object.values(families).map(({ synapse }) => synapse)] as const)
  const names = [...new Set(known)].join(', ')
  ensure(
    known.includes(given),
    `${name} is for the ${kind} ${given}, but the tasks have ${names}`,
    `Scope ${name} to one of ${names}.`,
  )
}

function ensure(holds: boolean, detail: string, fix: string): void {
  if (!holds) throw configError('CONFIG_INVALID', { place: 'rubric', detail, fix })
}
