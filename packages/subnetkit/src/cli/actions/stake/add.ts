import { z } from 'zod'
import { amountField, netuidField, taoField } from '../../config/fields.js'
import { cliError } from '../../errors.js'
import { formatAmount } from '../../output/units.js'
import { carryOut } from '../../plan/carry-out.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({
  netuid: netuidField,
  amount: taoField.optional(),
  atLeast: amountField('alpha').optional(),
})

export const action = defineAction(schema, async (context, { netuid, amount, atLeast }) => {
  if ((amount === undefined) === (atLeast === undefined)) {
    throw cliError('USAGE', {
      detail: 'give either --amount or --at-least',
      fix: 'Run subnet stake add --help for examples.',
    })
  }
  const { planAddStake, planStake } = await import('@subnetkit/chain')
  const [hotkey, coldkey] = await Promise.all([context.keys.hotkeyAddress(), context.keys.coldkeyAddress()])
  const subject = { netuid, hotkey, coldkey }
  return carryOut(context, {
    plan: (client) =>
      amount === undefined
        ? planStake(client, { ...subject, atLeast: atLeast ?? 0n })
        : planAddStake(client, { ...subject, amount }),
    done: ({ value }) =>
      `hotkey ${hotkey} holds ${formatAmount(value, { unit: netuid === 0 ? 'τ' : 'α' })} of this coldkey on subnet ${netuid}`,
  })
})
