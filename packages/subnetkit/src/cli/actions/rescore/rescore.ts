import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { cliError } from '../../errors.js'
import { loadDefinition } from '../../offline/load-definition.js'
import { defineAction } from '../../program/define-action.js'
import { openValidatorStore } from '../../run/open-store.js'
import { compareStandings } from './compare-standings.js'
import { loadRubric } from './load-rubric.js'
import { renderRescore } from './render-rescore.js'
import { rescoreRounds } from './rescore-rounds.js'

const schema = z.strictObject({
  rubric: z.string().min(1, 'must not be empty'),
  rounds: wholeNumber(1, 10_000).default(10),
  directory: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(
  schema,
  async (context, { rubric: path, rounds: limit, directory }, [argument]) => {
    const { subnet, mechanism, module } = await loadDefinition(context, argument)
    const other = await loadRubric(path, mechanism)
    const { store, validator } = await context.unlessInterrupted(openValidatorStore(context, directory))
    const rounds = await store.foldedRounds({ limit })
    if (rounds.length === 0) {
      throw cliError('FILE_INVALID', {
        path: directory ?? 'the store of the validator',
        detail: 'it has no round that was scored',
        fix: 'Let the validator end a round first.',
      })
    }
    context.progress(`scoring ${rounds.length} rounds again`)
    const { netuid } = validator
    const { signal } = context
    const rescoring = { store, rounds, subnet, rubric: other.rubric, netuid, mechanism, signal }
    const rescored = await context.unlessInterrupted(rescoreRounds(rescoring))
    const { incentive } = subnet
    const comparison = compareStandings(rescored.tasks, incentive, other.incentive ?? incentive)
    const { tasks, leftOut, troubles } = rescored
    return {
      data: {
        ...{ module, rubric: path, netuid, mechanism, rounds: rescored.rounds },
        ...{ tasks: tasks.length, leftOut, ...comparison, troubles },
      },
      text: () => renderRescore(context, { rubric: path, rescored, comparison }),
    }
  },
)
