import { expect, test } from 'vitest'
import { accountOf, createBench, must } from '../../rules/testing/bench.js'
import type { RuntimeCall } from '../../schema/types/outer.js'
import { hashCall } from '../call-hash.js'
import { freeBalance } from '../currency.js'
import { multisigAccount } from './multisig.js'

const [anna, bert, cleo, dora] = ['anna', 'bert', 'cleo', 'dora'].map(accountOf) as [
  string,
  string,
  string,
  string,
]
const max_weight = { ref_time: 1_000_000_000n, proof_size: 10_000n }
const joint = multisigAccount([anna, bert, cleo], 2)
const call: RuntimeCall = {
  pallet: 'Balances',
  call: 'transfer_keep_alive',
  args: { dest: { type: 'Id', value: dora }, value: 1_000n },
}
const call_hash = hashCall(call)

function opened() {
  const bench = createBench()
  must(
    bench.call(dora, 'Balances.transfer_keep_alive', {
      dest: { type: 'Id', value: joint },
      value: 1_000_000n,
    }),
  )
  type Time = { height: number; index: number } | undefined
  const approve = (who: string, others: string[], maybe_timepoint: Time) =>
    bench.call(who, 'Multisig.approve_as_multi', {
      threshold: 2,
      other_signatories: others,
      maybe_timepoint,
      call_hash,
      max_weight,
    })
  const act = (who: string, others: string[], maybe_timepoint: Time) =>
    bench.call(who, 'Multisig.as_multi', {
      threshold: 2,
      other_signatories: others,
      maybe_timepoint,
      call,
      max_weight,
    })
  must(approve(anna, [bert, cleo], undefined))
  return { bench, approve, act, when: { height: bench.ctx.block, index: 1 } }
}

test('two of three signatories make a call, and the deposit goes back', () => {
  const { bench, act, approve, when } = opened()
  expect(bench.state.System.Account.get(anna).data.reserved).toBe(196_000_000n)
  expect(act(bert, [anna, cleo], undefined)).toBe('Multisig.NoTimepoint')
  expect(act(bert, [anna, cleo], { height: 7, index: 7 })).toBe('Multisig.WrongTimepoint')
  expect(approve(anna, [bert, cleo], when)).toBe('Multisig.AlreadyApproved')
  must(act(bert, [anna, cleo], when))
  expect(bench.events.at(-1)).toMatchObject({ event: 'MultisigExecuted', data: { result: { type: 'Ok' } } })
  expect(freeBalance(bench.ctx, joint)).toBe(999_000n)
  expect(bench.state.System.Account.get(anna).data.reserved).toBe(0n)
  expect(bench.state.Multisig.Multisigs.has(joint, call_hash)).toBe(false)
})

test('approvals by hash alone are counted; the call comes with the last one', () => {
  const { bench, approve, act, when } = opened()
  must(approve(cleo, [anna, bert], when))
  expect(bench.events.at(-1)).toMatchObject({ event: 'MultisigApproval' })
  expect(approve(bert, [anna, cleo], when)).toBe('Multisig.AlreadyApproved')
  must(act(bert, [anna, cleo], when))
  expect(freeBalance(bench.ctx, joint)).toBe(999_000n)
})

test('a call that is heavier than allowed is not made', () => {
  const { bench, when } = opened()
  const approval = { threshold: 2, other_signatories: [anna, cleo], maybe_timepoint: when, call }
  const tooLow = { ref_time: 1_000_000n, proof_size: 10_000n }
  expect(bench.call(bert, 'Multisig.as_multi', { ...approval, max_weight: tooLow })).toBe(
    'Multisig.MaxWeightTooLow',
  )
})

test.each([
  [1, [bert, cleo], 'Multisig.MinimumThreshold'],
  [2, [], 'Multisig.TooFewSignatories'],
  [2, Array.from({ length: 100 }, () => bert), 'Multisig.TooManySignatories'],
  [2, [cleo, bert], 'Multisig.SignatoriesOutOfOrder'],
  [2, [bert, bert], 'Multisig.SignatoriesOutOfOrder'],
  [2, [anna, bert], 'Multisig.SenderInSignatories'],
])('threshold %s with signatories %s: %s', (threshold, other_signatories, error) => {
  const args = { threshold, other_signatories, maybe_timepoint: undefined, call_hash, max_weight }
  expect(createBench().call(anna, 'Multisig.approve_as_multi', args)).toBe(error)
})

test('only the one who opened an operation cancels it, and pokes its deposit', () => {
  const { bench, when } = opened()
  const cancel = (who: string, others: string[], timepoint = when) =>
    bench.call(who, 'Multisig.cancel_as_multi', {
      threshold: 2,
      other_signatories: others,
      timepoint,
      call_hash,
    })
  const poke = (who: string, others: string[]) =>
    bench.call(who, 'Multisig.poke_deposit', { threshold: 2, other_signatories: others, call_hash })
  expect(cancel(bert, [anna, cleo])).toBe('Multisig.NotOwner')
  expect(cancel(anna, [bert, cleo], { height: 0, index: 0 })).toBe('Multisig.WrongTimepoint')
  expect(poke(bert, [anna, cleo])).toBe('Multisig.NotOwner')
  const open = bench.state.Multisig.Multisigs.get(joint, call_hash)!
  bench.state.Multisig.Multisigs.set(joint, call_hash, {
    ...open,
    approvals: [...open.approvals],
    deposit: open.deposit - 5n,
  })
  must(poke(anna, [bert, cleo]))
  expect(bench.events.at(-1)).toMatchObject({ event: 'DepositPoked', data: { new_deposit: 196_000_000n } })
  must(cancel(anna, [bert, cleo]))
  expect(cancel(anna, [bert, cleo])).toBe('Multisig.NotFound')
})

test('a threshold of one needs no second signature, and fails as its call does', () => {
  const bench = createBench()
  const alone = multisigAccount([anna, bert], 1)
  const act = () => bench.call(anna, 'Multisig.as_multi_threshold_1', { other_signatories: [bert], call })
  expect(act()).not.toBeNull()
  must(
    bench.call(dora, 'Balances.transfer_keep_alive', {
      dest: { type: 'Id', value: alone },
      value: 1_000_000n,
    }),
  )
  must(act())
  expect(freeBalance(bench.ctx, alone)).toBe(999_000n)
})
