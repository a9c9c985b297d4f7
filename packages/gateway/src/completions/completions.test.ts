import { type CompletionAnswer, type CompletionRequest, completionView } from '@subnetkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import { anyProtocol, viewModel } from '../testing/view-model.js'

let test: TestGateway
let seen: CompletionRequest[] = []
beforeAll(async () => {
  const completion = completionView(anyProtocol, {
    ...{ synapse: 'any', maxTokens: 64, maxCharacters: 1_000 },
    toInput: (request) => request,
    toAnswer: (output) => output as CompletionAnswer,
  })
  const miner = (request: CompletionRequest): CompletionAnswer => {
    seen.push(request)
    return { text: `${request.prompt} 🗼, and so on and so on.`, finishReason: 'length' }
  }
  test = await startTestGateway({ models: [viewModel({ completion }, [miner, miner])] }, { cap: 1_000_000n })
})
afterAll(() => test[Symbol.asyncDispose]())

describe('completions of the openai client', () => {
  it('continue a prompt', async () => {
    const answer = await test.client.completions.create({
      model: 'text',
      prompt: 'Once',
      max_tokens: 900,
      seed: 4,
    })
    expect(answer).toMatchObject({ object: 'text_completion', model: 'text', usage: { prompt_tokens: 1 } })
    expect(answer.choices).toEqual([
      { index: 0, text: 'Once 🗼, and so on and so on.', logprobs: null, finish_reason: 'length' },
    ])
    expect(seen.at(-1)).toEqual({ prompt: 'Once', maxTokens: 64, seed: 4 })
  })

  it('continue several prompts, each several times, in their order; each counts as a request of its own', async () => {
    seen = []
    const { data, response } = await test.client.completions
      .create({ model: 'text', prompt: ['a', 'b'], n: 2 })
      .withResponse()
    expect(data.choices.map(({ index, text }) => `${index}${text[0]}`)).toEqual(['0a', '1a', '2b', '3b'])
    expect(data.usage).toMatchObject({ prompt_tokens: 2 })
    expect(seen).toHaveLength(4)
    const [status] = await test.gateway.ledger.read([`key:${test.keyId}`])
    expect(status).toMatchObject({ reserved: 0n })
    expect(Number(response.headers.get('x-subnet-cost'))).toBeGreaterThan(40)
  })

  it('are the same as a stream, with the usage where it is asked for', async () => {
    const texts = ['', '']
    const chunks = []
    for await (const chunk of await test.client.completions.create({
      ...{ model: 'text', prompt: ['a', 'b'], stream: true, stream_options: { include_usage: true } },
    })) {
      chunks.push(chunk)
      for (const { index, text } of chunk.choices) texts[index] += text
    }
    expect(texts).toEqual(['a 🗼, and so on and so on.', 'b 🗼, and so on and so on.'])
    expect(chunks.flatMap(({ choices }) => choices.filter((one) => one.finish_reason))).toHaveLength(2)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
  })

  it.each([
    ['tokens', { prompt: [1, 2] }, 'invalid_value', 'prompt'],
    ['no prompt', {}, 'invalid_value', 'prompt'],
    ['an empty list', { prompt: [] }, 'invalid_value', 'prompt'],
    ['too many prompts', { prompt: Array(21).fill('a') }, 'unsupported_parameter', 'prompt'],
    ['a long prompt', { prompt: 'a'.repeat(1_001) }, 'context_length_exceeded', 'prompt'],
    ['an echo', { prompt: 'a', echo: true }, 'unsupported_parameter', 'echo'],
    ['logprobs', { prompt: 'a', logprobs: 0 }, 'unsupported_parameter', 'logprobs'],
    ['a suffix', { prompt: 'a', suffix: 'b' }, 'unsupported_parameter', 'suffix'],
    ['the best of several', { prompt: 'a', best_of: 2 }, 'unsupported_parameter', 'best_of'],
  ])('refuse %s', async (_, body, code, param) => {
    const asking = test.client.completions.create({ model: 'text', ...body } as never)
    await expect(asking).rejects.toMatchObject({ status: 400, code, param })
  })

  it('are named where a model has no chat', async () => {
    const asking = test.client.chat.completions.create({
      model: 'text',
      messages: [{ role: 'user', content: 'a' }],
    })
    await expect(asking).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid_value', param: 'model' },
      message: expect.stringContaining('POST /v1/completions'),
    })
  })
})
