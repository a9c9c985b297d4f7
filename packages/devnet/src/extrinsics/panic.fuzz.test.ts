import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, toHex } from '../codec/bytes.js'
import { accountOf, makeExtrinsic, pairOf, remark, runs, seed } from '../conformance/testing/fuzz.js'
import { type Devnet, startDevnet } from '../devnet.js'
import type { CallContext, Rules } from '../runtime/context.js'

const pairs = ['//Alice', '//Bob', '//Charlie', '//Dave'].map(pairOf)

/** All that a faulty rule may throw or run into. */
const panics: readonly ((ctx: CallContext) => void)[] = [
  () => {
    throw new TypeError('a bug')
  },
  () => {
    throw undefined
  },
  () => {
    throw 'a text'
  },
  (ctx) => overflow(ctx),
  () => void BigInt(Number.NaN),
  (ctx) => ctx.state.SubtensorModule.SubnetOwner.set(1, 'nobody'),
  // Money below zero, or more of it than there can be.
  (ctx) => ctx.state.SubtensorModule.TotalStake.set(-1n),
  (ctx) => ctx.state.SubtensorModule.TotalStake.set(2n ** 64n),
]

function overflow(ctx: CallContext): number {
  return 1 + overflow(ctx)
}

/** serve_axon with `port` picks the panic; each writes storage and emits an event first. */
const rules: Rules = {
  calls: {
    'SubtensorModule.serve_axon': (ctx, { port }) => {
      ctx.state.SubtensorModule.Tempo.set(7, 123)
      ctx.deposit('SubtensorModule', 'TempoSet', [7, 123])
      panics[port % panics.length]!(ctx)
    },
  },
}

const panicking = (port: number) =>
  Uint8Array.from([7, 4, ...new Array(2 + 4 + 16).fill(0), port & 255, port >> 8, 4, 0, 0, 0])

interface Fault {
  readonly where: string
}

async function panicky(more: Partial<Rules> = {}) {
  const faults: Fault[] = []
  const devnet = await startDevnet(
    { ...rules, ...more },
    { blockTime: 'manual', seed: 'panic', onFault: (_, where) => faults.push({ where }) },
  )
  return { devnet, faults, [Symbol.asyncDispose]: () => devnet.close() }
}

async function send({ provider }: Devnet, pair: (typeof pairs)[number], call: Uint8Array): Promise<string> {
  const genesisHash = await provider.send<string>('chain_getBlockHash', [0])
  const nonce = await provider.send<number>('system_accountNextIndex', [accountOf(pair)])
  const bytes = makeExtrinsic({ pair, call, genesisHash, nonce })
  return provider.send('author_submitExtrinsic', [toHex(bytes)])
}

const batchOf = (index: number, calls: readonly Uint8Array[]) =>
  concatBytes(Uint8Array.of(11, index, calls.length << 2), ...calls)

describe('a panic in a rule', () => {
  test('aborts its extrinsic only, whatever was thrown and however it was wrapped', async () => {
    await using chain = await panicky()
    const { devnet, faults } = chain
    const harmless = remark(Uint8Array.of(1))
    const wrappers: readonly ((call: Uint8Array) => Uint8Array)[] = [
      (call) => call,
      (call) => batchOf(0, [harmless, call, harmless]),
      (call) => batchOf(2, [harmless, call]),
      (call) => batchOf(4, [call, harmless]),
      (call) => concatBytes(Uint8Array.of(12, 0), call),
      // batches right within batches are filtered
      (call) => batchOf(4, [harmless, concatBytes(Uint8Array.of(12, 0), call)]),
    ]
    const plan = fc.array(
      fc.tuple(fc.nat({ max: 3 }), fc.boolean(), fc.nat({ max: 60 }), fc.constantFrom(...wrappers)),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(plan, async (extrinsics) => {
        const nonces = pairs.map((pair) => devnet.state.System.Account.get(accountOf(pair)).nonce)
        const good = pairs.map(() => 0)
        const spoiled = new Set<number>()
        faults.length = 0
        for (const [who, isFaulty, port, wrap] of extrinsics) {
          // What an account sends after its panicking one waits for another of that nonce: leave it out.
          if (spoiled.has(who)) continue
          if (isFaulty && (who === 0 || ![wrappers[4], wrappers[5]].includes(wrap))) {
            await send(devnet, pairs[who]!, wrap(panicking(port)))
            spoiled.add(who)
          } else {
            await send(devnet, pairs[who]!, harmless)
            good[who] = (good[who] ?? 0) + 1
          }
        }
        const height = devnet.head.number
        devnet.mine()
        expect(devnet.head.number).toBe(height + 1)
        expect(faults).toHaveLength(spoiled.size)
        expect(await devnet.provider.send('author_pendingExtrinsics', [])).toEqual([])
        for (const [who, pair] of pairs.entries()) {
          expect(devnet.state.System.Account.get(accountOf(pair)).nonce).toBe(nonces[who]! + good[who]!)
        }
        // Nothing of it is left: neither its writes nor its events.
        expect(devnet.state.SubtensorModule.Tempo.has(7)).toBe(false)
        const events = devnet.state.System.Events.get().map(({ event }) => event.event)
        const paid = ['Withdraw', 'Deposit', 'Deposit', 'TransactionFeePaid', 'ExtrinsicSuccess']
        expect(events).toEqual([
          'ExtrinsicSuccess',
          ...good.flatMap((count) => Array(count).fill(paid).flat()),
        ])
      }),
      { seed, numRuns: runs(60) },
    )
  })

  test('its watcher hears that it is invalid', async () => {
    await using chain = await panicky()
    const { provider } = chain.devnet
    const genesisHash = await provider.send<string>('chain_getBlockHash', [0])
    const bytes = makeExtrinsic({ pair: pairs[1]!, call: panicking(0), genesisHash })
    const heard: unknown[] = []
    const method = 'author_submitAndWatchExtrinsic'
    await provider.subscribe('author_extrinsicUpdate', method, [toHex(bytes)], (_, status) =>
      heard.push(status),
    )
    chain.devnet.mine()
    await provider.send('system_chain', [])
    expect(heard).toEqual(['ready', 'invalid'])
  })
})

test('a panic in the check of a rule refuses with 1002, is told, and leaves the pool as it was', async () => {
  await using chain = await panicky({
    validate: () => {
      throw new TypeError('a bug')
    },
  })
  await expect(send(chain.devnet, pairs[0]!, panicking(0))).rejects.toMatchObject({ code: 1002 })
  expect(chain.faults).toEqual([{ where: 'the check of SubtensorModule.serve_axon' }])
  expect(await chain.devnet.provider.send('author_pendingExtrinsics', [])).toEqual([])
})

test('a panic in the hooks makes no block, and the chain goes on once it is gone', async () => {
  let isBroken = true
  await using chain = await panicky({
    onInitialize: ({ state }) => {
      state.SubtensorModule.Tempo.set(7, 9)
      if (isBroken) throw new TypeError('a bug')
    },
  })
  const { devnet } = chain
  await send(devnet, pairs[0]!, remark(Uint8Array.of(1)))
  const before = devnet.head.hash
  expect(() => devnet.mine()).toThrow('a bug')
  expect(devnet.head.hash).toBe(before)
  expect(devnet.state.SubtensorModule.Tempo.has(7)).toBe(false)
  isBroken = false
  devnet.mine()
  expect(devnet.head.number).toBe(1)
  expect(devnet.state.System.Account.get(accountOf(pairs[0]!)).nonce).toBe(1)
})
