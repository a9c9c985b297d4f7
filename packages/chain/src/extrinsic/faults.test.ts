import { createKeypair } from '@subnetkit/wallet'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { openBlock } from '../read/block-reader.js'
import { storage } from '../read/storage-items.js'
import type { Fault } from '../testing/fault-proxy/faults.js'
import { createStorm } from '../testing/fault-proxy/storm.js'
import { createTimedChain, type TimedChain } from '../testing/proxied-chain.js'
import { isFinal } from './canonical.js'
import { findExtrinsic } from './find.js'
import { signExtrinsic } from './sign.js'
import { submit } from './submit.js'
import { trackExtrinsic } from './track.js'

const alice = createKeypair('//Alice')
const remark = (text = '0x01') => ({ pallet: 'System', call: 'remark_with_event', args: [text] })
const submission = 'author_submitExtrinsic'

let chain: TimedChain
afterEach(() => chain[Symbol.asyncDispose]())
const start = async (options: Parameters<typeof createTimedChain>[0] = {}) => {
  // Polls and deadlines pass ten times as fast as on a wall clock, and never while an answer waits to be read.
  chain = await createTimedChain({ deadlineMs: 5_000, stepMs: 20, ...options })
  return chain
}
/** Extrinsics that the chain has of an account: what a doubled submission would raise. */
const sentBy = async ({ client }: TimedChain, address = alice.address) => {
  const { values } = await openBlock(client, { reads: { account: storage.Account(address) } })
  return values.account.nonce
}
/** Waits until the node has one extrinsic in its pool. */
const pooled = ({ devnet }: TimedChain) =>
  vi.waitUntil(
    async () => (await devnet.provider.send<string[]>('author_pendingExtrinsics', [])).length === 1,
    { timeout: 20_000 },
  )

describe('bittensor #2444: a validator freezes when the socket is lost while it waits for inclusion', () => {
  it.each<[string, (given: TimedChain) => void]>([
    ['drops', ({ proxy }) => proxy.drop()],
    ['goes silent while open', ({ proxy }) => proxy.silence()],
  ])('the socket %s', async (_name, strike) => {
    const { client, devnet } = await start()
    const included = submit(client, alice, remark())
    await pooled(chain)
    strike(chain)
    devnet.mine(1)
    expect(await included).toMatchObject({ number: 1, refusal: null })
  })

  it('and the node is away for some blocks', async () => {
    const { client, devnet, proxy } = await start()
    const included = submit(client, alice, remark())
    await pooled(chain)
    await proxy.down()
    devnet.mine(5)
    await proxy.up()
    expect(await included).toMatchObject({ number: 1 })
  })
})

it.each(['chain_getFinalizedHead', 'chain_getHeader'])(
  'a node that answers null to %s is asked again, and nobody but the caller hears of it',
  async (method) => {
    const { client, proxy } = await start({ devnet: { blockTime: 'instant' } })
    const said = (['warn', 'error', 'log'] as const).map((kind) =>
      vi.spyOn(console, kind).mockImplementation(() => undefined),
    )
    const rewrite = (text: string) => JSON.stringify({ ...JSON.parse(text), result: null })
    proxy.inject({ kind: 'answer', method, times: 5, fault: { kind: 'rewrite', rewrite } })
    const end = await submit(client, alice, remark())
    const lines = said.flatMap((spy) => spy.mock.calls)
    vi.restoreAllMocks()
    expect(end).toMatchObject({ refusal: null })
    expect(lines).toEqual([])
  },
)

describe('bytes that are sent through faults land once', () => {
  it.each<[string, Fault]>([
    ['are lost with the socket', { kind: 'drop' }],
    ['arrive, and the answer is lost with the socket', { kind: 'dropAfter' }],
    ['are lost', { kind: 'swallow' }],
    ['arrive twice', { kind: 'duplicate' }],
    ['are turned away by a busy node', { kind: 'error', code: 429, message: 'Too Many Requests' }],
    ['meet an internal error', { kind: 'error', code: -32_603, message: 'Internal error' }],
  ])('%s', async (_name, fault) => {
    const { client, proxy } = await start({ devnet: { blockTime: 'instant' } })
    proxy.inject({ kind: 'request', method: submission, fault })
    expect(await submit(client, alice, remark())).toMatchObject({ refusal: null })
    expect(await submit(client, alice, remark('0x02'))).toMatchObject({ refusal: null })
    expect(await sentBy(chain)).toBe(2)
  })

  it('although the node that took them comes back with an empty pool', async () => {
    const { client, devnet, proxy } = await start()
    const empty = devnet.snapshot()
    const included = submit(client, alice, remark())
    await pooled(chain)
    await proxy.down()
    devnet.revert(empty)
    await proxy.up()
    await pooled(chain)
    devnet.mine(1)
    expect(await included).toMatchObject({ number: 1 })
  })

  it('although no notification ever comes', async () => {
    const { client, proxy, devnet } = await start()
    proxy.inject({ kind: 'notification', times: 1_000, fault: { kind: 'swallow' } })
    const included = submit(client, alice, remark())
    await pooled(chain)
    devnet.mine(1)
    expect(await included).toMatchObject({ number: 1 })
  })
})

test('defect: a success proved nothing; it is one that is in a block, and whose dispatch succeeded', async () => {
  const { client, devnet } = await start()
  let told = false
  const included = submit(client, alice, remark()).then((inclusion) => {
    told = true
    return inclusion
  })
  await pooled(chain)
  await trackExtrinsic(client, await signExtrinsic(client, alice, remark()), { deadlineMs: 50 }).catch(
    () => null,
  )
  expect(told).toBe(false)
  devnet.mine(1)
  const { events } = await included
  expect(events.map(({ name }) => name)).toContain('Remarked')

  const failing = submit(client, alice, { pallet: 'SubtensorModule', call: 'start_call', args: [999] })
  await pooled(chain)
  devnet.mine(1)
  await expect(failing).rejects.toMatchObject({ code: 'CHAIN_REJECTED' })
})

test('an upgrade that makes the bytes void on their way: they are signed anew, and done once', async () => {
  const { client, devnet } = await start({ devnet: { specVersion: 420 } })
  const empty = devnet.snapshot()
  const included = submit(client, alice, remark())
  await pooled(chain)
  // No block took them before the upgrade.
  devnet.revert(empty)
  devnet.upgradeRuntime(425)
  devnet.mine(1)
  await pooled(chain)
  devnet.mine(1)
  expect(await included).toMatchObject({ refusal: null })
  expect(await sentBy(chain)).toBe(1)
})

test.each([
  ['are signed anew', undefined],
  ['are the end for a nonce that was given', 0],
])('bytes whose time ran out in no block %s', async (_name, nonce) => {
  const { client, devnet } = await start()
  const empty = devnet.snapshot()
  const options = { eraBlocks: 4, ...(nonce !== undefined && { nonce }) }
  const included = submit(client, alice, remark(), options).catch((error) => error)
  await pooled(chain)
  devnet.revert(empty)
  devnet.mine(3)
  if (nonce === undefined) {
    await pooled(chain)
    devnet.mine(1)
    expect(await included).toMatchObject({ number: 4, refusal: null })
  } else {
    expect(await included).toMatchObject({ code: 'EXTRINSIC_EXPIRED', details: { lastBlock: 3 } })
  }
})

test('BlockZero: concurrent writes on one websocket are all there', async () => {
  const { client, proxy } = await start({ devnet: { blockTime: 'instant' } })
  proxy.inject({ kind: 'request', method: submission, times: 4, fault: { kind: 'duplicate' } })
  proxy.inject({ kind: 'answer', times: 6, fault: { kind: 'reorder' } })
  const accounts = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map((name) =>
    createKeypair(`//${name}`),
  )
  const all = await Promise.all(
    accounts.flatMap((account) => [
      submit(client, account, remark()),
      submit(client, account, remark('0x02')),
    ]),
  )
  expect(all.map(({ refusal }) => refusal)).toEqual(all.map(() => null))
  for (const { address } of accounts) expect(await sentBy(chain, address)).toBe(2)
})

test('two processes that sign for one account do not lose to each other', async () => {
  const { client, devnet, proxy } = await start({ devnet: { blockTime: 'instant' } })
  await using other = await connectChain({ endpoint: proxy.url })
  expect(devnet.head.number).toBe(0)
  await Promise.all(
    [0, 1, 2, 3].map((at) => submit(at % 2 === 0 ? client : other, alice, remark(`0x0${at}`))),
  )
  expect(await sentBy(chain)).toBe(4)
})

test('a block that is undone is no inclusion: the extrinsic is found where it is now', async () => {
  const { client, devnet } = await start()
  const signed = await signExtrinsic(client, alice, remark())
  expect(await devnet.provider.send(submission, [signed.bytes])).toBe(signed.hash)
  const pending = devnet.snapshot()
  devnet.mine(1)
  const first = await trackExtrinsic(client, signed)
  if (first === 'expired') throw new Error('it is included')
  expect(await isFinal(client, first)).toBe(true)
  devnet.revert(pending)
  expect(await isFinal(client, first)).toBe(false)
  expect(await findExtrinsic(client, signed)).toBeNull()
  devnet.fund(alice.address, 1n)
  devnet.mine(1)
  const second = await trackExtrinsic(client, signed, { waitFor: 'finalized' })
  expect(second).toMatchObject({ number: 1 })
  expect(second).not.toMatchObject({ hash: first.hash })
})

test('bytes that a runtime upgrade made void are dead, and a call is signed again', async () => {
  const { client, devnet } = await start({ devnet: { specVersion: 420, blockTime: 'instant' } })
  const void_ = await signExtrinsic(client, alice, remark())
  const changed = chain.event('runtimeChanged')
  let upgrades = 0
  const slow = {
    ...alice,
    sign(message: Uint8Array) {
      if (upgrades++ === 0) devnet.upgradeRuntime(425)
      return alice.sign(message)
    },
  }
  expect(await submit(client, slow, remark('0x02'))).toMatchObject({ refusal: null })
  await changed
  expect(upgrades).toBe(2)
  expect(await trackExtrinsic(client, void_)).toBe('expired')
})

test('a storm: what is reported as included is on chain once, and nothing else is', async () => {
  const { client, proxy } = await start({ devnet: { blockTime: 'instant' }, deadlineMs: 1_000 })
  const storm = createStorm({ seed: 11, faults: 60, rate: 0.08 })
  proxy.follow(storm)
  const all = await Promise.allSettled(
    Array.from({ length: 8 }, (_, at) => submit(client, alice, remark(`0x0${at}`), { deadlineMs: 60_000 })),
  )
  proxy.follow(undefined)
  const included = all.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  expect(included.length).toBeGreaterThan(0)
  expect(new Set(included.map(({ hash, index }) => `${hash} ${index}`)).size).toBe(included.length)
  const open = all.filter((end) => end.status === 'rejected' && end.reason.code === 'CHAIN_TIMEOUT').length
  const held = await vi.waitUntil(() => sentBy(chain).catch(() => null), { timeout: 20_000 })
  expect(held).toBeGreaterThanOrEqual(included.length)
  // Only what nobody could tell about at its deadline may be there besides.
  expect(held).toBeLessThanOrEqual(included.length + open)
}, 90_000)

test('a signal ends the wait at once, the deadline at its time, and nothing is left over', async () => {
  const { client } = await start()
  const signed = await signExtrinsic(client, alice, remark())
  const stopping = new AbortController()
  const tracked = trackExtrinsic(client, signed, { signal: stopping.signal })
  stopping.abort(new Error('enough'))
  await expect(tracked).rejects.toThrow('enough')
  await expect(trackExtrinsic(client, signed, { deadlineMs: 20 })).rejects.toMatchObject({
    code: 'CHAIN_TIMEOUT',
  })
})
