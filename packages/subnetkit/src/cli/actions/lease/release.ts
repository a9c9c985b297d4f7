import { confirmOrRefuse } from '../../context/confirm.js'
import { defineAction } from '../../program/define-action.js'
import { chainOf, openLease } from './open-lease.js'
import { leaseSchema } from './status.js'

export const action = defineAction(leaseSchema, async (context, { directory }) => {
  const { validator, leases, place } = await openLease(context, { directory, reading: false })
  const { removeLease } = await import('@subnetkit/core/validator')
  const { netuid, hotkey } = validator
  if (context.settings.dryRun) {
    return {
      data: { dryRun: true, netuid, hotkey, store: place },
      text: () => `dry run: the store at ${place} would sign nothing any more for ${hotkey}`,
    }
  }
  await confirmOrRefuse(context, `Let the store at ${place} sign nothing any more for ${hotkey}?`)
  const client = await chainOf(context, validator)
  const signer = await context.keys.hotkey()
  const released: { mechanism: number; removed: boolean }[] = []
  for (const { mechanism, identity } of leases) {
    // First, so that a validator on the same server does not claim it again.
    await identity.setActive(false)
    const removed = await removeLease(client, signer, { netuid, mechanism, hotkey }, identity.holder)
    released.push({ mechanism, removed })
  }
  return {
    data: { netuid, hotkey, store: place, released },
    text: () =>
      released
        .map(({ mechanism, removed }) =>
          removed
            ? `${context.palette.good('✓')} mechanism ${mechanism}: the lease is free; another store may claim it once this block is final`
            : `${context.palette.good('✓')} mechanism ${mechanism}: this store held no lease, and claims none any more`,
        )
        .join('\n'),
  }
})
