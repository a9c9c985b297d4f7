import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { checkAddress } from '../../context/address.js'
import { cliError } from '../../errors.js'
import { formatAmount } from '../../output/units.js'
import { carryOut } from '../../plan/carry-out.js'
import { defineAction } from '../../program/define-action.js'
import { quantityFields, quantityOf } from './quantity.js'

const schema = z.strictObject({
  netuid: netuidField,
  toNetuid: netuidField.optional(),
  toHotkey: z.string().optional(),
  ...quantityFields,
})

export const action = defineAction(schema, async (context, { netuid, toNetuid, toHotkey, ...quantity }) => {
  const amount = quantityOf('move', quantity)
  if (toNetuid === undefined && toHotkey === undefined) {
    throw cliError('USAGE', {
      detail: 'a move needs --to-netuid, --to-hotkey or both',
      fix: 'Run subnet stake move --help for examples.',
    })
  }
  const destination = toHotkey === undefined ? undefined : await checkAddress('--to-hotkey', toHotkey)
  const [hotkey, coldkey] = await Promise.all([context.keys.hotkeyAddress(), context.keys.coldkeyAddress()])
  const from = { netuid, hotkey }
  const to = { netuid: toNetuid ?? netuid, hotkey: destination ?? hotkey }
  if (from.netuid === to.netuid && from.hotkey === to.hotkey) {
    throw cliError('USAGE', {
      detail: 'origin and destination of the move are the same',
      fix: 'Choose another subnet with --to-netuid or another hotkey with --to-hotkey.',
    })
  }
  const { planMoveStake } = await import('@subnetkit/chain')
  return carryOut(context, {
    plan: (client) => planMoveStake(client, { coldkey, from, to, amount }),
    done: ({ value }) =>
      `hotkey ${to.hotkey} holds ${formatAmount(value, { unit: to.netuid === 0 ? 'τ' : 'α' })} of this coldkey on subnet ${to.netuid}`,
  })
})
