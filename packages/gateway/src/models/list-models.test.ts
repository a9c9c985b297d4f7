import { type ChatAnswer, chatView, embeddingView } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { startTestGateway } from '../testing/start-gateway.js'
import { anyProtocol, viewModel } from '../testing/view-model.js'

const chat = chatView(anyProtocol, {
  ...{ synapse: 'any', tools: true, maxTokens: 77 },
  toInput: (request) => request,
  toAnswer: (output) => output as ChatAnswer,
})
const embedding = embeddingView(anyProtocol, {
  ...{ synapse: 'any', dimensions: [2] },
  toInput: (request) => request,
  toAnswer: () => ({ vectors: [[1, 2]] }),
})

it('lists what each model of a gateway does', async () => {
  const talk = () => ({ content: 'Hi', finishReason: 'stop' })
  await using test = await startTestGateway({
    models: [
      viewModel({ chat }, [talk], { id: 'talk' }),
      viewModel({ embedding }, [() => null], { id: 'embed' }),
    ],
  })
  const { data } = await test.client.models.list()
  expect(data).toMatchObject([
    {
      ...{ id: 'talk', max_tokens: 77, modalities: ['text'] },
      endpoints: ['POST /v1/chat/completions', 'POST /v1/responses'],
      capabilities: { chat: true, tools: true, stream: true, embedding: false },
    },
    {
      ...{ id: 'embed', modalities: ['embedding'] },
      capabilities: { chat: false, stream: false, embedding: true, dimensions: [2] },
    },
  ])
  expect(data[1]).not.toHaveProperty('max_tokens')
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  const { choices } = await test.client.chat.completions.create({ model: 'talk', messages })
  expect(choices[0]?.message.content).toBe('Hi')
  expect((await test.client.embeddings.create({ model: 'embed', input: 'a' })).data).toHaveLength(1)
})
