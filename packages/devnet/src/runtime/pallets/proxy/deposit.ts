import { constantOf } from '../../../schema/constant.js'
import type { CallContext } from '../../context.js'
import { reserve, unreserve } from '../../currency.js'

const proxies = {
  base: constantOf('Proxy', 'ProxyDepositBase'),
  factor: constantOf('Proxy', 'ProxyDepositFactor'),
}
const announcements = {
  base: constantOf('Proxy', 'AnnouncementDepositBase'),
  factor: constantOf('Proxy', 'AnnouncementDepositFactor'),
}

const depositOf = ({ base, factor }: typeof proxies, count: number): bigint =>
  count === 0 ? 0n : base + factor * BigInt(count)

export const proxyDeposit = (count: number): bigint => depositOf(proxies, count)
export const announcementDeposit = (count: number): bigint => depositOf(announcements, count)

/** Reserves or releases what a deposit has changed by, and returns the new one. */
export function adjustDeposit(ctx: CallContext, who: string, before: bigint, after: bigint): bigint {
  if (after > before) reserve(ctx, who, after - before)
  else if (after < before) unreserve(ctx, who, before - after)
  return after
}
