import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMiner, fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

const text = 'Grüße aus 東京 🗼, and a text that is long enough for several events.'
let test: TestGateway
let miner: FakeMiner = () => ok(text)
let prompt = ''
beforeAll(async () => {
  const model = fakeModel([
    (given, asked) => {
      prompt = given
      return miner(given, asked)
    },
  ])
  test = await startTestGateway({ models: [model] })
})
afterAll(() => test[Symbol.asyncDispose]())

describe('responses of the openai client', () => {
  it('are texts', async () => {
    const response = await test.client.responses.create({
      ...{ model: 'text', input: 'Hello', instructions: 'Be kind.', metadata: { a: 'b' } },
    })
    expect(response.output_text).toBe(text)
    expect(response).toMatchObject({ status: 'completed', model: 'text', metadata: { a: 'b' }, store: false })
    expect(response.usage?.total_tokens).toBeGreaterThan(10)
    expect(prompt).toBe('Be kind.\nHello')
  })

  it('take items, and end early where the answer does', async () => {
    miner = () => ok('Cut', 'length')
    const response = await test.client.responses.create({
      model: 'text',
      max_output_tokens: 16,
      input: [
        { role: 'developer', content: 'Short.' },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Hel' },
            { type: 'input_text', text: 'lo' },
          ],
        },
      ],
    })
    miner = () => ok(text)
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
    expect(prompt).toBe('Short.\nHello')
  })

  it('are streamed as events in their order', async () => {
    const stream = test.client.responses.stream({ model: 'text', input: 'Hello' })
    const types: string[] = []
    const numbers: number[] = []
    for await (const { type, sequence_number } of stream) {
      if (types.at(-1) !== type) types.push(type)
      numbers.push(sequence_number)
    }
    expect(types).toEqual([
      ...['response.created', 'response.in_progress', 'response.output_item.added'],
      ...['response.content_part.added', 'response.output_text.delta', 'response.output_text.done'],
      ...['response.content_part.done', 'response.output_item.done', 'response.completed'],
    ])
    expect(numbers).toEqual(numbers.map((_, at) => at))
    expect((await stream.finalResponse()).output_text).toBe(text)
  })

  it('match the schema that is asked for, or are none', async () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
    const ask = {
      ...{ model: 'text', input: 'Hello' },
      text: { format: { type: 'json_schema' as const, name: 'a', schema } },
    }
    await expect(test.client.responses.create(ask)).rejects.toMatchObject({ status: 502 })
    miner = () => ok('{"a":1}')
    expect((await test.client.responses.create(ask)).output_text).toBe('{"a":1}')
    miner = () => ok(text)
  })

  it.each([
    [
      'a response before',
      { previous_response_id: 'resp_1' },
      'unsupported_parameter',
      'previous_response_id',
    ],
    ['a conversation', { conversation: 'conv_1' }, 'unsupported_parameter', 'conversation'],
    ['tools', { tools: [{ type: 'web_search' }] }, 'unsupported_parameter', 'tools'],
    ['the background', { background: true }, 'unsupported_parameter', 'background'],
    [
      'items that are no messages',
      { input: [{ type: 'function_call_output', role: 'user', content: '' }] },
      'unsupported_parameter',
      'input[0]',
    ],
    [
      'pictures',
      { input: [{ role: 'user', content: [{ type: 'input_image' }] }] },
      'unsupported_parameter',
      'input[0].content[0]',
    ],
    ['no input', { input: undefined }, 'invalid_value', 'input'],
    ['a long input', { input: 'a'.repeat(9_000) }, 'context_length_exceeded', 'input'],
  ])('refuse %s', async (_, body, code, param) => {
    const asking = test.client.responses.create({ model: 'text', input: 'Hello', ...body } as never)
    await expect(asking).rejects.toMatchObject({ status: 400, code, param })
  })
})
