import { z } from 'zod'
import { defineAction } from '../../program/define-action.js'
import { carryOutPlan } from './carry-out-plan.js'
import { checkPartName } from './part-name.js'
import { planMechanism } from './parts/mechanism.js'
import { openProject } from './project.js'

const schema = z.strictObject({})

export const action = defineAction(schema, async (context, _, [name = '', module]) => {
  checkPartName('mechanism', name)
  const plan = await planMechanism(await openProject(module), name)
  const next = ['Change the new rubric and incentive, and raise version in the definition.']
  return carryOutPlan(context, { kind: 'mechanism', name, next }, plan)
})
