import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { type Bytes, bytesInMemory } from '../encoding/byte-value.js'
import { bytes } from '../encoding/bytes.js'
import { synapse } from '../synapse.js'
import { chatView } from './chat-view.js'
import { completionView } from './completion-view.js'
import { embeddingView } from './embedding-view.js'
import { filesView } from './files-view.js'
import { imageView } from './image-view.js'
import { jsonView } from './json-view.js'
import { checkViews, type Views } from './views.js'

const protocol = {
  write: synapse({
    input: z.object({ prompt: z.string(), limit: z.int() }),
    output: z.object({ text: z.string() }),
  }),
  embed: synapse({
    input: z.object({ texts: z.array(z.string()) }),
    output: z.object({ rows: z.array(z.array(z.number())) }),
  }),
  paint: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ png: bytes() }) }),
  guess: synapse({ input: z.object({ past: z.array(z.number()) }), output: z.object({ next: z.number() }) }),
}
const chat = chatView(protocol, {
  synapse: 'write',
  tools: true,
  toInput: ({ messages, maxTokens }) => ({ prompt: messages[0]!.content, limit: maxTokens }),
  toAnswer: ({ text }) => ({ content: text, finishReason: 'stop' }),
})
const completion = completionView(protocol, {
  synapse: 'write',
  toInput: ({ prompt, maxTokens }) => ({ prompt, limit: maxTokens }),
  toAnswer: ({ text }) => ({ text, finishReason: 'stop' }),
  agree: ({ text }) => text.toLowerCase(),
})
const embedding = embeddingView(protocol, {
  synapse: 'embed',
  dimensions: [3],
  toInput: ({ inputs }) => ({ texts: [...inputs] }),
  toAnswer: ({ rows }) => ({ vectors: rows }),
})
const image = imageView(protocol, {
  synapse: 'paint',
  sizes: ['64x64'],
  toInput: ({ prompt }) => ({ prompt }),
  toAnswer: ({ png }) => {
    expectTypeOf(png).toEqualTypeOf<Bytes>()
    return { images: [{ data: png, mediaType: 'image/png' }] }
  },
  verify: async ({ images }, { n }) => (images.length === n ? 1 : 0),
})
const json = jsonView(protocol, {
  synapse: 'guess',
  input: z.object({ history: z.array(z.number()).min(1) }),
  output: z.object({ median: z.number() }),
  toInput: ({ history }) => ({ past: history }),
  toAnswer: ({ next }) => ({ median: next }),
  combine: (answers) => ({
    median: answers.reduce((sum, { answer, weight }) => sum + weight * answer.median, 0),
  }),
})
const files = filesView(protocol, {
  maxBytes: '1MB',
  async put({ name, size }, { miners, query }) {
    const result = await query(miners[0]!, 'guess', { past: [size] })
    if (result.kind === 'ok') expectTypeOf(result.output).toEqualTypeOf<{ next: number }>()
    return { name, size, etag: 'a', modified: new Date(0) }
  },
  stat: async () => null,
  async *get() {},
  remove: async () => false,
  list: async () => [],
})

describe('views', () => {
  it('convert requests and answers by the types of their synapses', async () => {
    expect(completion.toInput({ prompt: 'a', maxTokens: 3 })).toEqual({ prompt: 'a', limit: 3 })
    expect(embedding.toAnswer({ rows: [[1, 2, 3]] }, { inputs: ['a'] })).toEqual({ vectors: [[1, 2, 3]] })
    const request = { prompt: 'a', n: 1, seed: 0 }
    const painted = image.toAnswer({ png: bytesInMemory([new Uint8Array(2)]) }, request)
    expect(await image.verify?.(painted, request)).toBe(1)
    const weighted = [
      { answer: { median: 2 }, weight: 0.5 },
      { answer: { median: 4 }, weight: 0.5 },
    ]
    expect(json.combine?.(weighted, { history: [1] })).toEqual({ median: 3 })
  })

  it('have limits where none are given', () => {
    expect(chat).toMatchObject({ maxTokens: 1_024, tools: true, of: protocol.write })
    expect(embedding).toMatchObject({ maxInputs: 64, dimensions: [3] })
    expect(image).toMatchObject({ maxImages: 1, sizes: ['64x64'] })
    expect(files).toMatchObject({ maxBytes: 1_000_000, maxNameBytes: 128, of: protocol })
  })

  it('refuse a synapse that the protocol lacks', () => {
    const options = { synapse: 'no', toInput: () => ({}), toAnswer: () => ({}) } as never
    const made = [
      () => chatView(protocol, options),
      () => completionView(protocol, options),
      () => imageView(protocol, options),
    ]
    for (const make of made) expect(make).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })

  it('belong to one protocol', () => {
    const views: Views = { chat, completion, embedding, image, json, files }
    checkViews(views, { ...protocol }, 'test')
    const others = { ...protocol, guess: synapse({ input: z.object({}), output: z.object({}) }) }
    for (const one of [{ json }, { files }])
      expect(() => checkViews(one, others, 'test')).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID' }),
      )
  })
})
