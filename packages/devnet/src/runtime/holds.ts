import type { State } from '../state/state.js'
import type { BlockContext } from './context.js'
import { credit, debit, EXISTENTIAL_DEPOSIT } from './currency.js'
import { tokenFailure } from './failure.js'

type Ledger = Pick<BlockContext, 'state' | 'deposit'>
type Hold = ReturnType<State['Balances']['Holds']['get']>[number]
/** Reason why rao of an account are held. */
export type HoldReason = Hold['id']

const isSame = (a: HoldReason, b: HoldReason): boolean => a.type === b.type && a.value === b.value

/**
 * Holds rao of an account back for a reason, without an event, as on the chain. Token.FundsUnavailable where an account that
 * lives by its balance would keep less than the existential deposit, Token.CannotCreateHold for one that is not there.
 */
export function hold(ctx: Ledger, reason: HoldReason, who: string, amount: bigint): void {
  const { data, providers } = ctx.state.System.Account.get(who)
  const stays = data.free > 0n && providers === 1 ? EXISTENTIAL_DEPOSIT : 0n
  if (amount > data.free - stays) throw tokenFailure('FundsUnavailable')
  if (providers === 0) throw tokenFailure('CannotCreateHold')
  debit(ctx, who, amount)
  changeHeld(ctx, reason, who, amount)
}

/** Releases rao that are held for a reason, as many as there are. */
export function release(ctx: Ledger, reason: HoldReason, who: string, amount: bigint): void {
  const held = ctx.state.Balances.Holds.get(who).find(({ id }) => isSame(id, reason))?.amount ?? 0n
  const released = amount < held ? amount : held
  if (released === 0n) return
  changeHeld(ctx, reason, who, -released)
  credit(ctx, who, released)
}

function changeHeld(ctx: Ledger, reason: HoldReason, who: string, change: bigint): void {
  const { Holds } = ctx.state.Balances
  const holds = Holds.get(who)
  const before = holds.find(({ id }) => isSame(id, reason))
  const changed = before
    ? holds.map((one) => (one === before ? { ...one, amount: one.amount + change } : one))
    : [...holds, { id: reason, amount: change }]
  Holds.set(
    who,
    changed.filter(({ amount }) => amount > 0n),
  )
  const info = ctx.state.System.Account.get(who)
  const reserved = info.data.reserved + change
  const consumers = info.consumers + Number(reserved > 0n) - Number(info.data.reserved > 0n)
  ctx.state.System.Account.set(who, { ...info, consumers, data: { ...info.data, reserved } })
}
