import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { expect, test, vi } from 'vitest'
import { readBalance } from './actions/balance.js'
import { readCommitment } from './actions/commitments.js'
import { connectChain } from './connection/connect-chain.js'
import { signExtrinsic } from './extrinsic/sign.js'
import { readHyperparameters } from './hyperparameters/state.js'
import { readMetagraph } from './metagraph/read.js'
import { readWeightRow } from './weights/row.js'

const subject = { netuid: 1, mechanism: 0, hotkey: createKeypair('//Bob').address }
const remark = { pallet: 'System', call: 'remark', args: ['0x00'] }
const garbage = [42, 'hello', '0xffffffff', [], [[]]]

test('defect: garbage in the place of an answer is an error of ours, never one of a library', async () => {
  await using devnet = await createDevnet({ seed: 'garbage', blockTime: 'manual' })
  devnet.mine()
  let answer: { readonly with: unknown } | null = null
  const broken = new Proxy<ProviderInterface>(devnet.provider, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) =>
        name === 'send' && answer && /^(?:state|system)_/.test(String(args[0]))
          ? Promise.resolve(answer.with)
          : value.apply(target, args)
    },
  })
  await using client = await connectChain({ provider: broken, deadlineMs: 1_000 })
  const reads = [
    () => readMetagraph(client, { netuid: 1 }),
    () => readHyperparameters(client, { netuid: 1 }),
    () => readWeightRow(client, { netuid: 1, mechanism: 0, uid: 0 }),
    () => readBalance(client, subject.hotkey),
    () => readCommitment(client, subject),
    () => signExtrinsic(client, createKeypair('//Bob'), remark),
  ]
  for (const one of garbage) {
    // A block of its own: nothing that was asked before is remembered.
    devnet.mine()
    answer = { with: one }
    const ends = await Promise.allSettled(reads.map((read) => read()))
    answer = null
    for (const end of ends) {
      if (end.status === 'rejected')
        expect(end.reason).toMatchObject({ name: 'SubnetError', fix: expect.any(String) })
    }
    expect(ends.some((end) => end.status === 'rejected')).toBe(true)
  }
  expect(await readBalance(client, subject.hotkey)).toBeGreaterThan(0n)
})

test('defect: a block that the node does not have is reported to the caller, and never printed', async () => {
  await using devnet = await createDevnet({ seed: 'unknown', blockTime: 'manual' })
  await using client = await connectChain({ provider: devnet.provider })
  const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const hash = `0x${'12'.repeat(32)}`
  const end = await readWeightRow(client, {
    netuid: subject.netuid,
    mechanism: subject.mechanism,
    uid: 0,
    at: { number: 1, hash },
  }).catch((error) => error)
  const lines = said.mock.calls
  vi.restoreAllMocks()
  expect(end).toMatchObject({
    code: 'CHAIN_CALL_REFUSED',
    message: expect.stringContaining('UnknownBlock'),
  })
  expect(lines).toEqual([])
})
