import { createKeypair, decodeAddress, encodeAddress } from '@subnetkit/wallet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bob, createDevSubnet, type DevSubnet, tao } from '../testing/dev-subnet.js'
import { readBalance } from './balance.js'
import { planTransfer, transfer } from './transfer.js'

describe('transfers', () => {
  let subnet: DevSubnet
  const poor = createKeypair('//poor')
  const fresh = createKeypair('//fresh').address
  beforeEach(async () => {
    subnet = await createDevSubnet({ balances: { [poor.address]: tao } })
  })
  afterEach(() => subnet[Symbol.asyncDispose]())

  const codes = async (...payments: { readonly to: string; readonly amount: bigint }[]) =>
    (await planTransfer(subnet.client, { coldkey: poor.address, payments })).problems.map(({ code }) => code)

  it('defect: a transfer that leaves less than the existential deposit plans clean and fails', async () => {
    const to = bob.address
    expect(await codes({ to, amount: tao })).toEqual(['BALANCE_TOO_LOW'])
    expect(await codes({ to, amount: tao - 400n })).toEqual(['BALANCE_TOO_LOW'])
    const payments = [{ to, amount: tao - 500n }]
    const { fee } = await planTransfer(subnet.client, { coldkey: poor.address, payments })
    const most = tao - 500n - fee
    expect(await codes({ to, amount: most + 1n })).toEqual(['BALANCE_TOO_LOW'])
    expect(await codes({ to, amount: most })).toEqual([])
    await transfer(subnet.client, poor, { payments: [{ to, amount: most }] })
    expect(await readBalance(subnet.client, poor.address)).toBe(500n)
  })

  it('defect: a payment to an account that it cannot keep alive plans clean and fails', async () => {
    expect(await codes({ to: fresh, amount: 100n })).toEqual(['TRANSFER_BELOW_DEPOSIT'])
    expect(await codes({ to: bob.address, amount: 100n })).toEqual([])
    expect(await codes({ to: fresh, amount: 500n }, { to: fresh, amount: 1n })).toEqual([])
    expect(await codes({ to: fresh, amount: 1n }, { to: fresh, amount: 500n })).toEqual([
      'TRANSFER_BELOW_DEPOSIT',
    ])
    const made = await subnet.blocksMadeBy(async () => {
      const paid = transfer(subnet.client, poor, { payments: [{ to: fresh, amount: 100n }] })
      await expect(paid).rejects.toMatchObject({ code: 'TRANSFER_BELOW_DEPOSIT' })
    })
    expect(made).toBe(0)
  })

  it('defect: the address of another network is paid', async () => {
    const { client } = subnet
    for (const prefix of [0, 2]) {
      const to = encodeAddress(decodeAddress(bob.address), { prefix })
      const paid = transfer(client, poor, { payments: [{ to, amount: 1_000n }] })
      await expect(paid).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
      await expect(readBalance(client, to)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
    }
  })

  it.each([
    ['no payment', []],
    ['a negative amount', [{ to: fresh, amount: -1n }]],
    ['an amount that is no bigint', [{ to: fresh, amount: 1 as unknown as bigint }]],
  ])('refuses %s by name', async (_, payments) => {
    const plan = planTransfer(subnet.client, { coldkey: poor.address, payments })
    await expect(plan).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})
