import { createHash } from 'node:crypto'
import { issueKey } from '@subnetkit/gateway'
import OpenAI from 'openai'
import { expect, it } from 'vitest'
import { startDevnet } from '../devnet/start-devnet.js'
import {
  type Bytes,
  bytes,
  defineSubnet,
  embeddingView,
  type FileInfo,
  filesView,
  imageView,
  jsonView,
  synapse,
  z,
} from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { runGateway } from './run-gateway.js'

const quiet = { signals: false, log: false } as const
const protocol = {
  ...adder.protocol,
  paint: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ picture: bytes() }) }),
  embed: synapse({
    input: z.object({ texts: z.array(z.string()) }),
    output: z.object({ vectors: z.array(z.array(z.number())) }),
  }),
  keep: synapse({
    input: z.object({ name: z.string(), content: bytes() }),
    output: z.object({ hash: z.string() }),
  }),
  give: synapse({ input: z.object({ name: z.string() }), output: z.object({ content: bytes() }) }),
}

/** A 1 by 1 PNG. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
const vectorOf = (text: string) => [text.length, 0.5, -text.length]
const entries = new Map<string, FileInfo>()

async function whole(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const views = {
  image: imageView(protocol, {
    synapse: 'paint',
    toInput: ({ prompt }) => ({ prompt }),
    toAnswer: ({ picture: data }) => ({ images: [{ data, mediaType: 'image/png' }] }),
  }),
  embedding: embeddingView(protocol, {
    ...{ synapse: 'embed', dimensions: [3], maxInputs: 2 },
    toInput: ({ inputs }) => ({ texts: [...inputs] }),
    toAnswer: ({ vectors }) => ({ vectors }),
  }),
  json: jsonView(protocol, {
    ...{ synapse: 'add', input: z.object({ a: z.int(), b: z.int() }), output: z.object({ sum: z.int() }) },
    toInput: (input) => input,
    toAnswer: (output) => output,
  }),
  files: filesView(protocol, {
    maxBytes: '1MB',
    async put({ name, content }, network) {
      const [data, miner] = [await whole(content), network.miners[0]!]
      const kept = await network.query(miner, 'keep', { name, content: data })
      if (kept.kind !== 'ok' || kept.output.hash !== sha256(data)) throw new Error('not kept')
      const info = { name, size: data.length, etag: kept.output.hash, modified: new Date(0) }
      entries.set(name, info)
      return info
    },
    stat: async ({ name }) => entries.get(name) ?? null,
    async *get({ name }, { from, to }, network) {
      const given = await network.query(network.miners[0]!, 'give', { name })
      if (given.kind !== 'ok') throw new Error('gone')
      yield (await whole(given.output.content.chunks())).subarray(from, to)
    },
    remove: async ({ name }) => entries.delete(name),
    list: async () => [...entries.values()],
  }),
}
const subnet = defineSubnet({
  ...{ name: 'all-views', version: 1, protocol, tasks: adder.tasks, rubric: adder.rubric, views },
  hyperparameters: adder.hyperparameters,
})

it('pictures, vectors, JSON and files reach a client over HTTP from a miner of a chain', async () => {
  await using devnet = await startDevnet({ ...quiet, subnet, port: 0 })
  const { network, netuid } = devnet
  const shelf = new Map<string, Buffer>()
  const handlers = {
    add,
    paint: () => ({ picture: picture }),
    embed: ({ input }: { readonly input: { readonly texts: readonly string[] } }) => ({
      vectors: input.texts.map(vectorOf),
    }),
    async keep({ input }: { readonly input: { readonly name: string; readonly content: Bytes } }) {
      const content = await whole(input.content.chunks())
      shelf.set(input.name, content)
      return { hash: sha256(content) }
    },
    give: ({ input }: { readonly input: { readonly name: string } }) => ({
      content: shelf.get(input.name)!,
    }),
  }
  await using _miner = await runMiner(subnet, handlers, {
    ...{ ...quiet, network, netuid, port: 0, hotkey: devnet.miners[0] },
  })
  await using gateway = await runGateway(subnet, {
    ...{ ...quiet, network, netuid, hotkey: devnet.validators[0], port: 0, directory: null, stopMs: 500 },
  })
  const { key } = await issueKey(gateway, { name: 'customer' })
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 })
  const headers = { authorization: `Bearer ${key}` }
  const model = 'all-views'

  const { data: pictures } = await client.images.generate({ model, prompt: 'a dot' })
  expect(Buffer.from(pictures![0]!.b64_json!, 'base64').equals(picture)).toBe(true)
  const { data: links } = await client.images.generate({ model, prompt: 'a dot', response_format: 'url' })
  const linked = await fetch(links![0]!.url!)
  expect(linked.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await linked.arrayBuffer()).equals(picture)).toBe(true)

  const texts = ['a', 'bcd', 'ef']
  const { data: vectors } = await client.embeddings.create({ model, input: texts })
  expect(vectors.map(({ embedding }) => [...embedding])).toEqual(texts.map(vectorOf))

  const sum = await fetch(`${gateway.url}/v1/json`, {
    ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' } },
    body: JSON.stringify({ model, input: { a: 17, b: 25 } }),
  })
  expect(await sum.json()).toMatchObject({ object: 'json', output: { sum: 42 } })

  const at = `${gateway.url}/v1/objects/notes.bin`
  const content = Buffer.from(Array.from({ length: 5_000 }, (_, place) => place % 251))
  expect((await fetch(at, { method: 'PUT', headers, body: content })).ok).toBe(true)
  const back = await fetch(at, { headers })
  expect(Buffer.from(await back.arrayBuffer()).equals(content)).toBe(true)
  const part = await fetch(at, { headers: { ...headers, range: 'bytes=10-19' } })
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, content.subarray(10, 20)])
  expect((await fetch(at, { method: 'DELETE', headers })).ok).toBe(true)
  expect((await fetch(at, { headers })).status).toBe(404)
})
