import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import type { SignerOptions } from '@polkadot/api/types'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createDevnet, type Devnet, type DevnetOptions, startDevnet } from './devnet.js'
import type { Rules } from './runtime/context.js'

const TAO = 1_000_000_000n
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 })

/** Two calls with a behaviour of our own, so that the shell is tested without Subtensor's rules. */
const rules: Rules = {
  calls: {
    'SubtensorModule.burned_register': (ctx, { netuid }) => {
      ctx.state.SubtensorModule.Tempo.set(netuid, 1)
      ctx.fail('SubtensorModule', 'SubnetNotExists')
    },
    'SubtensorModule.set_weights': () => {
      throw new TypeError('a bug in a rule')
    },
  },
  validate: (_, call) => (call.call === 'burned_register' && call.args.netuid === 99 ? 6 : null),
}

beforeAll(async () => {
  await cryptoWaitReady()
})

type Door = 'ws' | 'in process'

async function connect(devnet: Devnet, door: Door = 'in process') {
  const provider = door === 'ws' ? new WsProvider(devnet.url) : devnet.provider.clone()
  const api = await ApiPromise.create({ provider: provider as ProviderInterface, noInitWarn: true })
  return Object.assign(api, { [Symbol.asyncDispose]: () => api.disconnect() })
}

/** A devnet with @polkadot/api on it, and shorthands for what the tests do all the time. */
async function setUp(options: DevnetOptions = {}, door: Door = 'in process') {
  const devnet = await startDevnet(rules, door === 'ws' ? { port: 0, ...options } : options)
  const api = await connect(devnet, door)
  const [alice, bob] = [keyring.addFromUri('//Alice'), keyring.addFromUri('//Bob')]
  const transfer = (rao = TAO) => api.tx.balances!.transferKeepAlive!(bob.address, rao)
  const free = async (address: string) => {
    const account = await api.query.system!.account!(address)
    return (account as unknown as { data: { free: { toBigInt(): bigint } } }).data.free.toBigInt()
  }
  const send = (tx: ReturnType<typeof transfer>, signer = alice, signing: Partial<SignerOptions> = {}) =>
    new Promise<{ events: string[]; failure: string | undefined }>((resolve, reject) => {
      tx.signAndSend(signer, signing, ({ status, events, dispatchError }) => {
        if (!status.isFinalized) return
        const failed = dispatchError?.isModule
          ? api.registry.findMetaError(dispatchError.asModule)
          : undefined
        resolve({
          events: events.map(({ event }) => `${event.section}.${event.method}`),
          failure: failed && `${failed.section}.${failed.name}`,
        })
      }).catch(reject)
    })
  return {
    devnet,
    api,
    alice,
    bob,
    transfer,
    free,
    send,
    async [Symbol.asyncDispose]() {
      await api.disconnect()
      await devnet.close()
    },
  }
}

/** Events of a signed extrinsic: its fee is withdrawn, what was too much comes back, the author gets the rest. */
const paid = (...own: string[]) => [
  'balances.Withdraw',
  ...own,
  'balances.Deposit',
  'balances.Deposit',
  'transactionPayment.TransactionFeePaid',
]

describe.each(['ws', 'in process'] as const)('@polkadot/api, %s', (door) => {
  test('reads, signs a transfer and sees its events', async () => {
    await using chain = await setUp({}, door)
    const { alice, bob, free, send, transfer } = chain
    expect(await free(bob.address)).toBe(1_000_000n * TAO)
    const { events } = await send(transfer(5n * TAO))
    expect(events).toEqual([...paid('balances.Transfer'), 'system.ExtrinsicSuccess'])
    expect(await free(bob.address)).toBe(1_000_005n * TAO)
    const { partialFee } = await transfer(5n * TAO).paymentInfo(alice)
    expect(await free(alice.address)).toBe(999_995n * TAO - partialFee.toBigInt())
  })

  test('decodes a dispatch error by name; its writes are gone, its nonce is used', async () => {
    await using chain = await setUp({}, door)
    const { api, alice, devnet, send } = chain
    const { events, failure } = await send(api.tx.subtensorModule!.burnedRegister!(3, alice.address))
    expect(events).toEqual([...paid(), 'system.ExtrinsicFailed'])
    expect(failure).toBe('subtensorModule.SubnetNotExists')
    expect(devnet.state.SubtensorModule.Tempo.has(3)).toBe(false)
    expect((await api.rpc.system.accountNextIndex(alice.address)).toNumber()).toBe(1)
  })

  test('follows heads and storage, and reads the past', async () => {
    await using chain = await setUp({ blockTime: 'manual' }, door)
    const { api, alice, devnet, transfer } = chain
    const genesis = devnet.head.hash
    const heads: number[] = []
    const third = signal()
    const stop = await api.rpc.chain.subscribeNewHeads((head) => {
      if (heads.push(head.number.toNumber()) === 4) third.give()
    })
    const nonces: string[] = []
    const seen = signal()
    await api.query.system!.account!(alice.address, (info: unknown) => {
      nonces.push((info as { nonce: { toString(): string } }).nonce.toString())
      if (nonces.length === 2) seen.give()
    })
    await transfer().signAndSend(alice)
    devnet.mine(3)
    await Promise.all([seen.given, third.given])
    expect(nonces).toEqual(['0', '1'])
    const { number } = await api.rpc.chain.getHeader()
    expect(number.toNumber()).toBe(3)
    expect(heads).toEqual([0, 1, 2, 3])
    stop()
    const past = await api.at(genesis)
    expect((await past.query.system!.account!(alice.address)).toJSON()).toMatchObject({ nonce: 0 })
    const block = await api.rpc.chain.getBlock(await api.rpc.chain.getBlockHash(1))
    expect(block.block.extrinsics.map(({ method }) => `${method.section}.${method.method}`)).toEqual([
      'timestamp.set',
      'balances.transferKeepAlive',
    ])
    // The client hashes the header by itself: our hash has to be that of its bytes.
    expect(block.block.header.hash.toHex()).toBe(devnet.state.System.BlockHash.get(1))
  })
})

describe('an extrinsic is refused as a node refuses it', () => {
  const refusal = (sent: Promise<unknown>) =>
    sent.then(
      () => 'taken',
      (error: Error) => error.message,
    )

  test('bad signature, wrong genesis, wrong spec version', async () => {
    await using chain = await setUp()
    const { api, alice, send, transfer } = chain
    const badSignature = '1010: Invalid Transaction: Transaction has a bad signature'
    const foreign = { genesisHash: `0x${'11'.repeat(32)}` }
    expect(await refusal(send(transfer(), alice, foreign as never))).toBe(badSignature)
    const signed = await transfer().signAsync(alice)
    const tampered = signed.toHex().replace(/.{2}$/, (last) => (last === '00' ? '01' : '00'))
    expect(await refusal(api.rpc.author.submitExtrinsic(tampered))).toBe(badSignature)
    const wrongSpec = transfer().sign(alice, {
      blockHash: api.genesisHash,
      genesisHash: api.genesisHash,
      nonce: 0,
      runtimeVersion: { specVersion: 424, transactionVersion: 1 } as never,
    })
    expect(await refusal(api.rpc.author.submitExtrinsic(wrongSpec))).toBe(badSignature)
  })

  test('nonces: outdated, too low a priority, already imported, future', async () => {
    await using chain = await setUp({ blockTime: 'manual' })
    const { api, alice, devnet, transfer } = chain
    const sign = async (nonce: number, rao: bigint) =>
      (await transfer(rao).signAsync(alice, { nonce })).toHex()
    const submit = (extrinsic: string) => refusal(api.rpc.author.submitExtrinsic(extrinsic))
    const first = await sign(0, 1n * TAO)
    expect(await submit(await sign(2, 3n * TAO))).toBe('taken')
    expect(await submit(first)).toBe('taken')
    expect(await submit(first)).toMatch(
      /^1013: Transaction Already Imported: \[0x[0-9a-f]{64}\] Already Imported$/,
    )
    expect(await submit(await sign(0, 9n * TAO))).toMatch(/^1014: Priority is too low: \(0 vs 0\)/)
    devnet.mine()
    expect(devnet.state.System.Account.get(toHex(alice)).nonce).toBe(1)
    expect(await submit(first)).toBe('1010: Invalid Transaction: Transaction is outdated')
    // The one that came too early has waited for the gap to close.
    expect(await submit(await sign(1, 2n * TAO))).toBe('taken')
    devnet.mine()
    expect(devnet.state.System.Account.get(toHex(alice)).nonce).toBe(3)
  })

  test('an era that has passed', async () => {
    await using chain = await setUp({ blockTime: 'manual' })
    const { alice, api, devnet, transfer } = chain
    const signed = await transfer().signAsync(alice, { era: 8 })
    devnet.mine(40)
    expect(await refusal(api.rpc.author.submitExtrinsic(signed))).toBe(
      '1010: Invalid Transaction: Transaction has a bad signature',
    )
  })

  test('a call without a rule, also inside a batch, by its name', async () => {
    await using chain = await setUp()
    const { alice, api, send } = chain
    const call = api.tx.subtensorModule!.rootRegister!(alice.address)
    const named = /1010: .*SubtensorModule\.root_register is in the metadata, but this devnet has no rule/
    expect(await refusal(send(call))).toMatch(named)
    expect(await refusal(send(api.tx.utility!.batchAll!([call])))).toMatch(named)
    expect(await refusal(send(api.tx.sudo!.sudo!(call)))).toMatch(named)
  })

  test('the custom code of a rule; garbage; a bare call', async () => {
    await using chain = await setUp()
    const { alice, api, devnet, send } = chain
    expect(await refusal(send(api.tx.subtensorModule!.burnedRegister!(99, alice.address)))).toBe(
      '1010: Invalid Transaction: Custom error: 6',
    )
    expect(await refusal(devnet.provider.send('author_submitExtrinsic', ['0x1284abcdef']))).toMatch(
      /^1002: Verification Error/,
    )
    const bare = api.tx.timestamp!.set!(1).toHex()
    expect(await refusal(api.rpc.author.submitExtrinsic(bare))).toMatch(/^1011: Unknown Transaction Validity/)
  })

  test('a bug in a rule drops that extrinsic only, and is told', async () => {
    const faults: string[] = []
    await using chain = await setUp({
      blockTime: 'manual',
      onFault: (fault, where) => faults.push(`${where}: ${(fault as Error).message}`),
    })
    const { alice, api, bob, devnet, transfer } = chain
    await api.tx.subtensorModule!.setWeights!(1, [0], [1], 0).signAndSend(alice)
    await transfer().signAndSend(bob)
    devnet.mine()
    expect(faults).toEqual(['SubtensorModule.set_weights: a bug in a rule'])
    expect(devnet.state.System.Account.get(toHex(alice)).nonce).toBe(0)
    expect(devnet.state.System.Account.get(toHex(bob)).nonce).toBe(1)
  })
})

describe('wrappers', () => {
  test('batch keeps what went before a failure, batchAll does not, sudo reports', async () => {
    await using chain = await setUp()
    const { alice, api, bob, free, send, transfer } = chain
    const failing = api.tx.subtensorModule!.burnedRegister!(3, alice.address)
    const start = await free(bob.address)
    expect((await send(api.tx.utility!.batch!([transfer(), failing, transfer()]))).events).toContain(
      'utility.BatchInterrupted',
    )
    expect(await free(bob.address)).toBe(start + TAO)
    const all = await send(api.tx.utility!.batchAll!([transfer(), failing]))
    expect(all.failure).toBe('subtensorModule.SubnetNotExists')
    expect(all.events).toEqual([...paid(), 'system.ExtrinsicFailed'])
    expect(await free(bob.address)).toBe(start + TAO)
    expect((await send(api.tx.utility!.forceBatch!([failing, transfer()]))).events).toContain(
      'utility.ItemFailed',
    )
    expect(await free(bob.address)).toBe(start + 2n * TAO)

    const set = api.tx.balances!.forceSetBalance!(bob.address, 7n * TAO)
    expect((await send(api.tx.sudo!.sudo!(set))).events).toContain('sudo.Sudid')
    expect(await free(bob.address)).toBe(7n * TAO)
    await expect(send(api.tx.sudo!.sudo!(set), bob)).rejects.toThrow(
      '1010: Invalid Transaction: Invalid signing address',
    )
  })
})

test('the same seed and calls give the same block hashes; another seed gives others', async () => {
  const run = async (seed: string) => {
    // ed25519 signs the same bytes in the same way each time; sr25519 draws a nonce.
    const signer = new Keyring({ type: 'ed25519' }).addFromUri('//Funded')
    await using chain = await setUp({ seed, blockTime: 'manual', balances: { [signer.address]: TAO } })
    const { api, devnet, bob } = chain
    const hashes = [devnet.mine(2)]
    await api.tx.balances!.transferKeepAlive!(bob.address, 0n).signAndSend(signer)
    hashes.push(devnet.mine(), devnet.mine())
    return hashes
  }
  const [one, again, other] = [await run('a'), await run('a'), await run('b')]
  expect(again).toEqual(one)
  expect(other[0]).not.toBe(one[0])
})

test('a Subtensor chain: genesis, runtime APIs and a call of its rules', async () => {
  await using devnet = await createDevnet({ seed: 'subtensor' })
  await using api = await connect(devnet)
  expect(devnet.state.SubtensorModule.NetworksAdded.get(0)).toBe(true)
  const alice = keyring.addFromUri('//Alice')
  const refused = new Promise<string>((resolve, reject) => {
    api.tx.subtensorModule!.burnedRegister!(77, alice.address)
      .signAndSend(alice, ({ dispatchError }) => {
        if (dispatchError?.isModule) resolve(api.registry.findMetaError(dispatchError.asModule).name)
      })
      .catch(reject)
  })
  expect(await refused).toBe('SubnetNotExists')
  const neurons = await api.call.neuronInfoRuntimeApi!.getNeuronsLite!(0)
  expect(neurons.toJSON()).toEqual([])
})

test('mines by the clock', async () => {
  await using chain = await setUp({ blockTime: 5 })
  const reached = signal()
  await chain.api.rpc.chain.subscribeNewHeads((head) => {
    if (head.number.toNumber() >= 3) reached.give()
  })
  await reached.given
  expect(chain.devnet.head.number).toBeGreaterThanOrEqual(3)
})

test('time goes on by the clock where a busy process misses slots', async () => {
  await using devnet = await createDevnet({ blockTime: 10 })
  const before = devnet.head
  const busyMs = 200
  for (const until = performance.now() + busyMs; performance.now() < until; ) Math.random()
  await vi.waitFor(() => expect(devnet.head.number).toBeGreaterThan(before.number), { interval: 1 })
  expect(devnet.head.timestamp - before.timestamp).toBeGreaterThanOrEqual(busyMs - 10)
})

/** A promise that is resolved from outside. */
function signal() {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give: () => give() }
}

function toHex(pair: { readonly publicKey: Uint8Array }): string {
  return `0x${Buffer.from(pair.publicKey).toString('hex')}`
}
