import { concatBytes, fromHex, toHex } from '../../../codec/bytes.js'
import { blake2b256 } from '../../../codec/hash.js'
import { constantOf } from '../../../schema/constant.js'
import type { CallArgs } from '../../../schema/schema.js'
import type { Of } from '../../../schema/type.js'
import { u16, u32 } from '../../../schema/type.js'
import { type proxyDefinition, proxyType } from '../../../schema/types/proxy.js'
import { type CallContext, ensureSigned } from '../../context.js'
import { reserve, unreserve } from '../../currency.js'
import { lookup } from '../balances.js'
import { adjustDeposit, proxyDeposit } from './deposit.js'
import type { ProxyType } from './filter.js'

export type Definition = Of<typeof proxyDefinition>

const MOST = constantOf('Proxy', 'MaxProxies')
const PURE = new TextEncoder().encode('modlpy/proxy____')

const orderOf = (type: ProxyType): number => proxyType.codec.enc(type)[0] as number

/** The chain keeps proxies in order of account, type and delay. */
const byOrder = (a: Definition, b: Definition): number => {
  if (a.delegate !== b.delegate) return a.delegate < b.delegate ? -1 : 1
  return orderOf(a.proxy_type) - orderOf(b.proxy_type) || a.delay - b.delay
}

/** The first definition under which `delegate` may act for `real`, of a given type if there is one. */
export function findProxy(
  ctx: CallContext,
  real: string,
  delegate: string,
  type: ProxyType | undefined,
): Definition {
  const [definitions] = ctx.state.Proxy.Proxies.get(real)
  const isWanted = (one: Definition) =>
    one.delegate === delegate && (type === undefined || one.proxy_type === type)
  return definitions.find(isWanted) ?? ctx.fail('Proxy', 'NotProxy')
}

export function addProxy(ctx: CallContext, args: CallArgs<'Proxy.add_proxy'>): void {
  const delegator = ensureSigned(ctx)
  const added = { delegate: lookup(args.delegate), proxy_type: args.proxy_type, delay: args.delay }
  if (added.delegate === delegator) ctx.fail('Proxy', 'NoSelfProxy')
  const [definitions, deposit] = ctx.state.Proxy.Proxies.get(delegator)
  if (definitions.some((one) => byOrder(one, added) === 0)) ctx.fail('Proxy', 'Duplicate')
  if (definitions.length >= MOST) ctx.fail('Proxy', 'TooMany')
  const after = [...definitions, added].sort(byOrder)
  const held = adjustDeposit(ctx, delegator, deposit, proxyDeposit(after.length))
  ctx.state.Proxy.Proxies.set(delegator, [after, held])
  const { delegate: delegatee, ...rest } = added
  ctx.deposit('Proxy', 'ProxyAdded', { delegator, delegatee, ...rest })
}

export function removeProxy(ctx: CallContext, args: CallArgs<'Proxy.remove_proxy'>): void {
  const delegator = ensureSigned(ctx)
  const removed = { delegate: lookup(args.delegate), proxy_type: args.proxy_type, delay: args.delay }
  const { Proxies, RealPaysFee } = ctx.state.Proxy
  const [definitions, deposit] = Proxies.get(delegator)
  const after = definitions.filter((one) => byOrder(one, removed) !== 0)
  if (after.length === definitions.length) ctx.fail('Proxy', 'NotFound')
  const held = adjustDeposit(ctx, delegator, deposit, proxyDeposit(after.length))
  if (after.length === 0) Proxies.remove(delegator)
  else Proxies.set(delegator, [after, held])
  RealPaysFee.remove(delegator, removed.delegate)
  const { delegate: delegatee, ...rest } = removed
  ctx.deposit('Proxy', 'ProxyRemoved', { delegator, delegatee, ...rest })
}

export function removeProxies(ctx: CallContext): void {
  const delegator = ensureSigned(ctx)
  const { Proxies, RealPaysFee } = ctx.state.Proxy
  const [, deposit] = Proxies.get(delegator)
  Proxies.remove(delegator)
  unreserve(ctx, delegator, deposit)
  RealPaysFee.clear(delegator)
}

/** The account that `create_pure` makes: nobody has its key. */
function pureAccount(
  spawner: string,
  type: ProxyType,
  index: number,
  [height, extrinsic]: [number, number],
): string {
  const seed = [
    PURE,
    fromHex(spawner),
    u32.codec.enc(height),
    u32.codec.enc(extrinsic),
    proxyType.codec.enc(type),
  ]
  return toHex(blake2b256(concatBytes(...seed, u16.codec.enc(index))))
}

export function createPure(ctx: CallContext, args: CallArgs<'Proxy.create_pure'>): void {
  const who = ensureSigned(ctx)
  const { proxy_type, delay, index } = args
  const pure = pureAccount(who, proxy_type, index, [ctx.block, ctx.extrinsicIndex])
  if (ctx.state.Proxy.Proxies.has(pure)) ctx.fail('Proxy', 'Duplicate')
  const deposit = proxyDeposit(1)
  reserve(ctx, who, deposit)
  ctx.state.Proxy.Proxies.set(pure, [[{ delegate: who, proxy_type, delay }], deposit])
  ctx.deposit('Proxy', 'PureCreated', { pure, who, proxy_type, disambiguation_index: index })
}

export function killPure(ctx: CallContext, args: CallArgs<'Proxy.kill_pure'>): void {
  const who = ensureSigned(ctx)
  const { proxy_type, index, height, ext_index } = args
  const spawner = lookup(args.spawner)
  if (pureAccount(spawner, proxy_type, index, [height, ext_index]) !== who) ctx.fail('Proxy', 'NoPermission')
  const [, deposit] = ctx.state.Proxy.Proxies.get(who)
  ctx.state.Proxy.Proxies.remove(who)
  unreserve(ctx, spawner, deposit)
  ctx.deposit('Proxy', 'PureKilled', { pure: who, spawner, proxy_type, disambiguation_index: index })
}

export function setRealPaysFee(ctx: CallContext, args: CallArgs<'Proxy.set_real_pays_fee'>): void {
  const real = ensureSigned(ctx)
  const delegate = lookup(args.delegate)
  findProxy(ctx, real, delegate, undefined)
  const { RealPaysFee } = ctx.state.Proxy
  if (args.pays_fee) RealPaysFee.set(real, delegate, undefined)
  else RealPaysFee.remove(real, delegate)
  ctx.deposit('Proxy', 'RealPaysFeeSet', { real, delegate, pays_fee: args.pays_fee })
}
