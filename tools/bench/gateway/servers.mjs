// One server of the gateway's measurements in compiled JavaScript, as users run it. Serves until its input ends.
// `miner [receipts]`: a miner of one synapse, that signs its answers; `chat`: the same handler over the chat API, for gateways that speak nothing else;
// `gateway [miners' ports, by commas] [receipts]`: a gateway without prices and limits, whose key it prints; with receipts, it signs and
// stores one for each answer, and collects those of its miners.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { chatView, synapse } from '@subnetkit/core'
import { openDatabase } from '@subnetkit/core/validator'
import { createMinerClient, serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { createGateway, issueKey } from 'subnetkit/gateway'
import { z } from 'zod'

const minerUri = '//Bob'
const protocol = {
  complete: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ text: z.string() }) }),
}
const hotkey = createKeypair(minerUri).address

/** Words as many as the prompt asks for, after as many milliseconds: `20 words after 0`. */
async function complete(prompt) {
  const [, words = '20', ms = '0'] = /(\d+) words after (\d+)/.exec(prompt) ?? []
  if (ms !== '0') await new Promise((resolve) => setTimeout(resolve, Number(ms)))
  return Array.from({ length: Number(words) }, (_, at) => `word${at}`).join(' ')
}

const kinds = {
  async miner(wanted) {
    const handlers = { complete: async ({ input: { prompt } }) => ({ text: await complete(prompt) }) }
    const rateLimit = { limit: 1_000_000_000, windowMs: 60_000 }
    const receipts = wanted === 'receipts' ? { keypair: createKeypair(minerUri) } : null
    const options = { hotkey, admission: null, rateLimit, receipts }
    const { port } = await serveMiner({ protocol }, handlers, options)
    return { port }
  },

  async chat() {
    const server = createServer(async (request, response) => {
      // A proxy also asks for the list of models.
      if (request.method !== 'POST') return response.writeHead(404).end()
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      const { messages, model } = JSON.parse(Buffer.concat(chunks).toString())
      const content = await complete(messages.at(-1).content)
      const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }
      const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 }
      const body = {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1,
        model,
        choices: [choice],
        usage,
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    server.keepAliveTimeout = 60_000
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { port: server.address().port }
  },

  async gateway(ports, wanted) {
    const subnet = { protocol }
    const keypair = createKeypair('//Alice')
    const withReceipts = wanted === 'receipts'
    const client = createMinerClient(subnet, {
      ...{ keypair, allowPrivateAddresses: true },
      receipts: withReceipts ? { maxBytes: 16_777_216 } : null,
    })
    const miners = ports.split(',').map((port, at) => ({
      ...{ hotkey, coldkey: `owner-${at}`, registeredAt: at, incentive: 1 },
      ...{ host: '127.0.0.1', port: Number(port) },
    }))
    const views = {
      chat: chatView(protocol, {
        synapse: 'complete',
        toInput: ({ messages }) => ({ prompt: messages.at(-1).content }),
        toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
      }),
    }
    const model = {
      ...{ id: 'text', aliases: [], owner: 'subnet-1', created: 1, subnet: 'text', protocol, views },
      price: { fixed: 0, perThousandTokens: 0 },
      candidates: () => ({ miners, stale: false }),
      query: (miner, name, input, options) => client.query(miner, name, input, options),
    }
    const database = await openDatabase({ memory: true })
    const signer = { address: keypair.address, sign: (text) => keypair.sign(Buffer.from(text)) }
    const receipts = withReceipts ? { signer, genesis: `0x${'00'.repeat(32)}` } : null
    const collectReceipts = async (miner, options) => (await client.collectReceipts(miner, options)).proven
    const offered = withReceipts ? { ...model, collectReceipts } : model
    const gateway = await createGateway({ models: [offered], database, receipts })
    const { key } = await issueKey(gateway, { name: 'bench' })
    return { port: gateway.port, key }
  },
}

const [kind, ...given] = process.argv.slice(2)
process.stdout.write(`${JSON.stringify(await kinds[kind](...given))}\n`)
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
// Any line asks for the memory that is held.
process.stdin.on('data', () => {
  collect()
  const { heapUsed, rss } = process.memoryUsage()
  process.stdout.write(`${JSON.stringify({ heapMb: heapUsed / 1e6, rssMb: rss / 1e6 })}\n`)
})
process.stdin.on('end', () => process.exit()).resume()
