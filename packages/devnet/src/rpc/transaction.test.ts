import { ApiPromise, Keyring } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { beforeAll, expect, test } from 'vitest'
import { createDevnet, type Devnet } from '../devnet.js'

beforeAll(async () => {
  await cryptoWaitReady()
})

/** A transfer of Alice's, signed with this nonce. */
async function transfer({ provider }: Devnet, nonce: number): Promise<string> {
  const api = await ApiPromise.create({ provider: provider.clone() as ProviderInterface, noInitWarn: true })
  try {
    const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice')
    const signed = await api.tx.balances!.transferKeepAlive!(alice.address, 1).signAsync(alice, {
      nonce,
      era: 0,
    })
    return signed.toHex()
  } finally {
    await api.disconnect()
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a watched transaction is validated, included and final', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual', finalityDelay: 1 })
  const events: unknown[] = []
  const watch = async (transaction: string) => {
    await devnet.provider.subscribe('', 'transactionWatch_v1_submitAndWatch', [transaction], (_, event) =>
      events.push(event),
    )
    await settled()
  }
  const transaction = await transfer(devnet, 0)
  await watch(transaction)
  devnet.mine()
  const { hash } = devnet.head
  devnet.mine()
  await settled()
  const block = { hash, index: 1 }
  expect(events.splice(0)).toEqual([
    { event: 'validated' },
    { event: 'bestChainBlockIncluded', block },
    { event: 'finalized', block },
  ])
  await watch(transaction)
  expect(events).toMatchObject([{ event: 'invalid' }])
})

test('defect: a watched transaction whose block was taken back is in no block any more', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual', finalityDelay: 3 })
  const snapshot = devnet.snapshot()
  const events: unknown[] = []
  const transaction = await transfer(devnet, 0)
  await devnet.provider.subscribe('', 'transactionWatch_v1_submitAndWatch', [transaction], (_, event) =>
    events.push(event),
  )
  devnet.mine()
  devnet.revert(snapshot)
  await settled()
  expect(events).toMatchObject([
    { event: 'validated' },
    { event: 'bestChainBlockIncluded', block: { index: 1 } },
    { event: 'bestChainBlockIncluded', block: null },
    { event: 'dropped' },
  ])
})

test('a broadcast transaction is tried until it is stopped, without a word', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual' })
  const { send } = devnet.provider
  const [first, second] = [await transfer(devnet, 0), await transfer(devnet, 1)]
  const id = await send<string>('transaction_v1_broadcast', [second])
  await send('transaction_v1_broadcast', [first])
  expect(await send('author_pendingExtrinsics', [])).toHaveLength(2)
  devnet.mine()
  expect(await send('author_pendingExtrinsics', [])).toEqual([])
  expect(await send('transaction_v1_stop', [id])).toBeNull()
  await expect(send('transaction_v1_stop', [id])).rejects.toMatchObject({ code: -32602 })
  // Refused as long as it is tried; the limit counts these, too.
  for (let count = 0; count < 15; count++) {
    expect(await send('transaction_v1_broadcast', [first])).toMatch(/^0x/)
  }
  expect(await send('transaction_v1_broadcast', [first])).toBeNull()
})

test('defect: a broadcast transaction comes back after a revert, until it is stopped', async () => {
  await using devnet = await createDevnet({ blockTime: 'manual', finalityDelay: 3 })
  const { send } = devnet.provider
  const transaction = await transfer(devnet, 0)
  const snapshot = devnet.snapshot()
  const id = await send<string>('transaction_v1_broadcast', [transaction])
  devnet.mine()
  devnet.revert(snapshot)
  expect(await send('author_pendingExtrinsics', [])).toEqual([transaction])
  await send('transaction_v1_stop', [id])
  const later = devnet.snapshot()
  devnet.mine()
  devnet.revert(later)
  expect(await send('author_pendingExtrinsics', [])).toEqual([transaction])
  devnet.mine()
  expect(await send('author_pendingExtrinsics', [])).toEqual([])
})
