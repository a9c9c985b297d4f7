import { constantOf } from '../../../schema/constant.js'
import type { CallArgs } from '../../../schema/schema.js'
import type { Of } from '../../../schema/type.js'
import type { announcement } from '../../../schema/types/proxy.js'
import { type CallContext, ensureSigned } from '../../context.js'
import { lookup } from '../balances.js'
import { adjustDeposit, announcementDeposit } from './deposit.js'
import { findProxy } from './proxies.js'

type Announcement = Of<typeof announcement>

const MOST = constantOf('Proxy', 'MaxPending')

export function announce(ctx: CallContext, args: CallArgs<'Proxy.announce'>): void {
  const who = ensureSigned(ctx)
  const real = lookup(args.real)
  findProxy(ctx, real, who, undefined)
  const { Announcements } = ctx.state.Proxy
  const [pending, deposit] = Announcements.get(who)
  if (pending.length >= MOST) ctx.fail('Proxy', 'TooMany')
  const after = [...pending, { real, call_hash: args.call_hash, height: ctx.block }]
  Announcements.set(who, [after, adjustDeposit(ctx, who, deposit, announcementDeposit(after.length))])
  ctx.deposit('Proxy', 'Announced', { real, proxy: who, call_hash: args.call_hash })
}

/** Removes the announcements of a proxy that `isMeant`, with their deposit; false if there is none. */
export function dropAnnouncements(
  ctx: CallContext,
  delegate: string,
  isMeant: (one: Announcement) => boolean,
): boolean {
  const { Announcements } = ctx.state.Proxy
  const [pending, deposit] = Announcements.get(delegate)
  const after = pending.filter((one) => !isMeant(one))
  if (after.length === pending.length) return false
  const held = adjustDeposit(ctx, delegate, deposit, announcementDeposit(after.length))
  if (after.length === 0) Announcements.remove(delegate)
  else Announcements.set(delegate, [after, held])
  return true
}

export function removeAnnouncement(ctx: CallContext, args: CallArgs<'Proxy.remove_announcement'>): void {
  const who = ensureSigned(ctx)
  const real = lookup(args.real)
  const isMeant = (one: Announcement) => one.real === real && one.call_hash === args.call_hash
  if (!dropAnnouncements(ctx, who, isMeant)) ctx.fail('Proxy', 'NotFound')
}

export function rejectAnnouncement(ctx: CallContext, args: CallArgs<'Proxy.reject_announcement'>): void {
  const real = ensureSigned(ctx)
  const isMeant = (one: Announcement) => one.real === real && one.call_hash === args.call_hash
  if (!dropAnnouncements(ctx, lookup(args.delegate), isMeant)) ctx.fail('Proxy', 'NotFound')
}
