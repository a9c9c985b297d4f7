import { z } from 'zod'
import { carryOut } from '../plan/carry-out.js'
import { defineAction } from '../program/define-action.js'

/** `take` is a share of 65535 on chain. */
const schema = z.strictObject({
  percent: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,2})?%?$/, 'must be a percentage such as 9 or 11.25')
    .transform((text) => Number(text.replace('%', ''))),
})

export const action = defineAction(schema, async (context, { percent }) => {
  const { planTake } = await import('@subnetkit/chain')
  const [hotkey, coldkey] = await Promise.all([context.keys.hotkeyAddress(), context.keys.coldkeyAddress()])
  return carryOut(context, {
    plan: (client) => planTake(client, { hotkey, coldkey, take: percent / 100 }),
    done: () => `hotkey ${hotkey} keeps ${percent} % of the dividends of its delegators`,
  })
})
