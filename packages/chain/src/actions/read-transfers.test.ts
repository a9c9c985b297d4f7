import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { calls } from '../extrinsic/calls.js'
import { submit } from '../extrinsic/submit.js'
import { readTransfers } from './read-transfers.js'

const [alice, bob, fresh] = ['//Alice', '//Bob', '//Fresh'].map((uri) => createKeypair(uri))

it('reads transfers of every form, and none that failed', async () => {
  await using devnet = await createDevnet({ blockTime: 'instant', seed: 'transfers' })
  await using client = await connectChain({ provider: devnet.provider })
  const first = devnet.head.number + 1
  const balances = client.api.tx.balances!
  const pay = (to: string, amount: bigint) => balances.transferKeepAlive!(to, amount)
  await submit(client, alice!, calls.transferKeepAlive(fresh!.address, 1_000_000_000n))
  await submit(client, alice!, calls.batchAll([pay(fresh!.address, 2n), pay(bob!.address, 3n)]))
  const failing = calls.batchAll([pay(fresh!.address, 4n), pay(bob!.address, 10n ** 18n)])
  await expect(submit(client, alice!, failing)).rejects.toMatchObject({ code: 'CHAIN_REJECTED' })
  const partly = {
    pallet: 'Utility',
    call: 'batch',
    args: [[pay(fresh!.address, 5n), pay(bob!.address, 10n ** 18n)]],
  }
  await submit(client, alice!, partly)
  await submit(client, bob!, { pallet: 'Proxy', call: 'add_proxy', args: [alice!.address, 'Any', 0] })
  const proxied = { pallet: 'Proxy', call: 'proxy', args: [bob!.address, null, pay(fresh!.address, 6n)] }
  await submit(client, alice!, proxied)
  await submit(client, fresh!, { pallet: 'Balances', call: 'transfer_all', args: [bob!.address, false] })
  const blocks = await readTransfers(client, { from: first, to: devnet.head.number })
  expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, at) => first + at))
  for (const [at, { parentHash }] of blocks.entries())
    if (at > 0) expect(parentHash).toBe(blocks[at - 1]!.hash)
  const name = (address: string) => [alice, bob, fresh].findIndex((one) => one!.address === address)
  const moved = blocks.flatMap(({ transfers }) =>
    transfers.map(({ from, to, amount }) => [name(from), name(to), amount]),
  )
  expect(moved.slice(0, -1)).toEqual([
    ...[
      [0, 2, 1_000_000_000n],
      [0, 2, 2n],
      [0, 1, 3n],
    ],
    ...[
      [0, 2, 5n],
      [1, 2, 6n],
    ],
  ])
  expect(moved.at(-1)).toEqual([2, 1, expect.any(BigInt)])
  expect(moved.at(-1)![2]).toBeGreaterThan(999_000_000n)
  const future = readTransfers(client, { from: first, to: devnet.head.number + 2 })
  await expect(future).rejects.toMatchObject({ code: 'CHAIN_HISTORY_MISSING' })
})
