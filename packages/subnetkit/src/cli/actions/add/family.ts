import { z } from 'zod'
import { defineAction } from '../../program/define-action.js'
import { carryOutPlan } from './carry-out-plan.js'
import { checkPartName } from './part-name.js'
import { planFamily } from './parts/family.js'
import { openProject } from './project.js'

const schema = z.strictObject({ like: z.string().optional(), synapse: z.string().optional() })

export const action = defineAction(schema, async (context, { like, synapse }, [name = '', module]) => {
  checkPartName('family', name)
  const plan = await planFamily(await openProject(module), { name, like, synapse })
  const next = [`Change the questions of ${name}, and raise version in the definition.`]
  return carryOutPlan(context, { kind: 'family', name, next }, plan)
})
