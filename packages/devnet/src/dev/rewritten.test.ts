import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../codec/bytes.js'
import { createDevnet, type Devnet, type DevnetOptions } from '../devnet.js'
import { identity } from '../schema/pallet.js'
import { tuple, u16, vec } from '../schema/type.js'
import { keyWriter } from '../state/keys.js'

// A chain of which something was undone, edited or resumed has to go on to the very hashes of one that never did anything else. What a store
// or a key remembers of the part that is gone would show in them.

const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const bob = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'
const hotkeys = [1, 2, 3].map((at) => `0x${`0${at}`.repeat(32)}`)
const netuid = 2
const rowOf = (weight: number): [number, number][] => [
  [1, weight],
  [2, 65535 - weight],
]
const rawRow = keyWriter('SubtensorModule', 'Weights', [identity(u16), identity(u16)]).write([netuid, 0]).text
const encodedRow = toHex(vec(tuple(u16, u16)).codec.enc(rowOf(7)))

const start = (options: DevnetOptions = {}) =>
  createDevnet({ seed: 'rewritten', blockTime: 'manual', ...options })

/** A subnet with an epoch every third block, a validator and two miners. */
function prepare(devnet: Devnet): void {
  const owner = devnet.impersonate(alice)
  const [first = ''] = hotkeys
  expect(owner.execute('SubtensorModule', 'register_network', { hotkey: first }).error).toBeNull()
  expect(owner.execute('SubtensorModule', 'start_call', { netuid }).error).toBeNull()
  for (const hotkey of hotkeys.slice(1)) {
    const call = devnet.impersonate(bob).execute('SubtensorModule', 'burned_register', { netuid, hotkey })
    expect(call.error).toBeNull()
  }
  const stake = { hotkey: first, netuid, amount_staked: 1_000_000_000_000n }
  expect(owner.execute('SubtensorModule', 'add_stake', stake).error).toBeNull()
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], 3)
  devnet.setStorage('SubtensorModule', 'Weights', [netuid, 0], rowOf(60_000))
  devnet.setStorage('SubtensorModule', 'LastUpdate', [netuid], [BigInt(devnet.head.number), 0n, 0n])
  devnet.mine(12)
  expect(devnet.state.SubtensorModule.Bonds.get(netuid, 0).length).toBeGreaterThan(0)
}

/** Changes that reach all that an epoch reads and writes. */
function disturb(devnet: Devnet): void {
  devnet.setStorage('SubtensorModule', 'Weights', [netuid, 0], rowOf(1))
  devnet.setStorage('SubtensorModule', 'Bonds', [netuid, 0], rowOf(9))
  devnet.setStorage('SubtensorModule', 'Keys', [netuid, 2], `0x${'0e'.repeat(32)}`)
  devnet.setStorage('SubtensorModule', 'TotalHotkeyAlpha', [hotkeys[1] ?? '', netuid], 5n)
  const newcomer = { netuid, hotkey: `0x${'0f'.repeat(32)}` }
  devnet.impersonate(bob).execute('SubtensorModule', 'burned_register', newcomer)
  devnet.mine(9)
}

async function both(): Promise<readonly [Devnet, Devnet]> {
  const pair = [await start(), await start()] as const
  for (const devnet of pair) prepare(devnet)
  expect(pair[0].head.hash).toBe(pair[1].head.hash)
  return pair
}

test('after a revert, as if nothing had been', async () => {
  const [plain, reverted] = await both()
  const id = reverted.snapshot()
  disturb(reverted)
  reverted.revert(id)
  expect(reverted.mine(9)).toBe(plain.mine(9))
})

test('after a revert to the middle of edits, as if only those before it had been', async () => {
  const [plain, reverted] = await both()
  for (const devnet of [plain, reverted])
    devnet.setStorage('SubtensorModule', 'Weights', [netuid, 0], rowOf(3))
  const id = reverted.snapshot()
  reverted.setStorage('SubtensorModule', 'Weights', [netuid, 0], rowOf(4))
  reverted.setStorage('SubtensorModule', 'Tempo', [netuid], 2)
  reverted.revert(id)
  expect(reverted.mine(9)).toBe(plain.mine(9))
})

test('raw and typed writes of storage reach the next epoch alike', async () => {
  const [typed, raw] = await both()
  const untouched = await start()
  prepare(untouched)
  typed.setStorage('SubtensorModule', 'Weights', [netuid, 0], rowOf(7))
  await raw.provider.send('dev_setStorage', [[[`0x${rawRow}`, encodedRow]]])
  expect(raw.state.SubtensorModule.Weights.get(netuid, 0)).toEqual(rowOf(7))
  expect(raw.mine(9)).toBe(typed.mine(9))
  expect(untouched.mine(9)).not.toBe(typed.head.hash)
})

test('a write by root inside of a block is seen by the next epoch, and gone with a revert', async () => {
  const [one, other] = await both()
  const key = fromHex(`0x${rawRow}`)
  const write = (devnet: Devnet, value: string) =>
    devnet.impersonate('root').execute('System', 'set_storage', { items: [[key, fromHex(value)]] })
  const id = other.snapshot()
  const before = other.state.SubtensorModule.Bonds.get(netuid, 0)
  expect(write(other, encodedRow).error).toBeNull()
  other.mine(6)
  expect(other.state.SubtensorModule.Bonds.get(netuid, 0)).not.toEqual(before)
  other.revert(id)
  for (const devnet of [one, other]) expect(write(devnet, '0x00').error).toBeNull()
  expect(other.mine(9)).toBe(one.mine(9))
})

test('an upgrade between two epochs, and back, at the same blocks, gives the same', async () => {
  const [one, other] = await both()
  const id = other.snapshot()
  other.upgradeRuntime(381)
  other.mine(9)
  other.revert(id)
  for (const devnet of [one, other]) {
    devnet.upgradeRuntime(381)
    devnet.mine(6)
    devnet.upgradeRuntime(425)
  }
  expect(other.mine(9)).toBe(one.mine(9))
})

test('two chains in one process, in turns, as each of them alone', async () => {
  const [one, other] = await both()
  const alone = await start()
  prepare(alone)
  other.setStorage('SubtensorModule', 'Weights', [netuid, 0], rowOf(2))
  for (let turn = 0; turn < 9; turn++) {
    one.mine()
    other.mine()
  }
  expect(one.head.hash).toBe(alone.mine(9))
  expect(other.head.hash).not.toBe(one.head.hash)
})

test('resumed from its file, as if it had never stopped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'devnet-rewritten-'))
  try {
    const stateFile = join(folder, 'chain.state')
    const unbroken = await start()
    prepare(unbroken)
    {
      await using first = await start({ stateFile })
      prepare(first)
    }
    await using second = await start({ stateFile })
    expect(second.mine(9)).toBe(unbroken.mine(9))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
