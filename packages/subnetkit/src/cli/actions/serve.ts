import { z } from 'zod'
import { netuidField, wholeNumber } from '../config/fields.js'
import { carryOut } from '../plan/carry-out.js'
import { defineAction } from '../program/define-action.js'

/** Port of axons that the official tools publish by default. */
const usualPort = 8_091

const schema = z.strictObject({
  netuid: netuidField,
  ip: z.union([z.ipv4(), z.ipv6()], {
    error: 'must be an IPv4 or IPv6 address, such as 203.0.113.5; the port is given by --port',
  }),
  port: wholeNumber(1, 65_535).default(usualPort),
})

export const action = defineAction(schema, async (context, { netuid, ip, port }) => {
  const { planAxon } = await import('@subnetkit/chain')
  const hotkey = await context.keys.hotkeyAddress()
  return carryOut(context, {
    plan: (client) => planAxon(client, { netuid, hotkey, host: ip, port }),
    done: ({ changed }) =>
      `hotkey ${hotkey} ${changed ? 'is now' : 'is already'} published at ${ip} port ${port} on subnet ${netuid}`,
  })
})
