import { z } from 'zod'
import { cliError } from '../../errors.js'
import { defineAction } from '../../program/define-action.js'
import { carryOutPlan } from './carry-out-plan.js'
import { planSynapse } from './parts/synapse.js'
import { openProject } from './project.js'

const schema = z.strictObject({ like: z.string().optional() })

/** Names that are written without quotes, and read as a property. */
const pattern = /^[a-z][a-zA-Z\d]{0,63}$/

export const action = defineAction(schema, async (context, { like }, [name = '', module]) => {
  if (!pattern.test(name)) {
    const detail = `'${name.slice(0, 64)}' is not the name of a synapse: a letter in lower case, then letters and digits`
    throw cliError('USAGE', { detail, fix: 'Choose a name such as translate.' })
  }
  const plan = await planSynapse(await openProject(module), name, like)
  const next = [
    `Change the schemas and the handler of ${name}, and raise version in the definition.`,
    `Validators ask it once a family calls it: subnet add family ${name.toLowerCase()} --synapse ${name}.`,
  ]
  return carryOutPlan(context, { kind: 'synapse', name, next }, plan)
})
