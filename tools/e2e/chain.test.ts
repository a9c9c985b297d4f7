import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSubnetError } from '@subnetkit/base'
import {
  addStake,
  applyHyperparameters,
  connectChain,
  createWeightsOutbox,
  failureIn,
  includedIn,
  openOutboxFile,
  readBalance,
  readHead,
  readMetagraph,
  readWeightRow,
  registerNeuron,
  registerSubnet,
  serveAxon,
  startSubnet,
  submit,
  submitAsRoot,
  watchMetagraph,
} from '@subnetkit/chain'
import { publishRound, readRoundNotice } from '@subnetkit/core/validator'
import { createDevnet } from '@subnetkit/devnet'
import { createKeypair, type Keypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { alice, createEconomy, type Economy, tao } from './economy.js'

/** An error of a code, one of whose details holds a text. */
const refusal = (code: string, detail = '') =>
  expect.toSatisfy(
    (error: unknown) =>
      isSubnetError(error, code) &&
      Object.values(error.details).some((value) => String(value).includes(detail)),
  )

describe('chain client on the devnet', () => {
  let economy: Economy
  beforeAll(async () => {
    economy = await createEconomy({ allowLoopbackAxons: true })
  })
  afterAll(() => economy[Symbol.asyncDispose]())

  it('registers once, however often it is asked', async () => {
    const { client, devnet, netuid, join } = economy
    const { coldkey, hotkey, uid } = await join('twice')
    const before = { head: devnet.head.number, balance: await readBalance(client, coldkey.address) }
    expect(await registerNeuron(client, coldkey, { netuid, hotkey: hotkey.address, maxBurn: 0n })).toBe(uid)
    expect({ head: devnet.head.number, balance: await readBalance(client, coldkey.address) }).toEqual(before)
  })

  it('refuses a burn above the cap and a balance that is too low, before anything is sent', async () => {
    const { client, devnet, netuid } = economy
    const poor = createKeypair('//nobody')
    const head = devnet.head.number
    const hotkey = createKeypair('//nobody//hotkey').address
    await expect(registerNeuron(client, alice, { netuid, hotkey, maxBurn: 1n })).rejects.toThrow(
      refusal('PRICE_ABOVE_CAP'),
    )
    await expect(registerNeuron(client, poor, { netuid, hotkey, maxBurn: tao * 100n })).rejects.toThrow(
      refusal('BALANCE_TOO_LOW'),
    )
    await expect(registerSubnet(client, alice, { hotkey, maxLock: 1n })).rejects.toThrow(
      refusal('PRICE_ABOVE_CAP'),
    )
    expect(devnet.head.number).toBe(head)
  })

  it('tells refusals by the name that the chain gives them', async () => {
    const { client, netuid, join } = economy
    const { hotkey } = await join('refused')
    const twice = submit(client, alice, {
      pallet: 'SubtensorModule',
      call: 'burned_register',
      args: [netuid, hotkey.address],
    })
    await expect(twice).rejects.toThrow(refusal('CHAIN_REJECTED', 'HotKeyAlreadyRegisteredInSubNet'))
    const start = startSubnet(client, alice, { netuid: 999 })
    await expect(start).rejects.toThrow(refusal('SUBNET_UNKNOWN'))
    const root = submitAsRoot(client, alice, {
      pallet: 'AdminUtils',
      call: 'sudo_set_kappa',
      args: [999, 1],
    })
    await expect(root).rejects.toThrow(refusal('CHAIN_REJECTED', 'SubnetDoesNotExist'))
    const unknown = submit(client, alice, { pallet: 'SubtensorModule', call: 'no_such_call', args: [] })
    await expect(unknown).rejects.toThrow(refusal('CHAIN_FEATURE_MISSING', 'no_such_call'))
  })

  it('sets only the hyperparameters that differ', async () => {
    const { client, owner, netuid } = economy
    const wanted = { immunityPeriod: 7_000, commitReveal: false }
    const set = () => applyHyperparameters(client, owner, { netuid, wanted })
    expect(await set()).toEqual({ applied: ['immunityPeriod', 'commitReveal'], waiting: [] })
    expect(await set()).toEqual({ applied: [], waiting: [] })
  })

  it('publishes an axon once, and the metagraph shows it', async () => {
    const { client, netuid, join } = economy
    const { hotkey, uid } = await join('server')
    const axon = { host: '127.0.0.1', port: 4321 }
    expect(await serveAxon(client, hotkey, { netuid, ...axon })).toBe(true)
    expect(await serveAxon(client, hotkey, { netuid, ...axon })).toBe(false)
    const { neurons } = await readMetagraph(client, { netuid })
    expect(neurons[uid]).toMatchObject({ uid, hotkey: hotkey.address, axon })
    expect(neurons.map((neuron) => neuron.uid)).toEqual(neurons.map((_, index) => index))
    expect(neurons[0]?.axon).toBeNull()
  })

  it('publishes rounds where anybody can read them, at any block', async () => {
    const { client, netuid, join } = economy
    const { hotkey } = await join('publisher')
    const [secretHash, secret] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
    const first = await publishRound(client, hotkey, { netuid, committed: { round: 1, secretHash } })
    const second = {
      ...{ netuid, mechanism: 0, committed: { round: 2, secretHash: secret } },
      revealed: [{ round: 1, through: 1, secret }],
    }
    await publishRound(client, hotkey, second)
    expect(await readRoundNotice(client, { netuid, hotkey: hotkey.address })).toEqual({
      ...second,
      receipts: null,
    })
    const past = await readRoundNotice(client, { netuid, hotkey: hotkey.address, at: first })
    expect(past).toEqual({
      ...{ netuid, mechanism: 0, committed: { round: 1, secretHash }, revealed: [], receipts: null },
    })
  })

  it('sets weights that it reads back, and says why not otherwise', async () => {
    const { client, devnet, netuid } = economy
    const { coldkey, hotkey, uid } = await economy.join('validator')
    const vector = { uids: [0, 1], values: [65_535, 30_000], versionKey: 0n }
    const directory = mkdtempSync(join(tmpdir(), 'subnetkit-weights-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    await using store = await openOutboxFile(join(directory, 'weights.json'))
    const set = async (signer: Keypair, key: string) => {
      const outbox = createWeightsOutbox({ client, signer, netuid, store })
      await outbox.intend(vector, { key })
      return (await outbox.settle(key)).entry
    }
    const stranger = createKeypair('//stranger')
    expect(failureIn(await set(stranger, 'stranger'))?.code).toBe('NOT_REGISTERED')
    await addStake(client, coldkey, { netuid, hotkey: hotkey.address, amount: 100n * tao })
    expect(failureIn(await set(hotkey, 'at once'))).toMatchObject({ code: 'NO_VALIDATOR_PERMIT' })
    devnet.mine(400)
    const later = await set(hotkey, 'later')
    expect(later.stage).toBe('confirmed')
    const { number, hash } = includedIn(later)!
    expect(await readWeightRow(client, { netuid, uid, at: { number, hash } })).toEqual([
      [0, 65_535],
      [1, 30_000],
    ])
    expect((await readHead(client)).number).toBeGreaterThanOrEqual(number)
  })

  it('follows heads and keeps the metagraph fresh', async () => {
    const { client, devnet, netuid } = economy
    const seen: number[] = []
    const stop = client.onHead(({ number }) => seen.push(number))
    using watch = watchMetagraph(client, { netuid, everyBlocks: 1 })
    expect(watch.current()).toBeNull()
    await watch.refresh()
    const target = devnet.head.number + 1
    devnet.mine(1)
    await vi.waitFor(() => {
      expect(seen).toContain(target)
      expect(watch.current()?.metagraph.block).toBeGreaterThanOrEqual(target)
    })
    stop()
  })
})

describe('chain client alone', () => {
  it('says which endpoint is out of reach', async () => {
    const nobody = connectChain({ endpoint: 'ws://127.0.0.1:1', deadlineMs: 300 })
    await expect(nobody).rejects.toThrow(refusal('CHAIN_UNREACHABLE', '127.0.0.1:1'))
  })

  it('refuses loopback axons unless the devnet was told otherwise', async () => {
    await using economy = await createEconomy()
    const { hotkey } = await economy.join('loopback')
    const served = serveAxon(economy.client, hotkey, {
      netuid: economy.netuid,
      host: '127.0.0.1',
      port: 8091,
    })
    await expect(served).rejects.toThrow(refusal('CHAIN_REJECTED', 'InvalidIpAddress'))
  })

  it('gives up on an extrinsic that no block takes', async () => {
    await using devnet = await createDevnet({ port: 0, blockTime: 'manual' })
    await using client = await connectChain({ endpoint: devnet.url as string, inclusionDeadlineMs: 200 })
    const call = { pallet: 'System', call: 'remark', args: ['0x00'] }
    await expect(submit(client, alice, call)).rejects.toThrow(refusal('CHAIN_TIMEOUT', 'System.remark'))
  })
})
