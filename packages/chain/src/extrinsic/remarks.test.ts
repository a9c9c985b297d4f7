import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { readPast } from '../read/past.js'
import { calls } from './calls.js'
import { readRemarks, remarkCall } from './remarks.js'
import { submit } from './submit.js'

it('reads the remarks that an account has signed, and none in batches or without the bytes', async () => {
  await using devnet = await createDevnet({ blockTime: 'instant', seed: 'remarks' })
  await using client = await connectChain({ provider: devnet.provider })
  const alice = createKeypair('//Alice')
  const [wanted, other] = [Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(9, 8, 7, 6, 5)]
  const from = devnet.head.number + 1
  const { number, hash } = await submit(client, alice, remarkCall(wanted))
  await submit(client, alice, remarkCall(other))
  await submit(
    client,
    alice,
    calls.batchAll([remarkCall(wanted)].map(({ args: [bytes] }) => client.api.tx.system!.remark!(bytes))),
  )
  const remarks = await readRemarks(client, {
    from,
    to: devnet.head.number,
    containing: [wanted.subarray(1)],
  })
  expect(remarks).toEqual([{ block: { number, hash }, signer: alice.address, bytes: wanted }])
  const future = readRemarks(client, { from, to: devnet.head.number + 9, containing: [wanted] })
  await expect(future).rejects.toMatchObject({ code: 'CHAIN_HISTORY_MISSING' })
})

it('reports state that a node has pruned as missing history, and passes other failures on', async () => {
  const at = { number: 7, hash: `0x${'00'.repeat(32)}` }
  const failed = (message: string) => readPast(at, 'counting votes', Promise.reject(new Error(message)))
  await expect(failed('4003: UnknownBlock: State already discarded for 0x00')).rejects.toMatchObject({
    code: 'CHAIN_HISTORY_MISSING',
    details: { block: 7 },
  })
  await expect(failed('disconnected')).rejects.toThrow('disconnected')
})
