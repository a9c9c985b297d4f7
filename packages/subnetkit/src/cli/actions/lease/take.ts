import { defineAction } from '../../program/define-action.js'
import { openLease } from './open-lease.js'
import { leaseSchema } from './status.js'

export const action = defineAction(leaseSchema, async (context, { directory }) => {
  const { validator, leases, place } = await openLease(context, { directory, reading: false })
  const { netuid, hotkey } = validator
  const { dryRun } = context.settings
  if (!dryRun) for (const { identity } of leases) await identity.activate()
  return {
    data: { netuid, hotkey, store: place, dryRun },
    text: () =>
      `${dryRun ? 'dry run: ' : ''}the validator on ${place} claims the lease of ${hotkey} as soon as no other store holds it; subnet lease status shows when that is`,
  }
})
