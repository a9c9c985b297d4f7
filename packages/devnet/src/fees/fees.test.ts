import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { weightToFee } from './fee.js'
import { addressOf, alice, bob, dave, remark, signedChain, transfer } from './testing/signed-chain.js'

const tao = 1_000_000_000n

const events = (...own: string[]) => [
  'Withdraw',
  ...own,
  'Deposit',
  'Deposit',
  'TransactionFeePaid',
  'ExtrinsicSuccess',
]

describe('fees', () => {
  test('are as recorded on runtime 293: transfer_all of a whole account', async () => {
    // The recorded step: of 50,000 TAO, 49,999.999857179 arrive, and 500 rao stay.
    await using chain = await signedChain({ specVersion: 293, balances: { [addressOfEve]: 50_000n * tao } })
    const call = {
      pallet: 'Balances',
      call: 'transfer_all',
      args: { dest: addressOf(fresh), keep_alive: true },
    }
    const { fee } = await chain.send('//Eve', call)
    expect(fee).toBe(142_321n)
    expect(chain.free(fresh)).toBe(49_999_999_857_179n)
  })

  test('are a rao a byte, and half a rao a million picoseconds, of the extrinsic and its call', async () => {
    await using chain = await signedChain()
    const before = chain.free(bob)
    const { fee, info, events: own } = await chain.send('//Bob', transfer(alice, tao))
    const bytes = chain.sign('//Bob', transfer(alice, tao)).length / 2 - 1
    // transfer_keep_alive: 39,051,000 with a read and a write of storage.
    const called = 39_051_000n + 25_000_000n + 100_000_000n
    expect(info).toEqual({
      weight: { ref_time: called + 108_157_000n, proof_size: 3_593n },
      class: 'Normal',
      pays_fee: 'Yes',
    })
    expect(fee).toBe(BigInt(bytes) + 54_078n + called / 2_000n)
    expect(chain.free(bob)).toBe(before - tao - fee)
    expect(own).toEqual(events('Transfer'))
  })

  test('follow the version: a tenth between 301 and 380', () => {
    const weight = { ref_time: 108_157_000n, proof_size: 0n }
    expect([293, 301, 379, 380, 425].map((version) => weightToFee(weight, version))).toEqual([
      54_078n,
      5_408n,
      5_408n,
      54_078n,
      54_078n,
    ])
  })

  test('go to the author of the block with the tip; before spec 380 they are burned', async () => {
    await using chain = await signedChain()
    const authors = chain.devnet.state.Aura.Authorities.get()
    const held = () => authors.reduce((sum, author) => sum + chain.free(author), 0n)
    const [before, issuance] = [held(), chain.devnet.state.Balances.TotalIssuance.get()]
    const { fee, dataOf } = await chain.send('//Bob', remark('to the author'), 77n)
    expect(dataOf('TransactionFeePaid')).toEqual({ who: bob, actual_fee: fee, tip: 77n })
    expect(held()).toBe(before + fee)
    expect(chain.devnet.state.Balances.TotalIssuance.get()).toBe(issuance)

    await using old = await signedChain({ specVersion: 379 })
    const { Balances, SubtensorModule } = old.devnet.state
    const [all, minted] = [Balances.TotalIssuance.get(), SubtensorModule.TotalIssuance.get()]
    const burned = await old.send('//Bob', remark('burned'))
    expect(burned.events).toEqual(['Withdraw', 'Deposit', 'TransactionFeePaid', 'ExtrinsicSuccess'])
    expect(old.devnet.state.Balances.TotalIssuance.get()).toBe(all - burned.fee)
    expect(old.devnet.state.SubtensorModule.TotalIssuance.get()).toBe(
      minted > burned.fee ? minted - burned.fee : 0n,
    )
  })

  test('are none for free calls, but for the tip, and none for sudo that succeeds', async () => {
    await using chain = await signedChain()
    const call = {
      pallet: 'Commitments',
      call: 'set_commitment',
      args: { netuid: 1, info: { fields: [] } },
    }
    const { fee, events: own, info } = await chain.send('//Bob', call)
    expect(fee).toBe(0n)
    expect(own).toEqual(['TransactionFeePaid', 'ExtrinsicFailed'])
    expect(info.pays_fee).toBe('No')
    expect((await chain.send('//Bob', call, 5n)).fee).toBe(5n)

    const sudo = { pallet: 'Sudo', call: 'sudo', args: { call: remark('as root') } }
    const before = chain.free(alice)
    const done = await chain.send('//Alice', sudo)
    expect([done.fee, done.info.pays_fee, chain.free(alice)]).toEqual([0n, 'No', before])

    await using old = await signedChain({ specVersion: 379 })
    expect((await old.send('//Bob', sudo)).fee).toBeGreaterThan(0n)
  })

  test('of a batch are paid back for what it did not come to', async () => {
    await using chain = await signedChain()
    const failing = transfer(alice, 10n ** 18n)
    const batch = (...calls: unknown[]) => ({ pallet: 'Utility', call: 'batch', args: { calls } })
    const stopped = await chain.send('//Bob', batch(failing, remark('a'), remark('b')))
    const alone = await chain.send('//Bob', batch(failing))
    expect(stopped.events).toContain('BatchInterrupted')
    expect(stopped.info).toEqual(alone.info)
    const lengths = [batch(failing, remark('a'), remark('b')), batch(failing)].map(
      (call) => chain.sign('//Bob', call as never).length / 2,
    )
    expect(stopped.fee - alone.fee).toBe(BigInt(lengths[0]! - lengths[1]!))
  })

  test('that cannot be paid are refused by the pool with 1010', async () => {
    await using chain = await signedChain({ balances: { [addressOfEve]: 136_000n } })
    const sent = chain.send('//Eve', transfer(alice, 1n))
    await expect(sent).rejects.toMatchObject({ code: 1010, data: expect.stringMatching(/Inability to pay/) })
    await expect(chain.send('//Bob', remark('dear'), 2n * 10n ** 15n)).rejects.toMatchObject({ code: 1010 })
  })

  test('are paid by the account that a proxy acts for, where it has agreed', async () => {
    await using chain = await signedChain()
    const proxy = chain.devnet.impersonate(bob)
    proxy.execute('Proxy', 'add_proxy', { delegate: addressOf(dave) as never, proxy_type: 'Any', delay: 0 })
    const call = {
      pallet: 'Proxy',
      call: 'proxy',
      args: { real: addressOf(bob), force_proxy_type: undefined, call: remark('for bob') },
    }
    expect((await chain.send('//Dave', call)).dataOf('TransactionFeePaid')).toMatchObject({ who: dave })
    proxy.execute('Proxy', 'set_real_pays_fee', { delegate: addressOf(dave) as never, pays_fee: true })
    const before = chain.free(dave)
    expect((await chain.send('//Dave', call)).dataOf('TransactionFeePaid')).toMatchObject({ who: bob })
    expect(chain.free(dave)).toBe(before)
  })

  test('leave issuance the sum of the balances, whatever is sent', async () => {
    await using chain = await signedChain()
    const step = fc.tuple(fc.constantFrom('//Bob', '//Dave', '//Alice'), fc.nat({ max: 200 }), fc.boolean())
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        for (const [who, size, isTransfer] of steps) {
          const call = isTransfer ? transfer(dave, BigInt(size) * tao) : remark('x'.repeat(size))
          await chain.send(who, call, BigInt(size))
        }
        let sum = 0n
        for (const [, { data }] of chain.devnet.state.System.Account.entries())
          sum += data.free + data.reserved
        expect(chain.devnet.state.Balances.TotalIssuance.get()).toBe(sum)
      }),
      { numRuns: 10 },
    )
  })
})

const fresh = `0x${'42'.repeat(32)}`
const addressOfEve = '5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw'
