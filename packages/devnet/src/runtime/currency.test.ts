import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createState } from '../state/state.js'
import { Store } from '../state/store.js'
import { EXISTENTIAL_DEPOSIT, freeBalance, mint, setBalance, transfer, withdraw } from './currency.js'
import { DispatchFailure } from './failure.js'

const accounts = [1, 2, 3].map((byte) => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`)

function ledger() {
  const store = new Store()
  const events: string[] = []
  return {
    state: createState(store),
    store,
    events,
    deposit: (_: string, event: string) => void events.push(event),
  }
}

test('whatever is moved, issuance is the sum of the balances and nobody lives on dust', () => {
  const account = fc.constantFrom(...accounts)
  const amount = fc.bigInt({ min: 0n, max: 3n * EXISTENTIAL_DEPOSIT })
  const move = fc.tuple(account, account, amount, fc.constantFrom('keep' as const, 'allow' as const))
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
      const ctx = ledger()
      for (const owner of accounts) mint(ctx, owner, 2n * EXISTENTIAL_DEPOSIT)
      for (const [from, to, rao, death] of moves) {
        try {
          ctx.store.transact(() => transfer(ctx, from, to, rao, death))
        } catch (error) {
          expect(error).toBeInstanceOf(DispatchFailure)
        }
      }
      const balances = accounts.map((owner) => freeBalance(ctx, owner))
      expect(balances.reduce((sum, rao) => sum + rao, 0n)).toBe(ctx.state.Balances.TotalIssuance.get())
      for (const rao of balances) expect(rao === 0n || rao >= EXISTENTIAL_DEPOSIT).toBe(true)
    }),
  )
})

test('says why it refuses', () => {
  const ctx = ledger()
  const [rich, poor] = accounts as [string, string]
  mint(ctx, rich, 10n * EXISTENTIAL_DEPOSIT)
  expect(() => transfer(ctx, rich, poor, 11n * EXISTENTIAL_DEPOSIT, 'allow')).toThrow(
    'Token.FundsUnavailable',
  )
  expect(() => transfer(ctx, rich, poor, 10n * EXISTENTIAL_DEPOSIT, 'keep')).toThrow('Token.NotExpendable')
  expect(() => transfer(ctx, rich, poor, 1n, 'keep')).toThrow('Token.BelowMinimum')
  transfer(ctx, rich, poor, 10n * EXISTENTIAL_DEPOSIT, 'allow')
  expect(ctx.events).toEqual([
    'NewAccount',
    'Endowed',
    'Deposit',
    'KilledAccount',
    'NewAccount',
    'Endowed',
    'Transfer',
  ])
})

test('no balance and no issuance goes around the end of an u64', () => {
  const ctx = ledger()
  const [rich, other] = accounts as [string, string]
  const most = 2n ** 64n - 1n
  mint(ctx, other, 1000n)
  setBalance(ctx, rich, most)
  expect(freeBalance(ctx, rich)).toBe(most)
  expect(ctx.state.Balances.TotalIssuance.get()).toBe(most)
  expect(() => transfer(ctx, other, rich, 1000n, 'allow')).toThrow('Arithmetic.Overflow')
  expect(() => mint(ctx, other, 1n)).toThrow('Arithmetic.Overflow')
  withdraw(ctx, rich, most, 'allow')
  expect(ctx.state.Balances.TotalIssuance.get()).toBe(0n)
  setBalance(ctx, other, 0n)
  expect(ctx.state.Balances.TotalIssuance.get()).toBe(0n)
})
