import { type CallContext, ensureRoot } from '../runtime/context.js'
import type { StorageItem } from '../schema/pallet.js'
import type { CallArgs, CallName, EventDataOf, EventName, Schema } from '../schema/schema.js'
import type { ItemAccess } from '../state/state.js'
import {
  type Admin,
  adminOf,
  noteChange,
  noteTransaction,
  type OwnerLimit,
  requirePause,
  requireRate,
  requireSubnet,
  requireThaw,
} from './owner-access.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'

type Storage = Schema['SubtensorModule']['storage']

/** Value of a storage item, by netuid or single. */
type ValueOf<S extends keyof Storage> =
  Storage[S] extends StorageItem<infer K, infer V, infer _> ? (K extends [number] | [] ? V : never) : never

/** Calls of AdminUtils, without the pallet's name. */
type AdminCall = CallName extends infer N ? (N extends `AdminUtils.${infer C}` ? C : never) : never
/** Calls of root in SubtensorModule that set a value. */
type SetterCall =
  | 'sudo_set_tx_childkey_take_rate_limit'
  | 'sudo_set_min_childkey_take'
  | 'sudo_set_max_childkey_take'
  | 'set_pending_childkey_cooldown'
type ArgumentsOf<C extends AdminCall> = CallArgs<`AdminUtils.${C}` & CallName>

/** An entry of a table of parameters: the call and what it does. */
export interface Parameter {
  readonly call: string
  readonly handle: (ctx: CallContext, args: never) => void
}

/** Origin that set a parameter, and its bounds, before there were rights of owners. */
interface FormerRule<V> {
  readonly who: 'owner' | 'root'
  readonly bounds?: Common<V>['bounds']
}

interface Common<V> {
  /** The rule of older versions, where it differs. */
  readonly former?: FormerRule<V>
  /** False when the chain also accepts a netuid that no subnet has. @default true */
  readonly existing?: false
  /** Refuses values out of bounds. */
  readonly bounds?: (value: V, ctx: Reading, netuid: number, admin: Admin) => void
  /** Event of SubtensorModule with (netuid, value), or another way to emit it; several calls emit none. */
  readonly event?: EventName<'SubtensorModule'> | ((ctx: CallContext, netuid: number, value: V) => void)
}

/** Set by the owner, subject to its rate limit and not close to an epoch, or by root. */
interface ByOwner<V> extends Common<V> {
  readonly who: 'owner'
  /** Name of the owner's rate limit, or its own pause in blocks; `none` for no limit. */
  readonly limit: OwnerLimit | 'none' | { readonly pause: (ctx: Reading, netuid: number) => bigint }
}

/** Set by root alone. */
interface ByRoot<V> extends Common<V> {
  readonly who: 'root'
  /** True if root has to wait while an epoch is close. @default false */
  readonly frozen?: true
}

/** A hyperparameter of a subnet: where it is stored, which call sets it, who may, within which bounds. */
export function parameter<S extends keyof Storage, C extends AdminCall>(
  storage: S,
  call: C,
  argument: keyof ArgumentsOf<C> & string,
  rule: ByOwner<ValueOf<S>> | ByRoot<ValueOf<S>>,
): Parameter {
  return {
    call: `AdminUtils.${call}`,
    handle(ctx, args: { readonly netuid: number } & Record<string, unknown>) {
      const { netuid } = args
      const value = args[argument] as ValueOf<S>
      const former = follows(ctx, 'ownerRights') ? undefined : rule.former
      const admin =
        former === undefined ? requireAccess(ctx, netuid, rule) : requireFormer(ctx, netuid, former)
      const { bounds } = former ?? rule
      bounds?.(value, ctx, netuid, admin)
      const item = ctx.state.SubtensorModule[storage] as unknown as ItemAccess<[number], unknown, unknown>
      item.set(netuid, value)
      if (typeof rule.event === 'string') tell(ctx, rule.event, [netuid, value])
      else rule.event?.(ctx, netuid, value)
      if (rule.who === 'owner') noteAccess(ctx, netuid, rule, admin)
    },
  }
}

/** Origin, rate limit, freeze window, subnet: in that order. */
function requireAccess<V>(ctx: CallContext, netuid: number, rule: ByOwner<V> | ByRoot<V>): Admin {
  const admin = requireAdmin(ctx, netuid, rule)
  if (rule.who === 'owner' || rule.frozen) requireThaw(ctx, netuid)
  if (rule.existing !== false) requireSubnet(ctx, netuid)
  return admin
}

function requireFormer<V>(ctx: CallContext, netuid: number, { who }: FormerRule<V>): Admin {
  if (who === 'root') ensureRoot(ctx)
  const admin = adminOf(ctx, netuid)
  requireSubnet(ctx, netuid)
  return admin
}

function requireAdmin<V>(ctx: CallContext, netuid: number, rule: ByOwner<V> | ByRoot<V>): Admin {
  if (rule.who === 'root') {
    ensureRoot(ctx)
    return 'root'
  }
  const admin = adminOf(ctx, netuid)
  if (typeof rule.limit !== 'string') {
    requirePause(ctx, netuid, 'weightsVersionKey', rule.limit.pause(ctx, netuid), admin)
  } else if (rule.limit !== 'none') requireRate(ctx, netuid, rule.limit, admin)
  return admin
}

function noteAccess<V>(ctx: CallContext, netuid: number, { limit }: ByOwner<V>, admin: Admin): void {
  if (limit === 'none') return
  if (typeof limit === 'string') noteChange(ctx, netuid, limit, admin)
  else noteTransaction(ctx, netuid, 'weightsVersionKey', admin)
}

/** A parameter of the whole chain: root sets it at any time. */
export const globalParameter = <S extends keyof Storage, C extends AdminCall>(
  storage: S,
  call: C,
  argument: keyof ArgumentsOf<C> & string,
  event?: EventName<'SubtensorModule'>,
  bounds?: (value: ValueOf<S>) => void,
): Parameter => rootParameter(storage, `AdminUtils.${call}`, argument, event, bounds)

/** A parameter of the whole chain that a call of SubtensorModule sets. */
export const subtensorParameter = <S extends keyof Storage, C extends SetterCall>(
  storage: S,
  call: C,
  argument: keyof CallArgs<`SubtensorModule.${C}`> & string,
  event?: EventName<'SubtensorModule'>,
): Parameter => rootParameter(storage, `SubtensorModule.${call}`, argument, event)

function rootParameter<S extends keyof Storage>(
  storage: S,
  call: string,
  argument: string,
  event?: EventName<'SubtensorModule'>,
  bounds?: (value: ValueOf<S>) => void,
): Parameter {
  return {
    call,
    handle(ctx, args: Record<string, unknown>) {
      ensureRoot(ctx)
      bounds?.(args[argument] as ValueOf<S>)
      const item = ctx.state.SubtensorModule[storage] as unknown as ItemAccess<[], unknown, unknown>
      item.set(args[argument])
      if (event !== undefined) tell(ctx, event, [args[argument]])
    },
  }
}

function tell(ctx: CallContext, event: EventName<'SubtensorModule'>, data: readonly unknown[]): void {
  ctx.deposit('SubtensorModule', event, data as EventDataOf<'SubtensorModule', typeof event>)
}
