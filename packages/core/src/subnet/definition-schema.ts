import { checked, made, optionsOf } from '@subnetkit/base'
import { z } from 'zod'
import type { Rubric } from '../rubric/rubric.js'
import type { TaskSource } from '../tasks/task.js'
import { exhibitsField } from './exhibits/define-exhibits.js'
import { isSynapse, type Synapse } from './synapse.js'
import { viewsField } from './views/views.js'

const largestU64 = 2n ** 64n - 1n

/** Synapses by name, at least one. */
export const protocolField = z
  .record(z.string(), checked<Synapse>(isSynapse, 'a synapse, as synapse({ input, output }) makes it'), {
    error: 'an object of synapses',
  })
  .refine((protocol) => Object.keys(protocol).length > 0, 'a protocol of at least one synapse')

const aRubric = 'a rubric, as rubric(tasks, { … }) makes it'
export const rubricField = made<Rubric<never>>(aRubric, 'combine').refine(
  ({ families, gates, criteria, roundCriteria, factors }) =>
    isObject(families) && [gates, criteria, roundCriteria, factors].every(Array.isArray),
  aRubric,
)

const mechanismFields = {
  tasks: checked<TaskSource>(isTaskSource, 'a task source, as taskSource({ protocol, families }) makes it'),
  rubric: rubricField,
  incentive: z.unknown().optional(),
}
/** Shape of a further mechanism. The incentive has a separate schema. */
export const mechanismSchema = optionsOf({ ...mechanismFields, next: z.unknown().optional() })

const versionField = checked<number | bigint>(
  isVersionKey,
  `an integer from 1 to ${largestU64}, beyond 2^53 as a bigint`,
)

const nextFields = {
  rubric: rubricField.optional(),
  incentive: z.unknown().optional(),
  onActivation: z.enum(['shadow', 'continue', 'restart'], "'shadow', 'continue' or 'restart'").optional(),
}
/** Shape of the next version's scoring: of the subnet, and of a further mechanism. */
export const nextSchema = optionsOf({ version: versionField, ...nextFields })
export const nextMechanismSchema = z.looseObject(nextFields, 'the scoring of the next version')

/** Shape of a subnet's definition. Incentive and hyperparameters have separate schemas. */
export const definitionSchema = optionsOf({
  name: checked<string>(
    (value) => typeof value === 'string' && /^[a-z][a-z0-9-]{0,31}$/.test(value),
    '1 to 32 of a-z, 0-9 and -, starting with a letter',
  ),
  version: versionField,
  protocol: protocolField,
  ...mechanismFields,
  mechanisms: checked<object>(isObject, 'an object of mechanisms by number').optional(),
  hyperparameters: z.unknown().optional(),
  next: z.unknown().optional(),
  views: viewsField.optional(),
  exhibits: exhibitsField.optional(),
})

/** Returns true if a value has the protocol, the families and the method of a task source. */
export function isTaskSource(value: unknown): value is TaskSource {
  if (!isObject(value)) return false
  const { protocol, families, tasksFor, observe } = value
  return (
    isObject(protocol) &&
    isObject(families) &&
    Object.keys(families).length > 0 &&
    typeof tasksFor === 'function' &&
    (observe === undefined || typeof observe === 'function')
  )
}

function isVersionKey(value: unknown): boolean {
  const isInteger = typeof value === 'bigint' || Number.isSafeInteger(value)
  return isInteger && (value as number | bigint) >= 1 && (value as number | bigint) <= largestU64
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
