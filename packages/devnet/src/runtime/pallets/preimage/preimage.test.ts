import { describe, expect, test } from 'vitest'
import { toHex } from '../../../codec/bytes.js'
import { blake2b256 } from '../../../codec/hash.js'
import { dave, signedChain } from '../../../fees/testing/signed-chain.js'
import { accountOf, allTao, createBench, must, people, tao } from '../../../rules/testing/bench.js'
import type { RuntimeCall } from '../../../schema/types/outer.js'

const [anna, bert] = people as [string, string]
const bytes = new TextEncoder().encode('a preimage of so many bytes')
const hash = toHex(blake2b256(bytes))
/** 0.104 TAO, and a thousandth for each byte. */
const deposit = 104_000_000n + BigInt(bytes.length) * 1_000_000n
const key: [string, number] = [hash, bytes.length]

function opened() {
  const bench = createBench()
  const { Preimage, Balances, System } = bench.state
  return {
    bench,
    note: (who: string, what = bytes) => bench.call(who, 'Preimage.note_preimage', { bytes: what }),
    act: (who: string, call: 'unnote_preimage' | 'request_preimage' | 'unrequest_preimage', of = hash) =>
      bench.call(who, `Preimage.${call}`, { hash: of }),
    status: () => Preimage.RequestStatusFor.get(hash),
    stored: () => Preimage.PreimageFor.get(key),
    held: (who: string) => Balances.Holds.get(who),
    data: (who: string) => System.Account.get(who).data,
    last: () => bench.events.at(-1),
  }
}

describe('a preimage', () => {
  test('is noted for a deposit, which is held without an event, and comes back with it', () => {
    const { bench, note, act, status, stored, held, data, last } = opened()
    const [before, all] = [data(anna), allTao(bench)]
    must(note(anna))
    expect(last()).toEqual({ pallet: 'Preimage', event: 'Noted', data: { hash } })
    expect(bench.events.map(({ pallet }) => pallet)).not.toContain('Balances')
    expect(status()).toEqual({ type: 'Unrequested', value: { ticket: [anna, deposit], len: bytes.length } })
    expect(stored()).toEqual(bytes)
    expect(held(anna)).toEqual([{ id: { type: 'Preimage', value: 'Preimage' }, amount: deposit }])
    expect(data(anna)).toMatchObject({ free: before.free - deposit, reserved: deposit })
    expect(bench.state.System.Account.get(anna).consumers).toBe(1)
    expect(allTao(bench)).toBe(all)

    expect(note(bert)).toBe('Preimage.AlreadyNoted')
    expect(act(bert, 'unnote_preimage')).toBe('Preimage.NotAuthorized')
    expect(act(anna, 'unnote_preimage', accountOf('nothing'))).toBe('Preimage.NotNoted')
    must(act(anna, 'unnote_preimage'))
    expect(last()).toEqual({ pallet: 'Preimage', event: 'Cleared', data: { hash } })
    expect([status(), stored(), held(anna)]).toEqual([undefined, undefined, []])
    expect([data(anna), bench.state.System.Account.get(anna).consumers]).toEqual([before, 0])
  })

  test('of too many bytes, or of an account without the means, is refused', () => {
    const { note, held } = opened()
    expect(note(anna, new Uint8Array(4 * 1024 * 1024 + 1))).toBe('Preimage.TooBig')
    expect(note(accountOf('nobody'))).toBe('Token.FundsUnavailable')
    expect(held(accountOf('nobody'))).toEqual([])
  })

  test('adds to what an account has on hold', () => {
    const { bench, note, act, held } = opened()
    must(note(anna))
    const other = Uint8Array.of(1)
    must(note(anna, other))
    expect(held(anna)[0]?.amount).toBe(deposit + 105_000_000n)
    must(act(anna, 'unnote_preimage'))
    expect(held(anna)[0]?.amount).toBe(105_000_000n)
    expect(bench.state.System.Account.get(anna)).toMatchObject({
      consumers: 1,
      data: { reserved: 105_000_000n },
    })
  })

  test('is requested by root alone, counts its requests, and stays as long as there are some', () => {
    const { note, act, status, stored, last } = opened()
    expect(act(anna, 'request_preimage')).toBe('BadOrigin')
    must(note(anna))
    must(act('root', 'request_preimage'))
    expect(last()).toEqual({ pallet: 'Preimage', event: 'Requested', data: { hash } })
    must(act('root', 'request_preimage'))
    const ticket = [anna, deposit]
    const value = (count: number, maybe_ticket: unknown) => ({ maybe_ticket, count, maybe_len: bytes.length })
    expect(status()).toEqual({ type: 'Requested', value: value(2, ticket) })
    must(act(anna, 'unnote_preimage'))
    expect(status()).toEqual({ type: 'Requested', value: value(2, undefined) })
    expect(act(anna, 'unnote_preimage')).toBe('Preimage.NotAuthorized')
    must(act('root', 'unrequest_preimage'))
    expect(stored()).toEqual(bytes)
    must(act('root', 'unnote_preimage'))
    expect([status(), stored()]).toEqual([undefined, undefined])
    expect(act('root', 'unrequest_preimage')).toBe('Preimage.NotRequested')
  })

  test('of an account is its own again after the last request', () => {
    const { note, act, status } = opened()
    must(act('root', 'request_preimage'))
    expect(status()).toEqual({
      type: 'Requested',
      value: { maybe_ticket: undefined, count: 1, maybe_len: undefined },
    })
    must(act('root', 'unrequest_preimage'))
    expect(status()).toBeUndefined()
    must(note(anna))
    must(act('root', 'request_preimage'))
    must(act('root', 'unrequest_preimage'))
    expect(status()?.type).toBe('Unrequested')
    expect(act('root', 'unrequest_preimage')).toBe('Preimage.NotRequested')
  })

  test('that was requested costs whoever notes it nothing', () => {
    const { note, act, held, stored } = opened()
    must(act('root', 'request_preimage'))
    must(note(bert))
    expect([held(bert), stored()]).toEqual([[], bytes])
  })
})

test('statuses of before tickets are brought to the present form, with their deposits', () => {
  const { bench, status, held, data } = opened()
  const { StatusFor } = bench.state.Preimage
  const ensure = (hashes: string[]) => bench.call(bert, 'Preimage.ensure_updated', { hashes })
  bench.state.System.Account.update(anna, (info) => ({
    ...info,
    consumers: 1,
    data: { ...info.data, free: info.data.free - tao, reserved: tao },
  }))
  StatusFor.set(hash, { type: 'Unrequested', value: { deposit: [anna, tao], len: bytes.length } })
  expect(ensure([])).toBe('Preimage.TooFew')
  expect(ensure(Array.from({ length: 1025 }, () => hash))).toBe('Preimage.TooMany')
  must(ensure([hash, accountOf('other')]))
  expect(StatusFor.get(hash)).toBeUndefined()
  expect(status()).toEqual({ type: 'Unrequested', value: { ticket: [anna, deposit], len: bytes.length } })
  expect([held(anna)[0]?.amount, data(anna).reserved]).toEqual([deposit, deposit])
})

const call = (name: string, args: object): RuntimeCall => ({
  pallet: 'Preimage',
  call: name,
  args: args as RuntimeCall['args'],
})

test('noting pays a fee by its bytes, and none for what was requested', async () => {
  await using chain = await signedChain()
  const root = chain.devnet.impersonate('root')
  const paid = await chain.send('//Bob', call('note_preimage', { bytes }))
  expect(paid.info).toMatchObject({
    pays_fee: 'Yes',
    weight: { ref_time: 50_499_000n + 27n * 13_491n + 425_000_000n + 108_157_000n },
  })
  expect(paid.fee).toBeGreaterThan(0n)
  const wanted = Uint8Array.of(7)
  root.execute('Preimage', 'request_preimage', { hash: toHex(blake2b256(wanted)) as never })
  const free = await chain.send('//Dave', call('note_preimage', { bytes: wanted }))
  expect([free.info.pays_fee, free.fee, free.error]).toEqual(['No', 0n, null])
  expect(chain.devnet.state.Balances.Holds.get(dave)).toEqual([])
  expect((await chain.send('//Bob', call('ensure_updated', { hashes: [hash] }))).info.pays_fee).toBe('Yes')
})

test('preimages are kept for long calls of crowdloans, and cleared when these dissolve', async () => {
  await using chain = await signedChain({ preset: 'fast', blockTime: 'manual' })
  const long: RuntimeCall = {
    pallet: 'System',
    call: 'remark',
    args: { remark: new Uint8Array(200).fill(7) },
  }
  const rao = 1_000_000_000n
  const create: RuntimeCall = {
    pallet: 'Crowdloan',
    call: 'create',
    args: {
      deposit: 10n * rao,
      min_contribution: rao,
      cap: 11n * rao,
      end: 60,
      call: long,
      target_address: undefined,
    },
  }
  const { events } = await chain.send('//Bob', create)
  expect(events.indexOf('Noted')).toBeLessThan(events.indexOf('Transfer'))
  const [preimage] = [...chain.devnet.state.Preimage.RequestStatusFor.entries()]
  const kept = preimage![0][0]
  expect(preimage![1]).toMatchObject({ type: 'Requested', value: { count: 1, maybe_len: 204 } })
  expect(chain.devnet.state.Crowdloan.Crowdloans.get(0)?.call).toEqual({
    type: 'Lookup',
    value: { hash: kept, len: 204 },
  })
  await chain.send('//Dave', {
    pallet: 'Crowdloan',
    call: 'contribute',
    args: { crowdloan_id: 0, amount: rao },
  })
  const id: RuntimeCall['args'] = { crowdloan_id: 0 }
  expect((await chain.send('//Bob', { pallet: 'Crowdloan', call: 'finalize', args: id })).error).toBe(null)
  expect(chain.devnet.state.Preimage.RequestStatusFor.has(kept)).toBe(true)

  await chain.send('//Dave', {
    ...create,
    args: { ...create.args, call: { ...long, args: { remark: new Uint8Array(300) } } },
  })
  const dissolved = await chain.send('//Dave', {
    pallet: 'Crowdloan',
    call: 'dissolve',
    args: { crowdloan_id: 1 },
  })
  expect(dissolved.events).toContain('Cleared')
  expect(dissolved.error).toBe(null)
  expect([...chain.devnet.state.Preimage.RequestStatusFor.keys()]).toEqual([[kept]])

  // Root takes the preimage away: the call is gone for the crowdloan that kept it.
  await chain.send('//Bob', create)
  const root = chain.devnet.impersonate('root')
  root.execute('Preimage', 'unrequest_preimage', { hash: kept as never })
  await chain.send('//Dave', {
    pallet: 'Crowdloan',
    call: 'contribute',
    args: { crowdloan_id: 2, amount: rao },
  })
  const gone = await chain.send('//Bob', { pallet: 'Crowdloan', call: 'finalize', args: { crowdloan_id: 2 } })
  expect(gone.error).toBe('Crowdloan.CallUnavailable')
})
