import { describe, expect, test } from 'vitest'
import type { Priced } from '../fees/fee.js'
import { addressOf, alice, bob, remark, signedChain, transfer } from '../fees/testing/signed-chain.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { BlockRoom } from './room.js'

const weight = (ref_time: bigint) => ({ ref_time, proof_size: 0n })
const priced = (of: Priced['class'], ref_time: bigint, length = 100): Priced => ({
  class: of,
  weight: weight(ref_time),
  length,
  paysFee: true,
})
const tera = 10n ** 12n
const exhausted = expect.objectContaining({ code: 1010, data: 'Transaction would exhaust the block limits' })

describe('room of a block', () => {
  test('is three quarters for normal extrinsics, and the rest for operational ones', () => {
    const room = new BlockRoom()
    room.take(priced('Normal', 2n * tera))
    expect(() => room.take(priced('Normal', tera))).toThrow(exhausted)
    room.take(priced('Normal', tera - 10n ** 9n))
    expect(() => room.take(priced('Normal', 10n ** 9n))).toThrow(exhausted)
    // The step of the chain takes a part of what operational ones share with all others; a quarter is theirs alone.
    room.take(priced('Operational', tera - 10n ** 9n))
    expect(() => room.take(priced('Operational', 10n ** 9n))).toThrow(exhausted)
    room.take(priced('Mandatory', tera))
  })

  test('holds bytes by class', () => {
    const room = new BlockRoom()
    room.take(priced('Normal', 0n, 7_864_320))
    expect(() => room.take(priced('Normal', 0n, 1))).toThrow(exhausted)
    room.take(priced('Operational', 0n, 2_621_440))
    expect(() => room.take(priced('Operational', 0n, 1))).toThrow(exhausted)
  })

  test('comes back for weight that was declared and not needed, and when nothing was included', () => {
    const room = new BlockRoom()
    const heavy = priced('Normal', 2n * tera)
    room.take(heavy)
    room.giveBack(heavy, weight(tera))
    const leave = room.save()
    room.take(priced('Normal', tera))
    leave()
    room.take(priced('Normal', tera))
  })
})

/** A call that declares a trillion picoseconds, of which three do not fit with the weight of an extrinsic each. */
const heavy = (position: bigint): RuntimeCall => ({
  pallet: 'Multisig',
  call: 'as_multi',
  args: {
    threshold: 2,
    other_signatories: [alice],
    maybe_timepoint: undefined,
    call: transfer(alice, position),
    max_weight: weight(tera),
  },
})

test('an extrinsic that no longer fits waits in the pool with those behind it, and others go on', async () => {
  await using chain = await signedChain()
  const submit = (hex: string) => chain.devnet.provider.send('author_submitExtrinsic', [hex])
  const pending = () => chain.devnet.provider.send<string[]>('author_pendingExtrinsics', [])
  for (const nonce of [0, 1, 2]) await submit(chain.sign('//Bob', heavy(BigInt(nonce)), { nonce, tip: 10n }))
  const small = chain.sign('//Bob', remark('behind'), { nonce: 3 })
  await submit(small)
  await submit(chain.sign('//Dave', transfer(bob, 1n)))
  // A multisig that is only opened gives back nearly all of what it declared.
  chain.devnet.mine()
  expect(await pending()).toEqual([])

  const sudo = (call: RuntimeCall, ref_time: bigint): RuntimeCall => ({
    pallet: 'Sudo',
    call: 'sudo_unchecked_weight',
    args: { call, weight: weight(ref_time) },
  })
  const set = (who: string): RuntimeCall => ({
    pallet: 'Balances',
    call: 'force_set_balance',
    args: { who: addressOf(who), new_free: 10n ** 12n },
  })
  const waiting = [1, 2].map((nonce) => chain.sign('//Alice', sudo(set(bob), 2n * tera), { nonce }))
  await submit(chain.sign('//Alice', sudo(set(bob), 2n * tera), { nonce: 0 }))
  for (const hex of waiting) await submit(hex)
  await submit(chain.sign('//Dave', remark('fits')))
  chain.devnet.mine()
  expect(await pending()).toEqual(waiting)
  chain.devnet.mine(2)
  expect(await pending()).toEqual([])
})

test('what waits for room gets a block of its own where blocks are made on demand', async () => {
  await using chain = await signedChain({ blockTime: 'instant' })
  const heavySudo = (nonce: number) => {
    const args = { call: remark('heavy'), weight: weight(2n * tera) }
    return chain.sign('//Alice', { pallet: 'Sudo', call: 'sudo_unchecked_weight', args }, { nonce })
  }
  const sent = [0, 1, 2].map((nonce) =>
    chain.devnet.provider.send('author_submitExtrinsic', [heavySudo(nonce)]),
  )
  await Promise.all(sent)
  await expect.poll(() => chain.devnet.state.System.Account.get(alice).nonce).toBe(3)
  expect(chain.devnet.head.number).toBe(3)
})

test('defect: what fits into no block beside the timestamp is not tried for ever where blocks are made on demand', async () => {
  await using chain = await signedChain({ blockTime: 'instant' })
  // 7,864,320 bytes are for normal extrinsics, 113 are around the text.
  const long = chain.sign('//Alice', remark('x'.repeat(7_864_320 - 114)))
  await chain.devnet.provider.send('author_submitExtrinsic', [long])
  await expect.poll(() => chain.devnet.head.number).toBe(1)
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
  expect(chain.devnet.head.number).toBe(1)
  expect(chain.devnet.state.System.Account.get(alice).nonce).toBe(0)
})

test('an extrinsic that no block can hold is refused by the pool', async () => {
  await using chain = await signedChain()
  const args = { call: remark('never'), weight: weight(4n * tera) }
  const sent = chain.send('//Alice', { pallet: 'Sudo', call: 'sudo_unchecked_weight', args })
  await expect(sent).rejects.toMatchObject({ code: 1010, data: 'Transaction would exhaust the block limits' })
})

test('the pool refuses calls of Sudo by others, after it has asked for their fee', async () => {
  await using chain = await signedChain({
    balances: { '5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw': 1_000n },
  })
  const call: RuntimeCall = { pallet: 'Sudo', call: 'sudo', args: { call: remark('as root') } }
  await expect(chain.send('//Bob', call)).rejects.toMatchObject({
    code: 1010,
    data: 'Invalid signing address',
  })
  await expect(chain.send('//Eve', call)).rejects.toMatchObject({
    data: expect.stringMatching(/Inability to pay/),
  })
  const inside: RuntimeCall = { pallet: 'Utility', call: 'batch', args: { calls: [call] } }
  expect((await chain.send('//Bob', inside)).events).toContain('BatchInterrupted')

  await using old = await signedChain({ specVersion: 379 })
  expect((await old.send('//Bob', call)).error).toBe('Sudo.RequireSudo')
})
