import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { submit } from '../extrinsic/submit.js'
import { findPayments, paymentCall, readNonce } from './payments.js'
import { transfer } from './transfer.js'

const [alice, bob, eve] = ['//Alice', '//Bob', '//Eve'].map((uri) => createKeypair(uri))

it('shows what became of payments that were planned under a nonce', async () => {
  await using devnet = await createDevnet({ blockTime: 'instant', seed: 'payments', finalityDelay: 1 })
  await using client = await connectChain({ provider: devnet.provider })
  devnet.mine(3)
  const payments = [bob, eve].map((to, at) => ({ to: to!.address, amount: BigInt(at + 1) * 1_000_000n }))
  const planned = {
    ...{ payer: alice!.address, nonce: await readNonce(client, alice!.address), payments },
    since: devnet.head.number,
  }
  expect(await findPayments(client, planned)).toEqual({ kind: 'open' })
  devnet.mine(9)
  const { number, hash } = await submit(client, alice!, paymentCall(client, payments), {
    nonce: planned.nonce,
  })
  expect(await findPayments(client, planned)).toEqual({ kind: 'open' })
  devnet.mine(20)
  expect(await findPayments(client, planned)).toEqual({ kind: 'paid', block: { number, hash } })
  const second = submit(client, alice!, paymentCall(client, payments), { nonce: planned.nonce })
  await expect(second).rejects.toMatchObject({ code: expect.stringMatching(/NONCE_TAKEN|CHAIN_REJECTED/) })

  const other = { ...planned, nonce: planned.nonce + 1, payments: payments.slice(1) }
  await transfer(client, alice!, { payments: payments.slice(0, 1) })
  devnet.mine(5)
  expect(await findPayments(client, other)).toMatchObject({ kind: 'void' })
})
