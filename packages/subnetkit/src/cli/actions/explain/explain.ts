import { isSubnetError, SubnetError } from '@subnetkit/base'
import { mechanismOf, type Subnet } from '@subnetkit/core'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { loadSubnet } from '../../module/load-subnet.js'
import { defineAction } from '../../program/define-action.js'
import { moduleOf } from '../../run/module-argument.js'
import { openValidatorStore } from '../../run/open-store.js'
import { findUnaccepted, proposalsField, toUnaccepted } from '../governance/count-proposals.js'
import { unacceptedLines } from '../governance/render.js'
import { renderExplanation } from './render.js'
import { showTasks } from './tasks.js'

const schema = z.strictObject({
  rounds: wholeNumber(1, 10_000).optional(),
  round: wholeNumber(0, 2 ** 40).optional(),
  proposals: proposalsField,
  directory: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(schema, async (context, options, [given = '', argument]) => {
  const { rounds, round, directory, proposals } = options
  const who = /^\d{1,5}$/.test(given) ? Number(given) : given
  const { store, validator } = await openValidatorStore(context, directory)
  if (round !== undefined) return showTasks(context, store, who, round)
  const { explainMiner } = await import('@subnetkit/core/validator')
  const subnet = await loadSubnet(await moduleOf(context, argument), context.configured.config.subnet?.export)
  const own = mechanismOf(subnet, validator.mechanism) as unknown as Subnet
  const explained = await explainMiner({ store, subnet: own, validator: validator.hotkey }, who, { rounds })
  const { netuid, mechanism, hotkey } = validator
  const unaccepted = await findUnaccepted(context, netuid, proposals).catch(notAsked)
  return {
    data: {
      ...{ netuid, mechanism, validator: hotkey, ...explained },
      unaccepted: unaccepted instanceof SubnetError ? null : unaccepted.changes.map(toUnaccepted),
    },
    text: () => {
      const notes =
        unaccepted instanceof SubnetError
          ? [context.palette.dim(`not compared with proposals: ${unaccepted.message}`)]
          : unacceptedLines(unaccepted, context)
      return [
        ...renderExplanation(context, explained, { netuid, burn: own.incentive.burn }),
        ...(notes.length === 0 ? [] : ['', ...notes]),
      ].join('\n')
    },
  }
})

/** The store explains by itself: a chain that cannot be asked is stated. */
function notAsked(error: unknown): SubnetError {
  if (isSubnetError(error) && error.code.startsWith('CHAIN_')) return error
  throw error
}
