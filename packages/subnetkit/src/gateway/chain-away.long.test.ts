import { createServer, connect as dial, type Socket } from 'node:net'
import { createManualClock } from '@subnetkit/base/testing'
import { connectChain } from '@subnetkit/chain'
import { issueKey, type ReceiptFile, verifyAnswerOnChain } from '@subnetkit/gateway'
import { expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import { chatView, defineSubnet, synapse, z } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { adder } from '../testing/adder.js'
import { runGateway } from './run-gateway.js'

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
const quiet = { signals: false, log: false } as const

/** A way to a node that can be cut and opened again. */
async function wayTo(port: number) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const other = dial(port, '127.0.0.1')
    for (const end of [socket, other]) {
      sockets.add(end)
      end
        .on('error', () => {})
        .on('close', () => {
          socket.destroy()
          other.destroy()
        })
    }
    socket.pipe(other).pipe(socket)
  })
  const open = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', () => resolve()))
  await open(0)
  const { port: own } = server.address() as { readonly port: number }
  return {
    url: `ws://127.0.0.1:${own}`,
    open: () => open(own),
    async cut() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

it('answers go on while the chain is away, marked stale, and lose the mark once it is back', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet: talker, port: 0 })
  const { network, netuid } = devnet
  const handlers = {
    add: ({ input: { a, b } }: { readonly input: { readonly a: number; readonly b: number } }) => ({
      sum: a + b,
    }),
    say: ({ input: { text } }: { readonly input: { readonly text: string } }) => ({ text: `${text}, too` }),
  }
  await using miner = await runMiner(talker, handlers, {
    ...{ ...quiet, network, netuid, port: 0 },
    hotkey: devnet.miners[0],
  })
  expect(miner).toBeDefined()
  const way = await wayTo(Number(new URL(network).port))
  const clock = createManualClock()
  await using chain = await connectChain({ endpoint: way.url, clock })
  const hotkey = devnet.validators[0]
  await using gateway = await runGateway(talker, {
    ...quiet,
    chain,
    netuid,
    hotkey,
    port: 0,
    directory: null,
  })
  const { key } = await issueKey(gateway, { name: 'test' })
  const headers = { authorization: `Bearer ${key}` }
  async function ask() {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      ...{ method: 'POST', headers },
      body: JSON.stringify({ model: 'talker', messages: [{ role: 'user', content: 'Hello' }] }),
    })
    const path = `/v1/receipts/${response.headers.get('x-subnet-receipt')}`
    const { receipt } = (await (await fetch(`${gateway.url}${path}`, { headers })).json()) as ReceiptFile
    return { status: response.status, mark: response.headers.get('x-subnet-metagraph'), receipt }
  }

  const before = await ask()
  expect(before).toMatchObject({ status: 200, mark: null, receipt: { stale: false } })
  await way.cut()
  await clock.advance(130_000)
  const during = await ask()
  expect(during).toMatchObject({ status: 200, mark: 'stale', receipt: { stale: true, netuid } })
  expect(during.receipt.miners).toMatchObject([{ outcome: 'good', hotkey: before.receipt.miners[0]?.hotkey }])
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)

  await way.open()
  const back = async () => {
    await clock.advance(1_000)
    return (await ask()).mark
  }
  await expect.poll(back, { timeout: 30_000, interval: 50 }).toBeNull()
  expect((await verifyAnswerOnChain(chain, during.receipt)).every(({ proven }) => proven)).toBe(true)
  // Defect: a block that the chain does not have yet was taken for one of its past.
  const ofFuture = { ...during.receipt, block: 1_000_000_000 }
  expect(await verifyAnswerOnChain(chain, ofFuture)).toMatchObject([{ subject: 'chain', proven: false }])
  const ofOther = { ...during.receipt, genesis: `0x${'ab'.repeat(32)}` }
  await expect(verifyAnswerOnChain(chain, ofOther)).rejects.toMatchObject({ code: 'ANSWER_UNPROVEN' })
  await way.cut()
})
