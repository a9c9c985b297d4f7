import {
  callback,
  configError,
  integer,
  milliseconds,
  optionError,
  optionsOf,
  parseOptions,
  positive,
  text,
} from '@subnetkit/base'
import { z } from 'zod'
import { isTaskSource } from '../subnet/definition-schema.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Families, TaskSource } from '../tasks/task.js'
import { isInScope } from './parts.js'
import type { Answer, Combine, Criterion, Factor, Gate, RoundCriterion, Rubric, Scope } from './rubric.js'
import { weightedMean } from './weighted-mean.js'

/** Options of {@link rubric}. */
export interface RubricOptions<A> {
  /** Conditions without which an answer is worth 0; checked in this order, up to the first that fails. @default none */
  readonly gates?: readonly Gate<A>[] | undefined
  /** Measures of an answer, alone or beside the others of its round; each family needs at least one. */
  readonly criteria: readonly (Criterion<A> | RoundCriterion<A>)[]
  /** Bounded multipliers on top, such as {@link latency}. @default none */
  readonly factors?: readonly Factor<A>[] | undefined
  /** @default weightedMean() */
  readonly combine?: Combine | undefined
  /**
   * Families whose answers are looked at for likeness between miners, which receipts state and no score follows from; false
   * for none.
   * @default all families
   */
  readonly similarity?: readonly (A extends { readonly family: infer F } ? F : string)[] | false | undefined
}

const scope = z
  .union([z.strictObject({ synapse: z.string() }), z.strictObject({ family: z.string() })], {
    error: '{ synapse } or { family }',
  })
  .optional()
const partField = <T extends z.ZodRawShape>(kind: string, shape: T) =>
  // Loose: a part may be an object with state of its own.
  z.looseObject(
    { name: text('a name'), scope, deadlineMs: milliseconds().optional(), ...shape },
    `a ${kind}, as ${kind}() makes it`,
  )
const partsOf = <T extends z.ZodRawShape>(kind: string, shape: T) => z.array(partField(kind, shape), 'a list')

const criterionField = partField('criterion', { weight: positive(), score: callback() })
const roundCriterionField = partField('roundCriterion', {
  weight: positive(),
  ...{ feature: callback(), compare: callback(), group: callback().optional() },
  past: integer(0, 1_000).optional(),
  minPeers: integer(0).optional(),
})

const optionsSchema = optionsOf({
  gates: partsOf('gate', { passes: callback() }).optional(),
  criteria: z.array(z.unknown(), 'a list').superRefine((list, context) => {
    for (const [at, one] of list.entries()) {
      const found = (isRoundCriterion(one) ? roundCriterionField : criterionField).safeParse(one)
      for (const { message, path } of found.error?.issues ?? []) {
        context.addIssue({ code: 'custom', message, path: [at, ...path] })
      }
    }
  }),
  factors: partsOf('factor', { factor: callback() }).optional(),
  combine: callback().optional(),
  similarity: z
    .union([z.literal(false), z.array(text('a family'))], 'false or a list of families')
    .optional(),
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
  const { gates = [], criteria: all, factors = [], combine = weightedMean(), similarity } = options
  const { families } = tasks
  const parts = [...gates, ...all, ...factors]
  for (const part of parts) checkScope(part, families)
  for (const [family, { synapse }] of Object.entries(families)) {
    const applies = (part: { readonly scope?: Scope }) => isInScope(part, { family, synapse })
    ensure(
      all.some(applies),
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
  for (const family of similarity || []) {
    const known = Object.keys(families).join(', ')
    ensure(
      Object.hasOwn(families, family),
      `similarity names the family ${family}, but the tasks have ${known}`,
      `Name some of ${known}.`,
    )
  }
  const roundCriteria = all.filter((one) => isRoundCriterion<Answer<P, F>>(one))
  const criteria = all.filter((one): one is Criterion<Answer<P, F>> => !isRoundCriterion(one))
  const made = { families, gates, criteria, roundCriteria, factors, combine }
  return similarity === undefined ? made : { ...made, similarity }
}

function isRoundCriterion<A>(one: unknown): one is RoundCriterion<A> {
  return typeof one === 'object' && one !== null && 'compare' in one
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
