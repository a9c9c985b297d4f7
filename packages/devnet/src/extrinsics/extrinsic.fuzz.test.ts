import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runtimeApis } from '../apis/registry.js'
import { decodeAll, fromHex, toHex } from '../codec/bytes.js'
import {
  accountOf,
  type Making,
  makeExtrinsic,
  pairOf,
  remark,
  runs,
  seed,
  transfer,
} from '../conformance/testing/fuzz.js'
import { drawScale } from '../conformance/testing/scale.js'
import { createDevnet, type Devnet } from '../devnet.js'
import { subtensorRules } from '../rules/rules.js'
import { collectHandlers } from '../runtime/handlers.js'
import { pallets } from '../schema/schema.js'
import { struct } from '../schema/type.js'
import { type RuntimeCall, runtimeCall } from '../schema/types/outer.js'
import { decodeExtrinsic } from './extrinsic.js'

const [alice, bob, charlie] = [pairOf('//Alice'), pairOf('//Bob'), pairOf('//Charlie')]
const accounts = [alice, bob, charlie, pairOf('//Dave')].map(accountOf)

/** Response of a node to an extrinsic that it refuses. */
const REFUSALS = [1002, 1010, 1011, 1013, 1014, 1016]

const manual = { blockTime: 'manual', seed: 'fuzz' } as const

/** The code of the refusal; undefined when it was taken. */
async function submit({ provider }: Devnet, bytes: Uint8Array): Promise<number | undefined> {
  try {
    await provider.send('author_submitExtrinsic', [toHex(bytes)])
    return undefined
  } catch (error) {
    return (error as { readonly code: number }).code
  }
}

const pending = ({ provider }: Devnet) => provider.send<string[]>('author_pendingExtrinsics', [])

const genesisOf = ({ provider }: Devnet) => provider.send<string>('chain_getBlockHash', [0])

describe('bytes that are no extrinsic', () => {
  test('are refused as undecodable or invalid, and leave nothing behind', async () => {
    await using devnet = await createDevnet(manual)
    const valid = makeExtrinsic({
      pair: bob,
      call: transfer(accounts[0]!, 5n),
      genesisHash: await genesisOf(devnet),
    })
    const at = fc.nat({ max: valid.length - 1 })
    const noise = fc.uint8Array({ maxLength: 300 })
    const truncated = at.map((length) => valid.slice(0, length))
    const flipped = fc
      .array(fc.tuple(at, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 })
      .map((flips) => flips.reduce((bytes, [place, bits]) => bytes.with(place, bytes[place]! ^ bits), valid))
    const spliced = fc
      .tuple(at, at, noise)
      .map(([from, to, middle]) => Uint8Array.from([...valid.slice(0, from), ...middle, ...valid.slice(to)]))
    const before = devnet.head.hash
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, truncated, flipped, spliced), async (bytes) => {
        fc.pre(toHex(bytes) !== toHex(valid))
        expect(REFUSALS).toContain(await submit(devnet, bytes))
      }),
      { seed, numRuns: runs(400) },
    )
    expect(devnet.head.hash).toBe(before)
    expect(await pending(devnet)).toEqual([])
    expect(await submit(devnet, valid)).toBeUndefined()
  })
})

test('an extrinsic has one form: what is read is what would be written', () => {
  fc.assert(
    fc.property(fc.gen(), (draw) => {
      const call = drawScale(runtimeCall.shape, draw, { accounts })
      const place = draw(fc.nat, { max: call.length - 1 })
      const mutated = call.with(place, draw(fc.nat, { max: 255 }))
      const extrinsic = makeExtrinsic({ pair: alice, call: mutated, genesisHash: NOWHERE })
      let read: RuntimeCall
      try {
        read = decodeExtrinsic(extrinsic).call
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        return
      }
      expect(toHex(runtimeCall.codec.enc(read))).toBe(toHex(mutated))
    }),
    { seed, numRuns: runs(250) },
  )
})

const NOWHERE = `0x${'00'.repeat(32)}`

test.each([
  ['a boolean of 2', '0x135c000002'],
  ['a length that is longer than it must be', '0x00000500aa'],
])('another form is refused: %s', (_, call) => {
  const bytes = makeExtrinsic({ pair: alice, call: fromHex(call), genesisHash: NOWHERE })
  expect(() => decodeExtrinsic(bytes)).toThrow('canonical')
})

describe('signed for something else', () => {
  const cases: readonly [what: string, code: number, (making: Making, devnet: Devnet) => Making][] = [
    ['another chain', 1010, (making) => ({ ...making, genesisHash: `0x${'12'.repeat(32)}` })],
    ['another spec version', 1010, (making) => ({ ...making, specVersion: 1 })],
    ['another transaction version', 1010, (making) => ({ ...making, transactionVersion: 2 })],
    ['a nonce that is used up', 1010, (making) => ({ ...making, nonce: 0 })],
  ]
  test.each(cases)('%s: %i', async (_, code, change) => {
    await using devnet = await createDevnet(manual)
    const making: Making = {
      pair: bob,
      call: remark(Uint8Array.of(1)),
      genesisHash: await genesisOf(devnet),
      nonce: 1,
    }
    expect(await submit(devnet, makeExtrinsic({ ...making, nonce: 0 }))).toBeUndefined()
    devnet.mine()
    expect(await submit(devnet, makeExtrinsic(change(making, devnet)))).toBe(code)
    expect(await pending(devnet)).toEqual([])
    expect(await submit(devnet, makeExtrinsic(making))).toBeUndefined()
  })

  test('eras: only the right birth block, and only as long as it lasts', async () => {
    await using devnet = await createDevnet(manual)
    const genesisHash = await genesisOf(devnet)
    devnet.mine(20)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 16 }),
        fc.nat(),
        fc.nat({ max: 25 }),
        async (log, start, born) => {
          const period = 2 ** log
          const quantum = Math.max(period >> 12, 1)
          const phase = Math.floor((start % period) / quantum) * quantum
          const era = { kind: 'mortal', period, phase } as const
          const hash = await devnet.provider.send<string | null>('chain_getBlockHash', [born])
          const birthHash = hash ?? `0x${'00'.repeat(32)}`
          const making = {
            pair: bob,
            call: remark(Uint8Array.of(born)),
            genesisHash,
            era,
            birthHash,
            nonce: 0,
          }
          const next = devnet.head.number + 1
          const birth = Math.floor((Math.max(next, phase) - phase) / period) * period + phase
          // Of nonce 0 only the first one is taken: the others of the same nonce and tip come too late.
          const code = await submit(devnet, makeExtrinsic(making))
          if (birth !== born || hash === null) expect(code).toBe(1010)
          else expect([undefined, 1013, 1014]).toContain(code)
        },
      ),
      { seed, numRuns: runs(150) },
    )
  })
})

test('an extrinsic that is longer than a block may hold is refused', async () => {
  await using devnet = await createDevnet(manual)
  const genesisHash = await genesisOf(devnet)
  const long = (length: number) =>
    makeExtrinsic({ pair: bob, call: remark(new Uint8Array(length)), genesisHash })
  expect(await submit(devnet, long(7_864_320))).toBe(1010)
  expect(await submit(devnet, long(7_864_000))).toBeUndefined()
})

test('duplicate nonces: one of them stays, the one with the higher tip', async () => {
  await using devnet = await createDevnet(manual)
  const genesisHash = await genesisOf(devnet)
  const make = (nonce: number, tip: bigint, content: number) =>
    makeExtrinsic({ pair: bob, call: remark(Uint8Array.of(content)), genesisHash, nonce, tip })
  const best = new Map<number, bigint>()
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 3 }),
      fc.bigInt({ min: 0n, max: 3n }),
      fc.nat({ max: 255 }),
      async (nonce, tip, content) => {
        const code = await submit(devnet, make(nonce, tip, content))
        const held = best.get(nonce)
        if (held === undefined || tip > held) {
          expect(code).toBeUndefined()
          best.set(nonce, tip)
        } else expect([1013, 1014]).toContain(code)
      },
    ),
    { seed, numRuns: runs(150) },
  )
  expect(await pending(devnet)).toHaveLength(best.size)
  devnet.mine()
  expect(devnet.state.System.Account.get(accountOf(bob)).nonce).toBe(best.size)
  expect(await submit(devnet, make(0, 9n, 1))).toBe(1010)
})

test('no call that has a rule, whatever its arguments, breaks the rule or the chain', async () => {
  const faults: string[] = []
  await using devnet = await createDevnet({
    ...manual,
    onFault: (fault, where) => faults.push(`${where}: ${(fault as Error).stack}`),
  })
  const genesisHash = await genesisOf(devnet)
  const handled = ruledCalls()
  const send = async (pair: typeof alice, call: Uint8Array) => {
    const nonce = await devnet.provider.send<number>('system_accountNextIndex', [accountOf(pair)])
    return submit(devnet, makeExtrinsic({ pair, call, genesisHash, nonce }))
  }
  for (const [pair, call] of settling()) {
    expect(await send(pair, runtimeCall.codec.enc(call)), call.call).toBeUndefined()
    devnet.mine()
  }
  expect(devnet.state.SubtensorModule.SubnetworkN.get(2)).toBe(3)

  await fc.assert(
    fc.asyncProperty(fc.gen(), async (draw) => {
      const made: string[] = []
      for (let count = 0; count < 6; count++) {
        const pair = [alice, bob, charlie][draw(fc.nat, { max: 2 })]!
        const { indices, args } = handled[draw(fc.nat, { max: handled.length - 1 })]!
        const plain = [...indices, ...drawScale(args, draw, { accounts })]
        // Alice holds the sudo key: half of hers go as root.
        const call =
          pair === alice && draw(fc.boolean) ? Uint8Array.of(12, 0, ...plain) : Uint8Array.from(plain)
        const code = await send(pair, call)
        if (code === undefined) made.push(toHex(call))
        else expect(REFUSALS, toHex(call)).toContain(code)
      }
      const height = devnet.head.number
      const blocks = draw(fc.integer, { min: 1, max: 9 })
      devnet.mine(blocks)
      expect(devnet.head.number).toBe(height + blocks)
      expect(faults, made.join()).toEqual([])
      expect(issuanceOf(devnet), made.join()).toBe(devnet.state.Balances.TotalIssuance.get())
      expect(await brokenApis(devnet, draw), made.join()).toEqual([])
    }),
    { seed, numRuns: runs(25), endOnFailure: true },
  )
})

/** All rao that accounts hold. */
function issuanceOf({ state }: Devnet): bigint {
  let total = 0n
  for (const [, { data }] of state.System.Account.entries()) total += data.free + data.reserved
  return total
}

/** Runtime APIs that do not answer well-formed arguments, or not in their type. */
async function brokenApis({ provider }: Devnet, draw: fc.GeneratorValue): Promise<string[]> {
  const broken: string[] = []
  const api = runtimeApis[draw(fc.nat, { max: runtimeApis.length - 1 })]!
  for (const [name, { inputs, output }] of Object.entries(api.methods)) {
    const args = drawScale(struct('', inputs).shape, draw, { accounts })
    try {
      const answer = await provider.send<string>('state_call', [`${api.name}_${name}`, toHex(args)])
      decodeAll(output.codec, fromHex(answer))
    } catch (error) {
      broken.push(`${api.name}_${name}(${toHex(args)}): ${(error as Error).message}`)
    }
  }
  return broken
}

/** The calls that have rules: their two indices and the type of their arguments. */
function ruledCalls() {
  const handlers = collectHandlers(subtensorRules)
  return pallets.flatMap((pallet) =>
    Object.entries(pallet.calls)
      // Root may make any balance, and then the issuance ends at the most that it can hold.
      .filter(([name]) => handlers.has(`${pallet.name}.${name}`) && name !== 'force_set_balance')
      .map(([, { index, args }]) => ({ indices: [pallet.index, index], args: struct('', args).shape })),
  )
}

/** A subnet (2) of Alice's with Bob and Charlie on it, all with stake. */
function settling(): [typeof alice, RuntimeCall][] {
  const pallet = 'SubtensorModule'
  const [, hot1, hot2, hot3] = accounts
  const stake = (hotkey: string | undefined) => ({ hotkey, netuid: 2, amount_staked: 100_000_000_000n })
  return [
    [alice, { pallet, call: 'register_network', args: { hotkey: hot3 } }],
    [alice, { pallet, call: 'start_call', args: { netuid: 2 } }],
    [bob, { pallet, call: 'burned_register', args: { netuid: 2, hotkey: hot1 } }],
    [charlie, { pallet, call: 'burned_register', args: { netuid: 2, hotkey: hot2 } }],
    [bob, { pallet, call: 'add_stake', args: stake(hot1) }],
    [charlie, { pallet, call: 'add_stake', args: stake(hot2) }],
  ]
}
