import { confirmOrRefuse } from '../../context/confirm.js'
import { defineAction } from '../../program/define-action.js'
import { chainOf, openLease } from './open-lease.js'
import { leaseSchema } from './status.js'

export const action = defineAction(leaseSchema, async (context, { directory }) => {
  const { validator, leases, place } = await openLease(context, { directory, reading: false })
  const { endLease } = await import('@subnetkit/core/validator')
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
  const released: { mechanism: number; through: number | null }[] = []
  for (const { mechanism, identity } of leases) {
    // First, so that a validator on the same server does not renew it.
    await identity.release()
    const { holder } = await identity.read()
    released.push({
      mechanism,
      through: await endLease(client, signer, { netuid, mechanism, hotkey }, holder),
    })
  }
  return {
    data: { netuid, hotkey, store: place, released },
    text: () =>
      released
        .map(({ mechanism, through }) => {
          const rest =
            through === null
              ? 'this store held no lease, and claims none any more'
              : `the lease ends at block ${through}, with what was signed before; then another store may claim it`
          return `${context.palette.good('✓')} mechanism ${mechanism}: ${rest}`
        })
        .join('\n'),
  }
})
