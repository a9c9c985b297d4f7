import { z } from 'zod'
import { defineAction } from '../../program/define-action.js'
import { chainOf, openLease } from './open-lease.js'

export const leaseSchema = z.strictObject({ directory: z.string().min(1, 'must not be empty').optional() })

export const action = defineAction(leaseSchema, async (context, { directory }) => {
  const { database, validator, subjects } = await openLease(context, { directory, reading: true })
  const { createLeasePort, leaseStanding, readLeaseIdentity } = await import('@subnetkit/core/validator')
  const client = await chainOf(context, validator)
  const { netuid, hotkey } = validator
  const { place } = database
  const found = await Promise.all(
    subjects.map(async (subject) => {
      const { mechanism } = subject
      const final = await createLeasePort(client, { netuid, hotkey, mechanism }).final()
      const { block, lease } = final
      // A store without an identity gets one with its first start, which claims.
      const { active, holder: own } = (await readLeaseIdentity(database, subject)) ?? {
        active: true,
        holder: null,
      }
      return { mechanism, block, active, own, lease, standing: leaseStanding(final, own ?? '') }
    }),
  )
  return {
    data: { netuid, hotkey, store: place, leases: found },
    text: () => {
      const { palette } = context
      return found
        .map(({ mechanism, block, active, own, lease, standing }) => {
          const head = `mechanism ${mechanism}, at the final block ${block}:`
          const name = own === null ? 'has never asked for it' : `is ${own.slice(0, 8)}…`
          const here = `the store at ${place} ${name}${active ? '' : ', which claims none until subnet lease take'}`
          const text =
            lease === null
              ? 'nobody holds the lease'
              : `${lease.holder.slice(0, 8)}… ${block > lease.through ? 'held' : 'holds'} the lease through block ${lease.through}`
          const mark = standing.kind === 'held' ? palette.good('✓') : palette.warn('…')
          const wait =
            standing.kind === 'other' || standing.kind === 'overwritten'
              ? `; ${standing.kind === 'other' ? 'another' : 'a'} store may claim it from block ${standing.freeFrom} on`
              : ''
          return `${mark} ${head} ${text}${wait}; ${here}`
        })
        .join('\n')
    },
  }
})
