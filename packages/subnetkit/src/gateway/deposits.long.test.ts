import { connectChain, transfer } from '@subnetkit/chain'
import { type Database, openDatabase } from '@subnetkit/core/validator'
import { issueKey } from '@subnetkit/gateway'
import { createKeypair } from '@subnetkit/wallet'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { chatView, defineSubnet, synapse, z } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { adder } from '../testing/adder.js'
import { runGateway } from './run-gateway.js'
import { testReorganisedDeposits } from './testing/reorganised-deposits.js'

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

testReorganisedDeposits('the embedded database', async () => database)
