import { confirmOrRefuse } from '../../context/confirm.js'
import { defineAction } from '../../program/define-action.js'
import { describeReleased, giveUp } from './give-up.js'
import { openLease } from './open-lease.js'
import { leaseSchema } from './status.js'

export const action = defineAction(leaseSchema, async (context, { directory }) => {
  const open = await openLease(context, { directory, reading: false })
  const { place } = open.database
  const { netuid, hotkey } = open.validator
  if (context.settings.dryRun) {
    return {
      data: { dryRun: true, netuid, hotkey, store: place },
      text: () => `dry run: the store at ${place} would sign nothing any more for ${hotkey}`,
    }
  }
  await confirmOrRefuse(context, `Let the store at ${place} sign nothing any more for ${hotkey}?`)
  const released = await (await giveUp(context, open)).end()
  return {
    data: { netuid, hotkey, store: place, released },
    text: () => `${context.palette.good('✓')} ${describeReleased(released)}`,
  }
})
