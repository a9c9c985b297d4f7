// Vercel's AI SDK with its provider for compatible services.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import * as ai from 'ai'
import { z } from 'zod'
import { assert, fails, play, sameVector, site } from './cases.mjs'

const { APICallError, embedMany, generateObject, generateText, stepCountIs, streamText, tool } = ai
// The older version has it under this name only.
const generateImage = ai.generateImage ?? ai.experimental_generateImage
const open = (apiKey = site.key) =>
  createOpenAICompatible({ name: 'subnet', baseURL: site.url, apiKey, supportsStructuredOutputs: true })
const model = open()(site.model)
const silent = { onError: () => {} }
const callError = (check) => (error) => {
  const cause = error.lastError ?? error
  assert.ok(APICallError.isInstance(cause), String(cause))
  check(cause)
}

const slow = [
  play('stream that begins with comments', async () => {
    assert.equal(await streamText({ model, prompt: 'Wait', ...silent }).text, site.greeting)
  }),
  play('error within a stream', async () => {
    const kinds = []
    for await (const part of streamText({ model, prompt: 'Break slowly', ...silent }).fullStream)
      kinds.push(part.type)
    assert.ok(kinds.includes('error'), kinds.join())
  }),
]
await play('text', async () => {
  const { text, finishReason, usage } = await generateText({ model, prompt: 'Hi' })
  assert.deepEqual([text, finishReason], [site.greeting, 'stop'])
  assert.ok(usage.totalTokens > 0)
})
await play('stream', async () => {
  const result = streamText({ model, prompt: 'Hi', ...silent })
  let text = ''
  for await (const piece of result.textStream) text += piece
  assert.equal(text, site.greeting)
  assert.equal(await result.finishReason, 'stop')
})
await play('object', async () => {
  const schema = z.object({ name: z.string(), age: z.number().int() })
  const { object } = await generateObject({ model, schema, prompt: 'Who is Ada?' })
  assert.deepEqual(object, { name: 'Ada', age: 36 })
})
await play('tools are refused', () =>
  fails(
    generateText({
      ...{ model, prompt: 'Hi', maxRetries: 0 },
      tools: { look: tool({ description: 'looks', inputSchema: z.object({}), execute: async () => 'seen' }) },
    }),
    callError(({ statusCode }) => assert.equal(statusCode, 400)),
  ),
)
await play('tool loop', async () => {
  const look = tool({
    description: 'looks',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `rain in ${city}`,
  })
  const { text } = await generateText({
    ...{ model: open()(site.toolsModel), prompt: 'Rain?', tools: { look }, stopWhen: stepCountIs(3) },
  })
  assert.match(text, /rain in CANARY_OK/)
})
await play('embeddings', async () => {
  const { embeddings } = await embedMany({
    model: open().textEmbeddingModel(site.model),
    values: ['Hello', 'x'],
  })
  sameVector(embeddings[0])
})
await play('image', async () => {
  const { image } = await generateImage({
    model: open().imageModel(site.model),
    prompt: 'A fox',
    size: '256x256',
  })
  assert.equal(Buffer.from(image.uint8Array).subarray(1, 4).toString(), 'PNG')
})
await play('wrong key', () =>
  fails(
    generateText({ model: open('sn_live_wrong')(site.model), prompt: 'Hi' }),
    callError(({ statusCode, message }) => {
      assert.equal(statusCode, 401)
      assert.match(message, /API key/)
    }),
  ),
)
await play('spent budget', () =>
  fails(
    generateText({ model: open(site.spentKey)(site.model), prompt: 'Hi', maxRetries: 0 }),
    callError(({ statusCode }) => assert.equal(statusCode, 429)),
  ),
)
await play('no usable answer', () =>
  fails(
    generateText({ model, prompt: 'Break', maxRetries: 0 }),
    callError(({ statusCode }) => assert.equal(statusCode, 502)),
  ),
)
await Promise.all(slow)
