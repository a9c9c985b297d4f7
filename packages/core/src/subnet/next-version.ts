import { configError, parseOptions } from '@subnetkit/base'
import type { AnswerTo, Rubric } from '../rubric/rubric.js'
import { parseIncentive } from '../scoreboard/parse-incentive.js'
import type { Incentive } from '../scoreboard/policy.js'
import type { TaskSource } from '../tasks/task.js'
import { nextMechanismSchema, nextSchema } from './definition-schema.js'

/**
 * Rule for the scores at the block at which the scoring of another version begins: those that it has given in the shadow of
 * the active one (`shadow`), the present ones (`continue`), or those of newcomers (`restart`).
 */
export type ActivationRule = 'shadow' | 'continue' | 'restart'

/** Scoring of the next version for one mechanism. */
export interface NextMechanismDefinition<Source extends TaskSource = TaskSource> {
  /** Rubric for the same tasks. @default the present one */
  readonly rubric?: (TaskSource extends Source ? Rubric<never> : Rubric<AnswerTo<Source>>) | undefined
  /** Fields that are left out stay as they are. @default the present one */
  readonly incentive?: Partial<Incentive> | undefined
  /** @default 'shadow' */
  readonly onActivation?: ActivationRule | undefined
}

/** Scoring of the next version, which scores in the shadow of the active one until the owner activates it. */
export interface NextDefinition<Source extends TaskSource = TaskSource>
  extends NextMechanismDefinition<Source> {
  /** Larger than the version of the definition. */
  readonly version: number | bigint
}

/** Scoring of the next version, with its defaults filled in. */
export interface NextScoring<A = never> {
  readonly version: number | bigint
  readonly rubric: Rubric<A>
  readonly incentive: Incentive
  readonly onActivation: ActivationRule
}

/** Scoring of the present version. */
interface Present extends Pick<NextScoring, 'rubric' | 'incentive'> {
  readonly tasks: TaskSource
}

/** Version that a definition names as the next one. Throws CONFIG_INVALID for one that is not larger. */
export function parseNextVersion(
  next: NextDefinition | undefined,
  version: number | bigint,
): number | bigint | null {
  if (next === undefined) return null
  parseOptions(nextSchema, next, 'defineSubnet next')
  if (next.version > version) return next.version
  const detail = `it is ${next.version}, and the definition has version ${version}`
  throw configError('CONFIG_INVALID', {
    ...{ place: 'defineSubnet next.version', detail, fix: `Set it to ${BigInt(version) + 1n} or more.` },
  })
}

/** Fills in the scoring of the next version for one mechanism. Throws CONFIG_INVALID for a rubric of other tasks. */
export function parseNext(
  version: number | bigint,
  next: NextMechanismDefinition,
  present: Present,
  prefix: string,
): NextScoring {
  parseOptions(nextMechanismSchema, next, `defineSubnet ${prefix}next`)
  const { rubric = present.rubric, onActivation = 'shadow' } = next
  for (const [family, { synapse }] of Object.entries(present.tasks.families)) {
    if (rubric.families[family]?.synapse === synapse) continue
    throw configError('CONFIG_INVALID', {
      place: `defineSubnet ${prefix}next.rubric`,
      detail: `it was made for other tasks: no part of it scores the family ${family}`,
      fix: 'Make it with rubric(tasks, { … }) of the tasks of the definition.',
    })
  }
  const incentive = parseIncentive({ ...present.incentive, ...next.incentive })
  return { version, rubric: rubric as Rubric<never>, incentive, onActivation }
}
