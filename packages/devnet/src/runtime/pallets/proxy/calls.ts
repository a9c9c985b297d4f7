import type { RuntimeCall } from '../../../schema/types/outer.js'
import { hashCall } from '../../call-hash.js'
import { type CallContext, type CallHandlers, ensureSigned } from '../../context.js'
import { lookup } from '../balances.js'
import { announce, dropAnnouncements, rejectAnnouncement, removeAnnouncement } from './announcements.js'
import { adjustDeposit, announcementDeposit, proxyDeposit } from './deposit.js'
import { mayProxy } from './filter.js'
import {
  addProxy,
  createPure,
  type Definition,
  findProxy,
  killPure,
  removeProxies,
  removeProxy,
  setRealPaysFee,
} from './proxies.js'

/** Calls in the name of `real`, as far as the proxy may. The outcome is reported in an event. */
function actFor(ctx: CallContext, real: string, { proxy_type }: Definition, call: RuntimeCall): void {
  const error = ctx.dispatch(call, {
    kind: 'signed',
    account: real,
    mayCall: (inner) => mayProxy(proxy_type, inner),
  })
  const result = error ? ({ type: 'Err', value: error } as const) : ({ type: 'Ok' } as const)
  ctx.deposit('Proxy', 'ProxyExecuted', { result })
}

/** Deposits that older prices were paid for are brought to the present ones. */
function pokeDeposit(ctx: CallContext): void {
  const who = ensureSigned(ctx)
  const { Proxies, Announcements } = ctx.state.Proxy
  const poke = (kind: 'Proxies' | 'Announcements', before: bigint, after: bigint): boolean => {
    if (after === before) return false
    adjustDeposit(ctx, who, before, after)
    ctx.deposit('Proxy', 'DepositPoked', { who, kind, old_deposit: before, new_deposit: after })
    return true
  }
  const [definitions, heldForProxies] = Proxies.get(who)
  const forProxies = proxyDeposit(definitions.length)
  const isPoked = poke('Proxies', heldForProxies, forProxies)
  if (isPoked) Proxies.set(who, [definitions, forProxies])
  const [pending, heldForPending] = Announcements.get(who)
  const forPending = announcementDeposit(pending.length)
  const isPokedToo = poke('Announcements', heldForPending, forPending)
  if (isPokedToo) Announcements.set(who, [pending, forPending])
  if (isPoked || isPokedToo) ctx.settle({ isFree: true })
}

export const proxyCalls: CallHandlers = {
  'Proxy.proxy': (ctx, { real: address, force_proxy_type, call }) => {
    const who = ensureSigned(ctx)
    const real = lookup(address)
    const definition = findProxy(ctx, real, who, force_proxy_type)
    if (definition.delay > 0) ctx.fail('Proxy', 'Unannounced')
    actFor(ctx, real, definition, call)
  },

  'Proxy.proxy_announced': (ctx, args) => {
    ensureSigned(ctx)
    const delegate = lookup(args.delegate)
    const real = lookup(args.real)
    const definition = findProxy(ctx, real, delegate, args.force_proxy_type)
    const hash = hashCall(args.call)
    const wasAnnounced = dropAnnouncements(ctx, delegate, (one) => {
      const isOld = ctx.block - one.height >= definition.delay
      return one.real === real && one.call_hash === hash && isOld
    })
    if (!wasAnnounced) ctx.fail('Proxy', 'Unannounced')
    actFor(ctx, real, definition, args.call)
  },

  'Proxy.add_proxy': addProxy,
  'Proxy.remove_proxy': removeProxy,
  'Proxy.remove_proxies': removeProxies,
  'Proxy.create_pure': createPure,
  'Proxy.kill_pure': killPure,
  'Proxy.announce': announce,
  'Proxy.remove_announcement': removeAnnouncement,
  'Proxy.reject_announcement': rejectAnnouncement,
  'Proxy.poke_deposit': pokeDeposit,
  'Proxy.set_real_pays_fee': setRealPaysFee,
}
