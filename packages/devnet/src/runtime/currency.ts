import { constantOf } from '../schema/constant.js'
import { NEW_ACCOUNT_FLAGS } from '../schema/types/system.js'
import type { StateReader } from '../state/state.js'
import type { BlockContext } from './context.js'
import { arithmeticFailure, consumerRemaining, moduleFailure, tokenFailure } from './failure.js'

/** An account below this many rao does not live on. */
export const EXISTENTIAL_DEPOSIT = constantOf('Balances', 'ExistentialDeposit')

const U64_MAX = 2n ** 64n - 1n

/** Liveness of the payer: `keep` refuses to fall under the existential deposit, `allow` lets the account be reaped. */
export type Death = 'keep' | 'allow'

type Ledger = Pick<BlockContext, 'state' | 'deposit'>

/** Free balance in rao. */
export function freeBalance(ctx: Pick<BlockContext, 'state'>, account: string): bigint {
  return ctx.state.System.Account.get(account).data.free
}

/** The most that can leave an account: all but frozen rao, and but the existential deposit where it must live. */
export function spendableBalance(
  ctx: { readonly state: StateReader },
  account: string,
  death: Death,
): bigint {
  const { data, consumers, providers } = ctx.state.System.Account.get(account)
  const isNeeded = consumers > 0 && providers <= 1
  const mustStay = death === 'keep' || isNeeded ? EXISTENTIAL_DEPOSIT : 0n
  const floor = data.frozen > mustStay ? data.frozen : mustStay
  return data.free > floor ? data.free - floor : 0n
}

/**
 * Moves rao between accounts, with the Transfer event and the endowment or death that follows.
 * Token.FundsUnavailable without the means, Token.NotExpendable when the payer must live, Token.Frozen when
 * rao are frozen, Token.BelowMinimum when a new account would get less than the existential deposit,
 * Arithmetic.Overflow when the receiver would have more than an u64 can hold.
 */
export function transfer(ctx: Ledger, from: string, to: string, amount: bigint, death: Death): void {
  if (amount > 0n && from !== to) {
    requireSpendable(ctx, from, amount, death)
    requireDepositable(ctx, to, amount)
    debit(ctx, from, amount)
    credit(ctx, to, amount)
  } else if (amount > freeBalance(ctx, from)) {
    throw tokenFailure('FundsUnavailable')
  }
  ctx.deposit('Balances', 'Transfer', { from, to, amount })
}

/** Takes rao out of an account and out of the issuance of Balances; errors as in {@link transfer}. */
export function withdraw(ctx: Ledger, from: string, amount: bigint, death: Death): void {
  if (amount === 0n) return
  requireSpendable(ctx, from, amount, death)
  debit(ctx, from, amount)
  lowerIssuance(ctx, amount)
  ctx.deposit('Balances', 'Withdraw', { who: from, amount })
}

/**
 * Gives new rao to an account; Token.BelowMinimum when that would not make it live, Arithmetic.Overflow when
 * there would be more rao than an u64 can hold.
 */
export function mint(ctx: Ledger, to: string, amount: bigint): void {
  if (amount === 0n) return
  if (ctx.state.Balances.TotalIssuance.get() + amount > U64_MAX) throw arithmeticFailure('Overflow')
  requireDepositable(ctx, to, amount)
  credit(ctx, to, amount)
  raiseIssuance(ctx, amount)
  ctx.deposit('Balances', 'Deposit', { who: to, amount })
}

/**
 * Sets a free balance outright; below the existential deposit the account dies. The issuance follows, but ends
 * at the most that an u64 can hold.
 */
export function setBalance(ctx: Ledger, account: string, free: bigint): void {
  const before = freeBalance(ctx, account)
  const after = free < EXISTENTIAL_DEPOSIT ? 0n : free
  const { providers } = ctx.state.System.Account.get(account)
  // as on the chain, which reports what an absent account begins with even where it stays absent
  if (after === 0n && providers === 0) ctx.deposit('Balances', 'Endowed', { account, free_balance: 0n })
  if (after > before) {
    credit(ctx, account, after - before)
    raiseIssuance(ctx, after - before)
    ctx.deposit('Balances', 'Issued', { amount: after - before })
  } else if (after < before) {
    debit(ctx, account, before - after)
    lowerIssuance(ctx, before - after)
    ctx.deposit('Balances', 'Rescinded', { amount: before - after })
  }
}

/**
 * Holds rao of an account back, as a deposit. Balances.InsufficientBalance without the means, ConsumerRemaining when less than
 * the existential deposit would be left of an account that lives by it.
 */
export function reserve(ctx: Ledger, who: string, amount: bigint): void {
  if (amount === 0n) return
  const { Account } = ctx.state.System
  const info = Account.get(who)
  const free = info.data.free - amount
  if (free < 0n) throw moduleFailure('Balances', 'InsufficientBalance')
  const dies = info.data.free >= EXISTENTIAL_DEPOSIT && free < EXISTENTIAL_DEPOSIT
  if (info.providers - Number(dies) < 1) throw consumerRemaining()
  if (free < info.data.frozen) throw moduleFailure('Balances', 'LiquidityRestrictions')
  const consumers = info.data.reserved === 0n ? info.consumers + 1 : info.consumers
  Account.set(who, {
    ...info,
    providers: info.providers - Number(dies),
    consumers,
    data: { ...info.data, free, reserved: info.data.reserved + amount },
  })
  ctx.deposit('Balances', 'Reserved', { who, amount })
}

/** Releases reserved rao, as many as there are. */
export function unreserve(ctx: Ledger, who: string, amount: bigint): void {
  const { Account } = ctx.state.System
  const info = Account.get(who)
  if (amount === 0n || info.data.free + info.data.reserved === 0n) return
  const released = amount < info.data.reserved ? amount : info.data.reserved
  const reserved = info.data.reserved - released
  const isLast = released > 0n && reserved === 0n
  const consumers = isLast && info.consumers > 0 ? info.consumers - 1 : info.consumers
  const free = info.data.free + released
  // An account that something else kept there lives by its balance again.
  const revives = info.data.free < EXISTENTIAL_DEPOSIT && free >= EXISTENTIAL_DEPOSIT
  const providers = info.providers + Number(revives)
  Account.set(who, { ...info, providers, consumers, data: { ...info.data, free, reserved } })
  ctx.deposit('Balances', 'Unreserved', { who, amount: released })
}

// Both saturate, as on the chain: callers check the limits before.
function raiseIssuance(ctx: Ledger, amount: bigint): void {
  ctx.state.Balances.TotalIssuance.update((issuance) =>
    issuance + amount > U64_MAX ? U64_MAX : issuance + amount,
  )
}

function lowerIssuance(ctx: Ledger, amount: bigint): void {
  ctx.state.Balances.TotalIssuance.update((issuance) => (issuance > amount ? issuance - amount : 0n))
}

function requireSpendable(ctx: Ledger, account: string, amount: bigint, death: Death): void {
  const { data } = ctx.state.System.Account.get(account)
  if (amount > data.free) throw tokenFailure('FundsUnavailable')
  if (amount > spendableBalance(ctx, account, death)) {
    throw tokenFailure(data.free - amount < data.frozen ? 'Frozen' : 'NotExpendable')
  }
}

function requireDepositable(ctx: Ledger, account: string, amount: bigint): void {
  const free = freeBalance(ctx, account) + amount
  if (free < EXISTENTIAL_DEPOSIT) throw tokenFailure('BelowMinimum')
  if (free > U64_MAX) throw arithmeticFailure('Overflow')
}

/** Adds rao to an account, which is endowed if it was not there. */
export function credit(ctx: Ledger, account: string, amount: bigint): void {
  const { Account } = ctx.state.System
  const info = Account.get(account)
  const isNew = info.data.free === 0n && info.data.reserved === 0n
  const providers = info.data.free >= EXISTENTIAL_DEPOSIT ? info.providers : info.providers + 1
  Account.set(account, {
    ...info,
    providers,
    data: { ...info.data, free: info.data.free + amount, flags: info.data.flags | NEW_ACCOUNT_FLAGS },
  })
  if (info.providers === 0) ctx.deposit('System', 'NewAccount', { account })
  if (isNew) ctx.deposit('Balances', 'Endowed', { account, free_balance: amount })
}

/** Rao left under the existential deposit are lost with the account, as on the chain. */
export function debit(ctx: Ledger, account: string, amount: bigint): void {
  const { Account } = ctx.state.System
  const info = Account.get(account)
  const free = info.data.free - amount
  if (free >= EXISTENTIAL_DEPOSIT) {
    Account.set(account, { ...info, data: { ...info.data, free } })
    return
  }
  if (info.data.reserved > 0n) {
    // Another reason than its free balance keeps it.
    Account.set(account, { ...info, providers: info.providers - 1, data: { ...info.data, free } })
    return
  }
  Account.set(account, { ...info, data: { ...info.data, free: 0n } })
  decProviders(ctx, account)
  if (free === 0n) return
  lowerIssuance(ctx, free)
  ctx.deposit('Balances', 'DustLost', { account, amount: free })
}

/** Gives an account one more reason to be there, without rao. */
export function incProviders(ctx: Ledger, account: string): void {
  const info = ctx.state.System.Account.get(account)
  ctx.state.System.Account.set(account, { ...info, providers: info.providers + 1 })
  if (info.providers === 0) ctx.deposit('System', 'NewAccount', { account })
}

/** Takes a reason for an account to be there away; with the last one it goes, unless something of it needs the account. */
export function decProviders(ctx: Ledger, account: string): void {
  const { Account } = ctx.state.System
  const info = Account.get(account)
  if (info.providers <= 1 && info.consumers > 0) return
  if (info.providers > 1 || info.sufficients > 0) {
    Account.set(account, { ...info, providers: Math.max(0, info.providers - 1) })
    return
  }
  Account.remove(account)
  ctx.deposit('System', 'KilledAccount', { account })
}
