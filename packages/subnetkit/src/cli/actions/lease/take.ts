import { defineAction } from '../../program/define-action.js'
import { openLease } from './open-lease.js'
import { leaseSchema } from './status.js'

export const action = defineAction(leaseSchema, async (context, { directory }) => {
  const { database, validator, subjects } = await openLease(context, { directory, reading: false })
  const { openLeaseIdentity } = await import('@subnetkit/core/validator')
  const { netuid, hotkey } = validator
  const { dryRun } = context.settings
  if (!dryRun) {
    for (const subject of subjects) await (await openLeaseIdentity(database, subject)).activate()
  }
  return {
    data: { netuid, hotkey, store: database.place, dryRun },
    text: () =>
      `${dryRun ? 'dry run: ' : ''}the validator on ${database.place} claims the lease of ${hotkey} as soon as no other store holds it; subnet lease status shows when that is`,
  }
})
