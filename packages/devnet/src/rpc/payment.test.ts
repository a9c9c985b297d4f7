import { describe, expect, test } from 'vitest'
import { alice, bob, remark, signedChain, transfer } from '../fees/testing/signed-chain.js'
import { runtimeCall } from '../schema/types/outer.js'
import { applyResult } from './session/dry-run.js'

const tao = 1_000_000_000n
const free = {
  pallet: 'Commitments',
  call: 'set_commitment',
  args: { netuid: 1, info: { fields: [] } },
}

describe('the price of an extrinsic', () => {
  test('is what it pays, if its weight is what it declares', async () => {
    await using chain = await signedChain()
    const { send } = chain.devnet.provider
    const bytes = chain.sign('//Bob', transfer(alice, tao))
    const info = await send('payment_queryInfo', [bytes])
    const details = await send('payment_queryFeeDetails', [bytes])
    const { fee } = await chain.send('//Bob', transfer(alice, tao))
    expect(info).toEqual({
      weight: { ref_time: 164_051_000, proof_size: 3_593 },
      class: 'normal',
      partialFee: String(fee),
    })
    const lenFee = bytes.length / 2 - 1
    expect(details).toEqual({
      inclusionFee: { baseFee: 54_078, lenFee, adjustedWeightFee: Number(fee) - 54_078 - lenFee },
    })
  })

  test('of a free call has no parts', async () => {
    await using chain = await signedChain()
    const { send } = chain.devnet.provider
    const bytes = chain.sign('//Bob', free)
    expect(await send('payment_queryFeeDetails', [bytes])).toEqual({ inclusionFee: null })
    expect(await send('payment_queryInfo', [bytes])).toMatchObject({ partialFee: '0' })
  })

  test('is refused as by a node for bytes that are no extrinsic', async () => {
    await using chain = await signedChain()
    const { send } = chain.devnet.provider
    for (const method of ['payment_queryInfo', 'payment_queryFeeDetails', 'system_dryRun']) {
      await expect(send(method, ['0x10'])).rejects.toMatchObject({ code: 1 })
      await expect(send(method, ['0x080102'])).rejects.toMatchObject({ code: 2 })
    }
  })

  test('of a call takes the length that is given', async () => {
    await using chain = await signedChain()
    const { send } = chain.devnet.provider
    const call = Buffer.from(runtimeCall.codec.enc(remark('call'))).toString('hex')
    const ask = (length: string) =>
      send<string>('state_call', ['TransactionPaymentCallApi_query_call_info', `0x${call}${length}`])
    const fee = (answer: string) => Buffer.from(answer.slice(-16), 'hex').readBigUInt64LE()
    expect(fee(await ask('08000000')) - fee(await ask('05000000'))).toBe(3n)
  })
})

describe('a dry run', () => {
  const resultOf = (answer: string) => applyResult.codec.dec(answer)

  test('says that an extrinsic would go through, and changes nothing', async () => {
    await using chain = await signedChain()
    const { send } = chain.devnet.provider
    const before = [chain.free(bob), chain.devnet.head.hash]
    const answer = await send<string>('system_dryRun', [chain.sign('//Bob', transfer(alice, tao))])
    expect(answer).toBe('0x0000')
    expect([chain.free(bob), chain.devnet.head.hash]).toEqual(before)
    expect(await send('author_pendingExtrinsics', [])).toEqual([])
  })

  test('names the dispatch error, or why no block could include it', async () => {
    await using chain = await signedChain()
    const { send } = chain.devnet.provider
    const failing = transfer(alice, 10n ** 18n)
    const failed = resultOf(await send<string>('system_dryRun', [chain.sign('//Bob', failing)]))
    expect(failed).toEqual({
      type: 'Ok',
      value: { type: 'Err', value: { type: 'Token', value: 'FundsUnavailable' } },
    })
    const early = chain.sign('//Bob', remark('later'), { nonce: 3 })
    expect(resultOf(await send<string>('system_dryRun', [early]))).toEqual({
      type: 'Err',
      value: { type: 'Invalid', value: { type: 'Future' } },
    })
    const dear = chain.sign('//Bob', remark('dear'), { tip: 10n ** 16n })
    expect(resultOf(await send<string>('system_dryRun', [dear]))).toMatchObject({
      value: { value: { type: 'Payment' } },
    })
  })

  test('applies to the state of the block that is asked for', async () => {
    await using chain = await signedChain()
    const { send } = chain.devnet.provider
    const first = chain.sign('//Bob', remark('once'))
    const before = chain.devnet.head.hash
    await chain.send('//Bob', remark('once'))
    expect(await send('system_dryRun', [first, before])).toBe('0x0000')
    expect(resultOf(await send<string>('system_dryRun', [first]))).toMatchObject({
      value: { value: { type: 'Stale' } },
    })
  })
})
