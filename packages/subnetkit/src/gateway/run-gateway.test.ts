import { issueKey } from '@subnetkit/gateway'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { chatView, defineSubnet, streamSynapse, synapse, z } from '../index.js'
import { recordTraces } from '../metrics/testing/recording-tracer.js'
import { runMiner } from '../miner/run-miner.js'
import { adder } from '../testing/adder.js'
import { type RunningGateway, runGateway } from './run-gateway.js'

const protocol = {
  ...adder.protocol,
  say: synapse({
    input: z.object({ text: z.string() }),
    output: z.object({ text: z.string() }),
    deadline: '4s',
  }),
  write: streamSynapse({
    input: z.object({ text: z.string() }),
    chunk: z.object({ text: z.string(), isLast: z.boolean() }),
  }),
}
const talker = defineSubnet({
  ...{ name: 'talker', version: 1, protocol, tasks: adder.tasks, rubric: adder.rubric },
  hyperparameters: adder.hyperparameters,
  views: {
    chat: chatView(protocol, {
      synapse: 'say',
      toInput: ({ messages }) => ({ text: messages.at(-1)!.content }),
      toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
      stream: {
        synapse: 'write',
        toInput: ({ messages }) => ({ text: messages.at(-1)!.content }),
        toPart: ({ text, isLast }) => ({ text, ...(isLast && { finishReason: 'stop' as const }) }),
      },
    }),
  },
})
/** Opens once a client has read the first part of a stream. */
let goOn = () => {}
const handlers = {
  async *write({ input: { text } }: { readonly input: { readonly text: string } }) {
    const read = new Promise<void>((resolve) => {
      goOn = resolve
    })
    yield { text, isLast: false }
    await read
    yield { text: ', too', isLast: true }
  },
  add: ({ input: { a, b } }: { readonly input: { readonly a: number; readonly b: number } }) => ({
    sum: a + b,
  }),
  say: ({ input: { text } }: { readonly input: { readonly text: string } }) => ({ text: `${text}, too` }),
}
const quiet = { signals: false, log: false } as const
const ask = { model: 'talker', messages: [{ role: 'user' as const, content: 'Hello' }] }

describe('a gateway of a subnet', () => {
  let devnet: RunningDevnet
  let gateway: RunningGateway
  let client: OpenAI
  beforeAll(async () => {
    devnet = await startDevnet({ ...quiet, subnet: talker, port: 0 })
    const { network, netuid } = devnet
    const miner = await runMiner(talker, handlers, {
      ...quiet,
      network,
      netuid,
      port: 0,
      hotkey: devnet.miners[0],
    })
    devnet.closed.finally(() => miner.close())
    const hotkey = devnet.validators[0]
    gateway = await runGateway(talker, { ...quiet, network, netuid, hotkey, port: 0, directory: null })
    const { key } = await issueKey(gateway, { name: 'test' })
    client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 })
  })
  afterAll(async () => {
    await gateway.close()
    await devnet.close()
  })

  it('answers the unmodified openai client with an answer of a miner on chain, streamed or not', async () => {
    const { data, response } = await client.chat.completions.create(ask).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello, too')
    expect(response.headers.get('x-subnet-miners')).toMatch(/^5\w{47}$/)
    let text = ''
    for await (const { choices } of await client.chat.completions.create({ ...ask, stream: true })) {
      text += choices[0]?.delta.content ?? ''
      // Its miner waits until the client has read what came.
      if (text === 'Hello') goOn()
    }
    expect(text).toBe('Hello, too')
  })

  it('is ready once a miner serves', async () => {
    expect(await (await fetch(`${gateway.url}/readyz`)).json()).toEqual({ ready: true, reasons: [] })
  })

  it('offers a subnet without a view by the names of its synapses, and several subnets at once', async () => {
    const { network, netuid } = devnet
    const options = { ...quiet, network, netuid, hotkey: devnet.validators[0], port: 0, directory: null }
    const more = [{ subnet: talker, netuid, model: 'talk', priceFixed: 7 }]
    const twins = [{ subnet: talker, netuid, model: 'adder' }]
    await expect(runGateway(adder, { ...options, more: twins })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
    await expect(runGateway(adder, { ...options, publicUrl: 'example.org' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
    using traces = recordTraces()
    await using plain = await runGateway(adder, { ...options, more, metrics: { port: 0 }, telemetry: true })
    const { key } = await issueKey(plain, { name: 'test' })
    const response = await fetch(`${plain.url}/subnets/adder/add`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ a: 1, b: 2 }),
    })
    expect(await response.json()).toEqual({ result: { data: { sum: 3 } } })
    const several = new OpenAI({ baseURL: `${plain.url}/v1`, apiKey: key, maxRetries: 0 })
    expect((await several.models.list()).data.map(({ id }) => id)).toEqual(['adder', 'talk'])
    const { data, response: talked } = await several.chat.completions
      .create({ ...ask, model: 'talk' })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello, too')
    expect(talked.headers.get('x-subnet-cost')).toBe('7')
    const { host, port } = plain.metrics ?? {}
    const metrics = await fetch(`http://${host}:${port}/metrics`)
    expect(await metrics.text()).toContain('gateway_miner_calls_total{outcome="good",reason="first"} 2')
    expect((await fetch(`http://${host}:${port}/readyz`)).status).toBe(200)
    const [query] = traces.spans.filter(({ name }) => name === 'query miner')
    const request = traces.spans.find(({ context }) => context.spanId === query?.parent?.spanId)
    expect(query?.attributes).toMatchObject({ 'subnetkit.synapse': 'add', 'subnetkit.outcome': 'ok' })
    expect(request).toMatchObject({ name: 'gateway request', parent: null, isOver: true })
    expect(request?.attributes).toMatchObject({ 'subnetkit.endpoint': 'subnets' })
    expect(JSON.stringify(traces.spans)).not.toMatch(/sn_live|Hello|5[1-9A-HJ-NP-Za-km-z]{47}/)
  })
})

it('refuses a view of another protocol', () => {
  const other = { ...protocol, say: synapse({ input: z.object({}), output: z.object({}) }) }
  const views = {
    chat: chatView(other, {
      synapse: 'say',
      toInput: () => ({}),
      toAnswer: () => ({ content: '', finishReason: 'stop' }),
    }),
  }
  expect(() => defineSubnet({ ...talker, mechanisms: undefined, next: undefined, views })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
  const streamed = { say: streamSynapse({ input: z.object({}), chunk: z.object({ text: z.string() }) }) }
  chatView(streamed, {
    synapse: 'say',
    toInput: () => ({}),
    toAnswer: (chunks) => ({ content: chunks.map(({ text }) => text).join(''), finishReason: 'stop' }),
  })
})
