import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { formatAmount } from '../../output/units.js'
import { carryOut } from '../../plan/carry-out.js'
import { defineAction } from '../../program/define-action.js'
import { quantityFields, quantityOf } from './quantity.js'

const schema = z.strictObject({ netuid: netuidField, ...quantityFields })

export const action = defineAction(schema, async (context, { netuid, ...quantity }) => {
  const amount = quantityOf('remove', quantity)
  const { planRemoveStake } = await import('@subnetkit/chain')
  const [hotkey, coldkey] = await Promise.all([context.keys.hotkeyAddress(), context.keys.coldkeyAddress()])
  return carryOut(context, {
    plan: (client) => planRemoveStake(client, { netuid, hotkey, coldkey, amount }),
    done: ({ value }) =>
      `${formatAmount(value, { unit: netuid === 0 ? 'τ' : 'α' })} left on hotkey ${hotkey} of subnet ${netuid}`,
  })
})
