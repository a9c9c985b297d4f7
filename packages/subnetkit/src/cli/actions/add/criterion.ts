import { z } from 'zod'
import { cliError } from '../../errors.js'
import { defineAction } from '../../program/define-action.js'
import { carryOutPlan } from './carry-out-plan.js'
import { planCriterion } from './parts/criterion.js'
import { openProject } from './project.js'

const schema = z.strictObject({
  like: z.string().optional(),
  weight: z
    .string()
    .refine((text) => /^\d*\.?\d+$/.test(text) && Number(text) > 0, 'must be a positive number such as 0.5')
    .transform(Number)
    .optional(),
})

const pattern = /^[\p{L}\d][\p{L}\d _-]{0,62}[\p{L}\d]$|^[\p{L}\d]$/u

export const action = defineAction(schema, async (context, { like, weight }, [name = '', module]) => {
  if (!pattern.test(name)) {
    const detail = `'${name.slice(0, 64)}' is not the name of a criterion: 1 to 64 letters, digits, spaces and hyphens`
    throw cliError('USAGE', { detail, fix: 'Choose a name such as concise.' })
  }
  const plan = await planCriterion(await openProject(module), { name, like, weight })
  const next = [`Change the function and the weight of ${name}, and raise version in the definition.`]
  return carryOutPlan(context, { kind: 'criterion', name, next }, plan)
})
