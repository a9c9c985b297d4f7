import { z } from 'zod'
import { netuidField, taoField } from '../config/fields.js'
import { planUnderCap } from '../plan/cap.js'
import { carryOut } from '../plan/carry-out.js'
import { defineAction } from '../program/define-action.js'

const schema = z.strictObject({ netuid: netuidField, maxBurn: taoField.optional() })

export const action = defineAction(schema, async (context, { netuid, maxBurn }) => {
  const { planRegistration } = await import('@subnetkit/chain')
  const [hotkey, coldkey] = await Promise.all([context.keys.hotkeyAddress(), context.keys.coldkeyAddress()])
  return carryOut(context, {
    plan: (client) =>
      planUnderCap(maxBurn, (cap) => planRegistration(client, { netuid, hotkey, coldkey, maxBurn: cap })),
    done: ({ value, changed }) =>
      `hotkey ${hotkey} ${changed ? 'is now' : 'is already'} uid ${value} on subnet ${netuid}`,
  })
})
