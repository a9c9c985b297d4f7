import { describe, expect, expectTypeOf, test } from 'vitest'
import { createDevnet, type Devnet, type DevnetOptions } from '../devnet.js'
import { type DevnetErrorCode, devnetError } from './error.js'

const TAO = 1_000_000_000n
const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const aliceHex = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d'
const bobHex = '0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48'
const stranger = `0x${'5c'.repeat(32)}`
const hotkey = `0x${'07'.repeat(32)}`

const start = (options: DevnetOptions = {}) =>
  createDevnet({ blockTime: 'manual', seed: 'developer', ...options })

function refusal(work: () => unknown): { code: DevnetErrorCode; message: string } {
  try {
    work()
  } catch (error) {
    if (devnetError.is(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it was not refused')
}

const free = (devnet: Devnet, account: string) => devnet.state.System.Account.get(account).data.free

/** A subnet of //Alice, number 2, started. */
function openSubnet(devnet: Devnet): number {
  const owner = devnet.impersonate(alice)
  const { error, events } = owner.execute('SubtensorModule', 'register_network', { hotkey })
  expect(error).toBeNull()
  expect(events).toContainEqual({ pallet: 'SubtensorModule', event: 'NetworkAdded', data: [2, 1] })
  expect(owner.execute('SubtensorModule', 'start_call', { netuid: 2 }).error).toBeNull()
  return 2
}

describe('mining', () => {
  test('until the epoch of a subnet', async () => {
    await using devnet = await start()
    const netuid = openSubnet(devnet)
    devnet.setStorage('SubtensorModule', 'Tempo', [netuid], 7)
    const { SubtensorModule } = devnet.state
    const last = Number(SubtensorModule.LastEpochBlock.get(netuid))
    const first = devnet.mineUntilEpoch(netuid)
    expect(first.number).toBe(Math.max(last + 7, 3))
    expect(first).toEqual(devnet.head)
    expect(devnet.mineUntilEpoch(netuid).number).toBe(first.number + 7)
    expect(devnet.state.SubtensorModule.SubnetEpochIndex.get(netuid)).toBe(2n)
  })

  test('until an epoch that cannot come', async () => {
    await using devnet = await start()
    expect(refusal(() => devnet.mineUntilEpoch(0))).toEqual({
      code: 'NO_EPOCH',
      message: 'subnet 0 runs no epoch: it is root',
    })
    expect(refusal(() => devnet.mineUntilEpoch(9)).message).toBe(
      'subnet 9 runs no epoch: there is no such subnet',
    )
    devnet.setStorage('SubtensorModule', 'Tempo', [1], 0)
    expect(refusal(() => devnet.mineUntilEpoch(1)).message).toBe('subnet 1 runs no epoch: its tempo is 0')
    expect(refusal(() => devnet.mineUntilEpoch(1.5)).code).toBe('BAD_NUMBER')
    expect(devnet.head.number).toBe(0)
  })

  test('an epoch that is called off on the way ends the wait', async () => {
    await using devnet = await start()
    devnet.impersonate('root').submit('AdminUtils', 'sudo_set_tempo', { netuid: 1, tempo: 0 })
    expect(refusal(() => devnet.mineUntilEpoch(1)).code).toBe('NO_EPOCH')
    expect(devnet.head.number).toBe(1)
  })

  test('takes no nonsense', async () => {
    await using devnet = await start()
    for (const count of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusal(() => devnet.mine(count)).code).toBe('BAD_NUMBER')
    }
    for (const time of [0, devnet.head.timestamp, Number.NaN]) {
      expect(refusal(() => devnet.setNextTimestamp(time)).code).toBe('BAD_NUMBER')
    }
    expect(devnet.head.number).toBe(0)
  })
})

describe('snapshots', () => {
  test('bring back state, blocks, pool and clock, and the future goes as it would have', async () => {
    await using devnet = await start()
    const tip = (calls: Devnet) => {
      calls.impersonate(alice).submit('Balances', 'transfer_keep_alive', {
        dest: { type: 'Id', value: bobHex },
        value: 5n * TAO,
      })
      return calls.mine(2)
    }
    devnet.mine(3)
    devnet.impersonate(bobHex).submit('System', 'remark', { remark: Uint8Array.of(1) })
    devnet.setNextTimestamp(devnet.head.timestamp + 77)
    devnet.fund(stranger, TAO)
    const before = { head: devnet.head, free: free(devnet, bobHex) }
    const id = devnet.snapshot()

    const first = tip(devnet)
    expect(free(devnet, bobHex)).toBe(before.free + 5n * TAO)
    devnet.setStorage('SubtensorModule', 'Tempo', [1], 5)
    devnet.mine(10)
    devnet.revert(id)
    expect(devnet.head).toEqual(before.head)
    expect(free(devnet, bobHex)).toBe(before.free)
    expect(free(devnet, stranger)).toBe(TAO)
    expect(devnet.state.SubtensorModule.Tempo.get(1)).toBe(100)
    const waiting = await devnet.provider.send<string[]>('author_pendingExtrinsics', [])
    expect(waiting).toHaveLength(1)
    expect(await devnet.provider.send('chain_getHeader', [first])).toBeNull()
    expect(await devnet.provider.send('chain_getBlockHash', [before.head.number + 1])).toBeNull()

    expect(tip(devnet)).toBe(first)
    expect(devnet.head.timestamp).toBe(before.head.timestamp + 77 + 12_000)
  })

  test('are used up by a revert, with all that were taken later', async () => {
    await using devnet = await start()
    const [first, second, third] = [devnet.snapshot(), devnet.snapshot(), devnet.snapshot()]
    expect(new Set([first, second, third]).size).toBe(3)
    devnet.revert(second)
    for (const id of [second, third, '0x99', '', 'nonsense', '__proto__']) {
      expect(refusal(() => devnet.revert(id)).code).toBe('UNKNOWN_SNAPSHOT')
    }
    devnet.revert(first)
    expect(devnet.snapshot()).not.toBe(third)
  })

  test('a revert goes back past edits, however deep snapshots are nested', async () => {
    await using devnet = await start()
    const tempo = () => devnet.state.SubtensorModule.Tempo.get(1)
    const outer = devnet.snapshot()
    devnet.setStorage('SubtensorModule', 'Tempo', [1], 11)
    const inner = devnet.snapshot()
    devnet.setStorage('SubtensorModule', 'Tempo', [1], 12)
    devnet.revert(inner)
    expect(tempo()).toBe(11)
    devnet.mine()
    expect(tempo()).toBe(11)
    devnet.revert(outer)
    expect(tempo()).toBe(100)
    devnet.mine()
    expect(tempo()).toBe(100)
  })

  test('those who follow are told: heads, storage and pool', async () => {
    await using devnet = await start()
    const { provider } = devnet
    const heads: number[] = []
    const values: (string | null)[] = []
    await provider.subscribe('', 'chain_subscribeNewHeads', [], (_, head) => {
      heads.push(Number((head as { number: string }).number))
    })
    const now = '0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb'
    await provider.subscribe('', 'state_subscribeStorage', [[now]], (_, set) => {
      values.push((set as { changes: [[string, string]] }).changes[0][1])
    })
    const id = devnet.snapshot()
    devnet.mine(2)
    const signed = await provider.send<string>('dev_impersonate', [alice, '0x00000400'])
    expect(signed).toMatch(/^0x[0-9a-f]{64}$/)
    devnet.revert(id)
    await Promise.resolve()
    expect(heads).toEqual([0, 1, 2, 0])
    expect(values).toHaveLength(4)
    expect(values[3]).toBe(values[0])
    expect(await provider.send('author_pendingExtrinsics', [])).toEqual([])
  })

  test('an extrinsic that waited is made into a block by itself again', async () => {
    await using devnet = await start({ blockTime: 'instant' })
    const remark = () => devnet.impersonate(alice).submit('System', 'remark', { remark: new Uint8Array() })
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    remark()
    const id = devnet.snapshot()
    await turn()
    expect(devnet.head.number).toBe(1)
    const { hash } = devnet.head
    devnet.revert(id)
    expect(devnet.head.number).toBe(0)
    await turn()
    expect(devnet.head.hash).toBe(hash)
  })
})

describe('money and storage', () => {
  test('fund gives rao at once, by either form of the address', async () => {
    await using devnet = await start()
    const issued = devnet.state.Balances.TotalIssuance.get()
    const before = free(devnet, aliceHex)
    devnet.fund(alice, 3n)
    devnet.fund(aliceHex.toUpperCase().replace('0X', '0x'), 4n)
    devnet.fund(stranger, TAO)
    expect(free(devnet, aliceHex)).toBe(before + 7n)
    expect(devnet.state.Balances.TotalIssuance.get()).toBe(issued + 7n + TAO)
    expect(devnet.head.number).toBe(0)
    devnet.mine()
    expect(free(devnet, stranger)).toBe(TAO)
  })

  test('fund refuses what is no account or no amount', async () => {
    await using devnet = await start()
    expect(refusal(() => devnet.fund('5Grw', TAO)).code).toBe('BAD_ACCOUNT')
    expect(refusal(() => devnet.fund(alice.replace('K', 'L'), TAO)).code).toBe('BAD_ACCOUNT')
    for (const rao of [0n, -1n, 1n << 64n, 5 as unknown as bigint]) {
      expect(refusal(() => devnet.fund(alice, rao)).code).toBe('BAD_NUMBER')
    }
    expect(refusal(() => devnet.fund(stranger, 499n)).message).toContain('Token.BelowMinimum')
    expect(devnet.state.System.Account.has(stranger)).toBe(false)
  })

  test('balances of the options take SS58 too', async () => {
    const address = '5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy'
    await using devnet = await start({ balances: { [address]: 5n * TAO } })
    const accounts = [...devnet.state.System.Account.entries()]
    expect(accounts.filter(([, { data }]) => data.free === 5n * TAO)).toHaveLength(1)
    await expect(start({ balances: { nobody: 1n } })).rejects.toMatchObject({ code: 'BAD_ACCOUNT' })
  })

  test('an edit is typed, seen at once, and part of the next block', async () => {
    await using devnet = await start()
    await using twin = await start()
    devnet.setStorage('SubtensorModule', 'Owner', [stranger], alice)
    devnet.setStorage('SubtensorModule', 'AlphaValues', [1], [1000, 2000])
    devnet.setStorage('SubtensorModule', 'MaxEpochsPerBlock', [], 9)
    const { SubtensorModule } = devnet.state
    expect(SubtensorModule.Owner.get(stranger)).toBe(aliceHex)
    expect(SubtensorModule.AlphaValues.get(1)).toEqual([1000, 2000])
    expect(devnet.head).toEqual(twin.head)
    expect(devnet.mine()).not.toBe(twin.mine())
    expect(devnet.state.SubtensorModule.MaxEpochsPerBlock.get()).toBe(9)
    devnet.setStorage('SubtensorModule', 'MaxEpochsPerBlock', [], undefined)
    expect(devnet.state.SubtensorModule.MaxEpochsPerBlock.get()).toBe(2)
    expectTypeOf(devnet.setStorage<'SubtensorModule', 'Weights'>).parameters.toEqualTypeOf<
      ['SubtensorModule', 'Weights', [number, number], [number, number][] | undefined]
    >()
  })

  test('defect: no fixed-point number could be written', async () => {
    await using devnet = await start()
    devnet.setStorage('SubtensorModule', 'BurnIncreaseMult', [1], 3n << 63n)
    expect(devnet.state.SubtensorModule.BurnIncreaseMult.get(1)).toBe(3n << 63n)
    const huge = () => devnet.setStorage('SubtensorModule', 'BurnIncreaseMult', [1], 1n << 128n)
    expect(refusal(huge).code).toBe('BAD_STORAGE')
  })

  test('what does not fit the schema changes nothing', async () => {
    await using devnet = await start()
    const set = devnet.setStorage as (...args: unknown[]) => void
    const wrong: unknown[][] = [
      ['Nope', 'Tempo', [1], 1],
      ['SubtensorModule', 'Nope', [1], 1],
      ['SubtensorModule', 'Tempo', [], 1],
      ['SubtensorModule', 'Tempo', [1, 2], 1],
      ['SubtensorModule', 'Tempo', [70_000], 1],
      ['SubtensorModule', 'Tempo', [1], 70_000],
      ['SubtensorModule', 'Tempo', [1], -1],
      ['SubtensorModule', 'Tempo', [1], 1n],
      ['SubtensorModule', 'Tempo', [1], '1'],
      ['SubtensorModule', 'Burn', [1], 5],
      ['SubtensorModule', 'Owner', ['nobody'], alice],
      ['SubtensorModule', 'AlphaValues', [1], [1]],
      ['System', 'Account', [alice], { nonce: 1 }],
    ]
    const { hash } = devnet.head
    for (const call of wrong) {
      expect(refusal(() => set(...call)).code).toMatch(/^BAD_(STORAGE|ACCOUNT)$/)
    }
    expect(devnet.state.SubtensorModule.Tempo.get(1)).toBe(100)
    expect(devnet.head.hash).toBe(hash)
  })
})

describe('impersonation', () => {
  test('carries out a call of any account, and names its error', async () => {
    await using devnet = await start()
    const owner = devnet.impersonate(stranger)
    const broke = owner.execute('SubtensorModule', 'register_network', { hotkey })
    expect(broke.error).toBe('SubtensorModule.CannotAffordLockCost')
    expect(broke.block).toEqual({ hash: devnet.head.hash, number: 1 })
    const dest = { type: 'Id', value: '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty' } as const
    const poor = owner.execute('Balances', 'transfer_keep_alive', { dest, value: TAO })
    expect(poor.error).toBe('Token.FundsUnavailable')
    devnet.fund(stranger, 2n * TAO)
    const before = free(devnet, bobHex)
    expect(owner.execute('Balances', 'transfer_keep_alive', { dest, value: TAO }).error).toBeNull()
    expect(free(devnet, bobHex)).toBe(before + TAO)
    expect(devnet.state.System.Account.get(stranger).nonce).toBe(3)
  })

  test('several calls of one account share a block, in order', async () => {
    await using devnet = await start()
    const caller = devnet.impersonate(alice)
    const hashes = [1, 2, 3].map((n) => caller.submit('System', 'remark', { remark: Uint8Array.of(n) }))
    expect(new Set(hashes).size).toBe(3)
    expect(devnet.head.number).toBe(0)
    devnet.mine()
    expect(devnet.state.System.Account.get(aliceHex).nonce).toBe(3)
  })

  test('root goes through Sudo, and says what the inner call came to', async () => {
    await using devnet = await start()
    const root = devnet.impersonate('root')
    expect(root.execute('AdminUtils', 'sudo_set_tempo', { netuid: 1, tempo: 33 }).error).toBeNull()
    expect(devnet.state.SubtensorModule.Tempo.get(1)).toBe(33)
    const { error } = root.execute('AdminUtils', 'sudo_set_tempo', { netuid: 99, tempo: 33 })
    expect(error).toBe('AdminUtils.SubnetDoesNotExist')
    devnet.setStorage('Sudo', 'Key', [], undefined)
    expect(refusal(() => root.submit('System', 'remark', { remark: new Uint8Array() })).code).toBe('BAD_CALL')
  })

  test('refuses arguments that are not those of the call', async () => {
    await using devnet = await start()
    const submit = devnet.impersonate(alice).submit as (...args: unknown[]) => unknown
    const wrong: [string, string, unknown, RegExp][] = [
      ['Nope', 'x', {}, /there is no pallet Nope/],
      ['System', 'nope', {}, /System has no call nope/],
      ['SubtensorModule', 'start_call', {}, /netuid is missing/],
      ['SubtensorModule', 'start_call', { netuid: 1, more: 1 }, /there is no more, only netuid/],
      ['SubtensorModule', 'start_call', { netuid: 65_537 }, /not of that type/],
      ['SubtensorModule', 'register_network', { hotkey: 'nobody' }, /is not an account/],
    ]
    for (const [pallet, call, args, message] of wrong) {
      const refused = refusal(() => submit(pallet, call, args))
      expect(refused.code).toBe('BAD_CALL')
      expect(refused.message).toMatch(message)
    }
    expect(refusal(() => devnet.impersonate('nobody')).code).toBe('BAD_ACCOUNT')
  })

  test('is refused by the pool as a signed call would be', async () => {
    await using devnet = await start()
    const axon = { netuid: 1, version: 1, ip: 0n, port: 0, ip_type: 4, protocol: 4, placeholder1: 0 }
    expect(() =>
      devnet.impersonate(stranger).submit('SubtensorModule', 'serve_axon', { ...axon, placeholder2: 0 }),
    ).toThrow('Invalid Transaction')
  })

  test('its extrinsics are not taken from outside', async () => {
    await using devnet = await start()
    devnet.impersonate(alice).submit('System', 'remark', { remark: new Uint8Array() })
    const [bytes] = await devnet.provider.send<string[]>('author_pendingExtrinsics', [])
    await using other = await start()
    await expect(other.provider.send('author_submitExtrinsic', [bytes])).rejects.toThrow('bad signature')
  })
})

test('the same seed and the same calls of a developer give the same block hashes', async () => {
  const run = async (seed: string) => {
    await using devnet = await start({ seed })
    const netuid = openSubnet(devnet)
    const id = devnet.snapshot()
    devnet.fund(stranger, TAO)
    devnet.mine(4)
    devnet.revert(id)
    devnet.fund(stranger, 2_000n * TAO)
    devnet.setStorage('SubtensorModule', 'Tempo', [netuid], 20)
    devnet.impersonate(stranger).execute('SubtensorModule', 'burned_register', { netuid, hotkey: stranger })
    return devnet.mineUntilEpoch(netuid).hash
  }
  const [one, again, other] = [await run('a'), await run('a'), await run('b')]
  expect(again).toBe(one)
  expect(other).not.toBe(one)
})

test('a chain with little history forgets old blocks, but not its genesis or where eras were born', async () => {
  await using devnet = await start({ history: 3 })
  const genesis = devnet.head.hash
  const old = devnet.mine()
  const id = devnet.snapshot()
  devnet.mine(9)
  const { provider } = devnet
  expect(await provider.send('chain_getHeader', [old])).toBeNull()
  expect(await provider.send('chain_getBlockHash', [[0, 1, 7, 8, 10]])).toEqual([
    genesis,
    null,
    null,
    expect.any(String),
    devnet.head.hash,
  ])
  await expect(provider.send('state_getStorage', ['0x00', old])).rejects.toThrow('UnknownBlock')
  // A snapshot holds its own block.
  devnet.revert(id)
  expect(devnet.head).toMatchObject({ hash: old, number: 1 })
})
