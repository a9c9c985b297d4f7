import { z } from 'zod'
import { taoField } from '../../config/fields.js'
import { checkAddress } from '../../context/address.js'
import { formatAmount } from '../../output/units.js'
import { carryOut } from '../../plan/carry-out.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({
  to: z.string(),
  amount: taoField.refine((rao) => rao > 0n, 'must be above 0'),
})

export const action = defineAction(schema, async (context, { to, amount }) => {
  const target = await checkAddress('--to', to)
  const coldkey = await context.keys.coldkeyAddress()
  const { planTransfer } = await import('@subnetkit/chain')
  return carryOut(context, {
    plan: (client) => planTransfer(client, { coldkey, payments: [{ to: target, amount }] }),
    done: ({ block }) => `sent ${formatAmount(amount)} to ${target} in block ${block.number}`,
  })
})
