import { connectChain, submit, transfer } from '@subnetkit/chain'
import { type Database, openDatabase } from '@subnetkit/core/validator'
import { createDevnet } from '@subnetkit/devnet'
import { createGateway, depositChain, depositPath, type GatewayModel, issueKey } from '@subnetkit/gateway'
import { createKeypair } from '@subnetkit/wallet'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { chatView, defineSubnet, synapse, z } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { adder } from '../testing/adder.js'
import { runGateway } from './run-gateway.js'

const operator = createKeypair('//Operator').address
const tao = 1_000_000_000n
const quiet = { signals: false, log: false } as const
const protocol = {
  ...adder.protocol,
  say: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}
const talker = defineSubnet({
  ...{ name: 'talker', version: 1, protocol, tasks: adder.tasks, rubric: adder.rubric },
  hyperparameters: adder.hyperparameters,
  views: {
    chat: chatView(protocol, {
      synapse: 'say',
      toInput: ({ messages }) => ({ text: messages.at(-1)!.content }),
      toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
    }),
  },
})
const ask = { model: 'talker', messages: [{ role: 'user' as const, content: 'Hello' }] }

interface KeyBody {
  readonly budget: { readonly cap: number; readonly spent: number }
  readonly deposit: { readonly address: string; readonly final_block: number }
}

let database: Database
beforeAll(async () => {
  database = await openDatabase({ memory: true })
})
afterAll(() => database[Symbol.asyncDispose]())

it('a wallet that has never seen the gateway pays in TAO, and its request is answered', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: talker, port: 0 })
  const { network, netuid } = devnet
  const handlers = {
    add: ({ input: { a, b } }: { readonly input: { readonly a: number; readonly b: number } }) => ({
      sum: a + b,
    }),
    say: ({ input: { text } }: { readonly input: { readonly text: string } }) => ({ text: `${text}, too` }),
  }
  await using _miner = await runMiner(talker, handlers, {
    ...{ ...quiet, network, netuid, port: 0, hotkey: devnet.miners[0] },
  })
  await using gateway = await runGateway(talker, {
    ...{ ...quiet, network, netuid, hotkey: devnet.validators[0], port: 0, database, priceFixed: 200 },
    deposits: { address: operator, creditsPerTao: 1_000 },
  })
  const { key } = await issueKey(gateway, { name: 'customer', prepaid: true })
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 })
  const show = async () =>
    (await (
      await fetch(`${gateway.url}/v1/key`, { headers: { authorization: `Bearer ${key}` } })
    ).json()) as KeyBody
  await expect(client.chat.completions.create(ask)).rejects.toMatchObject({ code: 'insufficient_quota' })

  const customer = createKeypair('//Customer')
  devnet.chain.fund(customer.address, 3n * tao)
  await using chain = await connectChain({ endpoint: network })
  const { address } = (await show()).deposit
  await transfer(chain, customer, { payments: [{ to: address, amount: tao / 2n }] })
  await expect.poll(async () => (await show()).budget.cap, { timeout: 20_000 }).toBe(500)

  const { choices } = await client.chat.completions.create(ask)
  expect(choices[0]?.message.content).toBe('Hello, too')
  expect((await show()).budget).toMatchObject({ cap: 500, spent: 200 })
})

it('on a chain that reorganises, a deposit counts once: when final, over restarts, in whatever form it came', async () => {
  await using devnet = await createDevnet({ seed: 'deposits', blockTime: 'manual', finalityDelay: 3 })
  await using chain = await connectChain({ provider: devnet.provider })
  const model: GatewayModel = {
    ...{ id: 'none', aliases: [], owner: 'subnet-1', created: 1, subnet: 'none' },
    ...{ protocol: talker.protocol, views: talker.views! },
    price: { fixed: 1, perThousandTokens: 0 },
    candidates: () => ({ miners: [], stale: false }),
    query: () => Promise.reject(new Error('no miner')),
  }
  const start = () =>
    createGateway({
      ...{ models: [model], database, stopMs: 100 },
      deposits: { address: operator, creditsPerTao: 1_000, chain: depositChain(chain) },
    })
  const alice = createKeypair('//Alice')
  const first = await start()
  const { record } = await issueKey(first, { name: 'reorganised', prepaid: true })
  const address = await first.deposits!.addressOf(record.id)
  expect(address).toBe(createKeypair(`//Operator${depositPath(record.id)}`).address)
  const cap = async (gateway: Awaited<ReturnType<typeof start>>) => {
    await gateway.deposits!.catchUp()
    const [budget] = await gateway.ledger.read([`key:${record.id}`])
    return budget?.cap
  }
  const pay = async (amount: bigint) => {
    const sent = transfer(chain, alice, { payments: [{ to: address, amount }] })
    const isPending = async () => (await chain.api.rpc.author.pendingExtrinsics()).length > 0
    await expect.poll(isPending, { timeout: 20_000 }).toBe(true)
    devnet.mine()
    await sent
  }

  devnet.mine(4)
  const before = devnet.snapshot()
  await pay(5n * tao)
  devnet.mine(2)
  expect(await cap(first)).toBe(0n)
  // Two blocks of three: the chain takes another way, without the transfer.
  devnet.revert(before)
  devnet.mine(8)
  expect(await cap(first)).toBe(0n)

  await pay(2n * tao)
  devnet.mine(2)
  expect(await cap(first)).toBe(0n)
  devnet.mine(1)
  expect(await cap(first)).toBe(2_000n)
  await first[Symbol.asyncDispose]()

  // While it is away: by a batch, by transfer_all, and one that fails.
  const item = (amount: bigint) => chain.api.tx.balances!.transferKeepAlive!(address, amount)
  const away = async (call: { pallet: string; call: string; args: unknown[] }, signer = alice) => {
    const sent = submit(chain, signer, call).catch((error: { code?: string }) => error.code)
    const isPending = async () => (await chain.api.rpc.author.pendingExtrinsics()).length > 0
    await expect.poll(isPending, { timeout: 20_000 }).toBe(true)
    devnet.mine()
    return sent
  }
  await away({ pallet: 'Utility', call: 'batch_all', args: [[item(tao), item(tao)]] })
  const rich = createKeypair('//Rich')
  devnet.fund(rich.address, 4n * tao)
  await away({ pallet: 'Balances', call: 'transfer_all', args: [address, false] }, rich)
  const failed = away({ pallet: 'Utility', call: 'batch_all', args: [[item(tao), item(10n ** 18n)]] })
  expect(await failed).toBe('CHAIN_REJECTED')
  devnet.mine(200)
  for (let round = 0; round < 3; round++) {
    await using again = await start()
    // transfer_all pays its fee first, and credits are rounded down.
    expect(await cap(again)).toBe(7_999n)
  }
})
