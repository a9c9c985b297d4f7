import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toHex } from '../codec/bytes.js'
import { makeExtrinsic, pairOf, remark } from '../conformance/testing/fuzz.js'
import { createDevnet, type Devnet } from '../devnet.js'

const start = (finalityDelay?: number | string) =>
  createDevnet({
    seed: 'final',
    blockTime: 'manual',
    preset: 'localnet',
    ...(finalityDelay !== undefined && { finalityDelay }),
  })

async function finalNumber({ provider }: Devnet): Promise<number> {
  const hash = await provider.send('chain_getFinalizedHead', [])
  const { number } = await provider.send<{ number: string }>('chain_getHeader', [hash])
  return Number(number)
}

test('the finalized head trails the head by so many blocks, and by as many as a time takes', async () => {
  await using blocks = await start(3)
  blocks.mine(2)
  expect(await finalNumber(blocks)).toBe(0)
  blocks.mine(3)
  expect(await finalNumber(blocks)).toBe(2)
  await using timed = await start('750ms')
  timed.mine(10)
  expect(await finalNumber(timed)).toBe(7)
  await using without = await start()
  without.mine(10)
  expect(await finalNumber(without)).toBe(10)
})

test('subscribers of finalized heads get each once, in order, and of new heads at once', async () => {
  await using devnet = await start(2)
  const heads = { final: [] as number[], fresh: [] as number[] }
  const numberOf = (header: unknown) => Number((header as { number: string }).number)
  const { provider } = devnet
  await provider.subscribe('', 'chain_subscribeFinalizedHeads', [], (_, head) =>
    heads.final.push(numberOf(head)),
  )
  await provider.subscribe('', 'chain_subscribeNewHeads', [], (_, head) => heads.fresh.push(numberOf(head)))
  devnet.mine(4)
  await new Promise(setImmediate)
  expect(heads).toEqual({ final: [0, 1, 2], fresh: [0, 1, 2, 3, 4] })
})

test('an extrinsic is final when its block is; one whose block was taken back never is', async () => {
  await using devnet = await start(2)
  const pair = pairOf('//Alice')
  const genesisHash = devnet.provider.send<string>('chain_getBlockHash', [0])
  const submit = async (nonce: number) => {
    const call = remark(Uint8Array.of(nonce))
    const bytes = makeExtrinsic({ pair, call, nonce, genesisHash: await genesisHash })
    const statuses: string[] = []
    await devnet.provider.subscribe('', 'author_submitAndWatchExtrinsic', [toHex(bytes)], (_, status) =>
      statuses.push(typeof status === 'string' ? status : Object.keys(status as object).join()),
    )
    return statuses
  }
  const first = await submit(0)
  devnet.mine(2)
  const snapshot = devnet.snapshot()
  const second = await submit(1)
  devnet.mine(1)
  await new Promise(setImmediate)
  expect(first).toEqual(['ready', 'inBlock', 'finalized'])
  expect(second).toEqual(['ready', 'inBlock'])
  devnet.revert(snapshot)
  devnet.mine(4)
  await new Promise(setImmediate)
  expect(second).toEqual(['ready', 'inBlock', 'retracted', 'dropped'])
})

test('defect: an extrinsic whose block was taken back, and that was sent before the snapshot, is included again', async () => {
  await using devnet = await start(2)
  const { provider } = devnet
  const genesisHash = await provider.send<string>('chain_getBlockHash', [0])
  const bytes = makeExtrinsic({
    pair: pairOf('//Alice'),
    call: remark(Uint8Array.of(1)),
    nonce: 0,
    genesisHash,
  })
  const statuses: unknown[] = []
  await provider.subscribe('', 'author_submitAndWatchExtrinsic', [toHex(bytes)], (_, status) =>
    statuses.push(typeof status === 'string' ? status : Object.keys(status as object).join()),
  )
  const snapshot = devnet.snapshot()
  devnet.mine(1)
  devnet.revert(snapshot)
  devnet.mine(3)
  await new Promise(setImmediate)
  expect(statuses).toEqual(['ready', 'inBlock', 'retracted', 'inBlock', 'finalized'])
})

test('defect: what is final stays so when blocks after it are taken back', async () => {
  await using devnet = await start(3)
  const final: number[] = []
  await devnet.provider.subscribe('', 'chain_subscribeFinalizedHeads', [], (_, head) =>
    final.push(Number((head as { number: string }).number)),
  )
  const early = devnet.snapshot()
  devnet.mine(5)
  const late = devnet.snapshot()
  devnet.mine()
  devnet.revert(late)
  expect(await finalNumber(devnet)).toBe(3)
  devnet.mine(3)
  await new Promise(setImmediate)
  expect(final).toEqual([0, 1, 2, 3, 4, 5])
  devnet.revert(early)
  expect(await finalNumber(devnet)).toBe(0)
})

test('defect: a block that is made again after a revert becomes final once', async () => {
  await using devnet = await start(2)
  const final: number[] = []
  await devnet.provider.subscribe('', 'chain_subscribeFinalizedHeads', [], (_, head) =>
    final.push(Number((head as { number: string }).number)),
  )
  const snapshot = devnet.snapshot()
  const first = devnet.mine()
  devnet.revert(snapshot)
  expect(devnet.mine()).toEqual(first)
  devnet.mine(3)
  await new Promise(setImmediate)
  expect(final).toEqual([0, 1, 2])
})

test('defect: blocks that were not final when a chain was saved become final after it resumes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'subnetkit-final-'))
  const stateFile = join(folder, 'chain.state')
  const options = { seed: 'resumed', blockTime: 'manual', finalityDelay: 3, stateFile } as const
  try {
    await using first = await createDevnet(options)
    first.mine(5)
    await first.close()
    await using again = await createDevnet(options)
    const final: number[] = []
    await again.provider.subscribe('', 'chain_subscribeFinalizedHeads', [], (_, head) =>
      final.push(Number((head as { number: string }).number)),
    )
    again.mine(4)
    await new Promise(setImmediate)
    expect(final).toEqual([2, 3, 4, 5, 6])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.each([-1, 1.5, 'soon', '5s', 10_001])('a finality delay of %s is refused', async (finalityDelay) => {
  await expect(start(finalityDelay)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
