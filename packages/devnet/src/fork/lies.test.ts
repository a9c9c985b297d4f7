import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Devnet } from '../devnet.js'
import { itemPrefix } from '../state/keys.js'
import { loadFork } from './load.js'
import { type Node, portsTo } from './testing/ports.js'
import { createSource, hotkeyOf, sourceNetuid as netuid } from './testing/source.js'
import { verify } from './verify.js'

let source: Devnet
let before: string

beforeAll(async () => {
  source = await createSource({ validators: 2, miners: 2 })
})
afterAll(() => source.close())
beforeEach(() => {
  before = source.snapshot()
})
afterEach(() => source.revert(before))

const settings = { endpoint: 'ws://node.example', netuid }
const read = (node?: Node, limits?: Parameters<typeof portsTo>[2]) =>
  loadFork(settings, portsTo(source, node, limits))

/** Answers as the source does, but for one method. */
const twisted =
  (of: string, twist: (answer: never, params: readonly unknown[]) => unknown): Node =>
  async ({ method, params, answer }) =>
    method === of ? twist((await answer()) as never, params) : answer()

const uids = `0x${itemPrefix('SubtensorModule', 'Uids')}`

describe('an endpoint that lies about storage', () => {
  const keys = (twist: (keys: string[], prefix: string) => unknown) =>
    twisted('state_getKeysPaged', (answer: string[], [prefix]) => twist(answer, prefix as string))
  const ofUids = (twist: (keys: string[]) => unknown) =>
    keys((answer, prefix) => (prefix.startsWith(uids) ? twist(answer) : answer))
  const values = (twist: (set: { block: string; changes: [string, string | null][] }) => unknown) =>
    twisted('state_queryStorageAt', (answer: [{ block: string; changes: [string, string | null][] }]) => [
      twist(answer[0]),
    ])
  const page = (key: (at: number) => string) => Array.from({ length: 1000 }, (_, at) => key(at))
  const padded = (at: number) => `${uids}0200${at.toString(16).padStart(100, '0')}`

  test.each<[string, Node]>([
    ['keys that are none', keys(() => 'keys')],
    ['a key that is no hex', ofUids(() => ['0xzz'])],
    ['a key outside of what was asked', ofUids(() => [`0x${'ff'.repeat(40)}`])],
    ['keys out of order', ofUids((list) => list.toReversed())],
    ['a key twice', ofUids(([first]) => [first, first])],
    ['a page that comes again', ofUids(() => page(padded))],
    ['a page that is too long', ofUids(() => [...page(padded), padded(1000)])],
    ['a key with another hash', ofUids((list) => list.map((key) => key.replace(/^(.{70})../, '$100')))],
    ['a value that is missing', values((set) => ({ ...set, changes: set.changes.slice(1) }))],
    [
      'a value of another key',
      values((set) => ({ ...set, changes: set.changes.map(([, value]) => ['0x00', value]) })),
    ],
    ['values of another block', values((set) => ({ ...set, block: `0x${'11'.repeat(32)}` }))],
    [
      'a value that is no hex',
      values((set) => ({ ...set, changes: set.changes.map(([key]) => [key, 'x']) })),
    ],
    [
      'bytes after a value',
      values((set) => ({ ...set, changes: set.changes.map(([key, value]) => [key, value && `${value}00`]) })),
    ],
    [
      'a value that ends early',
      values((set) => ({
        ...set,
        changes: set.changes.map(([key, value]) => [key, value?.slice(0, -2)]),
      })),
    ],
    ['nothing at all', twisted('state_queryStorageAt', () => null)],
    ['metadata that is none', twisted('state_getMetadata', () => '0x6d65746100')],
    ['a version that is none', twisted('state_getRuntimeVersion', () => ({}))],
  ])('%s', async (_, node) => {
    await expect(read(node)).rejects.toMatchObject({ code: 'FORK_INCONSISTENT', fix: expect.any(String) })
  })

  test('a key that is listed and has no value', async () => {
    const node = values((set) => ({
      ...set,
      changes: set.changes.map(([key, value]) => [key, key.startsWith(uids) ? null : value]),
    }))
    await expect(read(node)).rejects.toMatchObject({ code: 'FORK_INCONSISTENT' })
  })

  test('pages without an end', async () => {
    let last = 0
    const node = ofUids(() => page(() => padded(last++)))
    await expect(read(node, { limits: { mostKeys: 20_000 } })).rejects.toMatchObject({ code: 'FORK_LIMIT' })
  })

  test('more bytes than any subnet has', async () => {
    await expect(read(undefined, { limits: { mostBytes: 1000 } })).rejects.toMatchObject({
      code: 'FORK_LIMIT',
    })
  })
})

describe('an endpoint that lies about blocks', () => {
  test.each<[string, Node]>([
    [
      'a header with another hash',
      twisted('chain_getHeader', (header: object) => ({ ...header, stateRoot: `0x${'22'.repeat(32)}` })),
    ],
    ['a header that is none', twisted('chain_getHeader', () => ({ number: '0x1' }))],
    ['a hash that is none', twisted('chain_getFinalizedHead', () => 'head')],
    [
      'another chain by the end (defect: it was asked at the beginning alone)',
      ({ method, params, count, answer }) =>
        method === 'chain_getBlockHash' && params[0] === 0 && count > 1 ? `0x${'44'.repeat(32)}` : answer(),
    ],
    [
      'a final head that is not the block of its height',
      ({ method, params, answer }) =>
        method === 'chain_getBlockHash' && params[0] !== 0 ? `0x${'55'.repeat(32)}` : answer(),
    ],
  ])('%s', async (_, node) => {
    await expect(read(node)).rejects.toMatchObject({ code: 'FORK_INCONSISTENT' })
  })

  test.each([
    ['a number beyond the final ones', 1_000_000],
    ['a hash that it does not have', `0x${'33'.repeat(32)}`],
  ])('%s is no block to fork at', async (_, block) => {
    await expect(loadFork({ ...settings, block }, portsTo(source))).rejects.toMatchObject({
      code: 'FORK_BLOCK',
    })
  })

  test('any final block can be forked, by number and by hash', async () => {
    const number = source.head.number - 2
    const { fork } = await loadFork({ ...settings, block: number }, portsTo(source))
    expect(fork.header.number).toBe(number)
    const again = await loadFork({ ...settings, block: fork.hash }, portsTo(source))
    expect(again.fork.entries).toEqual(fork.entries)
  })
})

describe('parts of a subnet that contradict each other', () => {
  const five = [1, 2, 3, 4, 5]
  test.each<[string, () => void]>([
    [
      'a vector longer than the subnet',
      () => source.setStorage('SubtensorModule', 'Dividends', [netuid], [...five, 6]),
    ],
    [
      'updates of more neurons',
      () => source.setStorage('SubtensorModule', 'LastUpdate', [netuid], [...five, 6].map(BigInt)),
    ],
    [
      'weights of a uid out of range',
      () => source.setStorage('SubtensorModule', 'Weights', [netuid, 9], [[1, 1]]),
    ],
    [
      'weights on a uid out of range',
      () => source.setStorage('SubtensorModule', 'Weights', [netuid, 1], [[9, 1]]),
    ],
    [
      'bonds on a uid out of range',
      () => source.setStorage('SubtensorModule', 'Bonds', [netuid, 1], [[5, 1]]),
    ],
    ['a hotkey twice', () => source.setStorage('SubtensorModule', 'Keys', [netuid, 1], hotkeyOf(2))],
    ['a uid without a hotkey', () => source.setStorage('SubtensorModule', 'Keys', [netuid, 1], undefined)],
    [
      'a hotkey without its uid',
      () => source.setStorage('SubtensorModule', 'Uids', [netuid, hotkeyOf(1)], undefined),
    ],
    ['more neurons than hotkeys', () => source.setStorage('SubtensorModule', 'SubnetworkN', [netuid], 6)],
    [
      'shares that are not those of the hotkey',
      () => source.setStorage('SubtensorModule', 'TotalHotkeyShares', [hotkeyOf(1), netuid], 5n << 64n),
    ],
    [
      'holders of a hotkey without shares',
      () => source.setStorage('SubtensorModule', 'TotalHotkeyShares', [hotkeyOf(1), netuid], undefined),
    ],
    [
      'more stake than there is alpha',
      () => source.setStorage('SubtensorModule', 'SubnetAlphaOut', [netuid], 5n),
    ],
    [
      'more TAO than there can be',
      () => source.setStorage('SubtensorModule', 'TotalIssuance', [], 2n ** 63n),
    ],
    [
      'a pool with more than is staked in all',
      () => source.setStorage('SubtensorModule', 'TotalStake', [], 5n),
    ],
  ])('%s', (_, change) => {
    expect(() => verify({ host: 'node.example', state: source.state }, netuid)).not.toThrow()
    change()
    expect(() => verify({ host: 'node.example', state: source.state }, netuid)).toThrow(
      expect.objectContaining({ code: 'FORK_INCONSISTENT' }),
    )
  })

  test('are found before anything begins', async () => {
    source.setStorage('SubtensorModule', 'Keys', [netuid, 1], hotkeyOf(2))
    await expect(read()).rejects.toMatchObject({ code: 'FORK_INCONSISTENT' })
  })

  test('no such subnet', async () => {
    const asked = { ...settings, netuid: 7 }
    await expect(loadFork(asked, portsTo(source))).rejects.toMatchObject({ code: 'FORK_NO_SUBNET' })
  })
})
