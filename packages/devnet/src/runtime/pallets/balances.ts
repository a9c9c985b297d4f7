import type { Of } from '../../schema/type.js'
import type { multiAddress } from '../../schema/types/system.js'
import { type CallHandlers, ensureRoot, ensureSigned } from '../context.js'
import { freeBalance, setBalance, spendableBalance, transfer, withdraw } from '../currency.js'
import { DispatchFailure } from '../failure.js'

/** The account that an address names; this chain knows no other form. */
export function lookup(address: Of<typeof multiAddress>): string {
  if (address.type !== 'Id') throw new DispatchFailure({ type: 'CannotLookup' }, 'CannotLookup')
  return address.value
}

export const balancesCalls: CallHandlers = {
  'Balances.transfer_allow_death': (ctx, { dest, value }) =>
    transfer(ctx, ensureSigned(ctx), lookup(dest), value, 'allow'),

  'Balances.transfer_keep_alive': (ctx, { dest, value }) =>
    transfer(ctx, ensureSigned(ctx), lookup(dest), value, 'keep'),

  'Balances.transfer_all': (ctx, { dest, keep_alive }) => {
    const from = ensureSigned(ctx)
    const death = keep_alive ? 'keep' : 'allow'
    transfer(ctx, from, lookup(dest), spendableBalance(ctx, from, death), death)
  },

  'Balances.force_transfer': (ctx, { source, dest, value }) => {
    ensureRoot(ctx)
    transfer(ctx, lookup(source), lookup(dest), value, 'allow')
  },

  'Balances.force_set_balance': (ctx, { who, new_free }) => {
    ensureRoot(ctx)
    const account = lookup(who)
    setBalance(ctx, account, new_free)
    ctx.deposit('Balances', 'BalanceSet', { who: account, free: freeBalance(ctx, account) })
  },

  'Balances.burn': (ctx, { value, keep_alive }) => {
    const who = ensureSigned(ctx)
    withdraw(ctx, who, value, keep_alive ? 'keep' : 'allow')
    ctx.deposit('Balances', 'Burned', { who, amount: value })
  },
}
