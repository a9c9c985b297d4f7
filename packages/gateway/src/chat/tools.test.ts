import { type ChatAnswer, type ChatRequest, chatView, type ToolCall } from '@subnetkit/core'
import type OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import { anyProtocol, viewModel } from '../testing/view-model.js'

const call: ToolCall = { id: 'call_1', name: 'weather', arguments: '{"city":"東京 🗼 and some more places"}' }
const tools: OpenAI.ChatCompletionFunctionTool[] = [
  {
    type: 'function',
    function: {
      name: 'weather',
      description: 'Weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]
const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Rain?' }]
const ask = { model: 'text', messages, tools }

let test: TestGateway
let given: Partial<ChatAnswer>
let seen: ChatRequest
beforeAll(async () => {
  const chat = chatView(anyProtocol, {
    ...{ synapse: 'any', tools: true },
    toInput: (request) => request,
    toAnswer: (output) => output as ChatAnswer,
  })
  const miner = (request: ChatRequest) => {
    seen = request
    return { content: '', finishReason: 'stop', ...given }
  }
  test = await startTestGateway({ models: [viewModel({ chat }, [miner, miner])] })
})
beforeEach(() => {
  given = { toolCalls: [call] }
})
afterAll(() => test[Symbol.asyncDispose]())

const create = (more: object = {}) => test.client.chat.completions.create({ ...ask, ...more, stream: false })

describe('calls of tools', () => {
  it('reach the client, which answers them', async () => {
    const { choices } = await create()
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
    const [made] = choices[0]!.message.tool_calls ?? []
    expect(made).toEqual({
      ...{ id: 'call_1', type: 'function' },
      function: { name: 'weather', arguments: call.arguments },
    })
    given = { content: 'Yes.' }
    const answered = { role: 'tool', tool_call_id: 'call_1', content: 'rain' } as const
    const next = await create({ messages: [...messages, choices[0]!.message, answered] })
    expect(next.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Yes.' } })
    expect(seen.messages.slice(1)).toEqual([
      { role: 'assistant', content: '', toolCalls: [call] },
      { role: 'tool', content: 'rain', toolCallId: 'call_1' },
    ])
    expect(seen.tools).toEqual([{ ...tools[0]!.function }])
  })

  it('are the same in a stream, whose first delta of a call has index, id and type (Ollama 7881, vercel/ai 7238, vLLM 16340, vercel/ai 5350)', async () => {
    const other = { ...call, id: 'call_2', arguments: '{}' }
    given = { content: 'Let me see.', toolCalls: [call, other] }
    const stream = test.client.chat.completions.stream(ask)
    const firsts: object[] = []
    for await (const { choices } of stream)
      firsts.push(
        ...(choices[0]?.delta.tool_calls ?? []).filter((delta) => delta.function?.name !== undefined),
      )
    expect(firsts).toEqual([
      { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } },
      { index: 1, id: 'call_2', type: 'function', function: { name: 'weather', arguments: '' } },
    ])
    const { choices } = await stream.finalChatCompletion()
    const whole = await create()
    expect(choices[0]?.message.tool_calls).toMatchObject(whole.choices[0]!.message.tool_calls!)
    expect([choices[0]?.finish_reason, whole.choices[0]?.finish_reason]).toEqual(['tool_calls', 'tool_calls'])
  })

  it.each([
    ['a tool that was not offered', { ...call, name: 'other' }, {}],
    ['arguments that are no JSON', { ...call, arguments: '{' }, {}],
    ['a tool where none was wanted', call, { tool_choice: 'none' }],
    [
      'arguments that do not match a strict tool',
      { ...call, arguments: '{"city":1}' },
      { tools: [{ type: 'function', function: { ...tools[0]!.function, strict: true } }] },
    ],
  ] as const)('are unusable for %s', async (_, made, more) => {
    given = { toolCalls: [made] }
    await expect(create(more)).rejects.toMatchObject({ status: 502, code: 'no_valid_answer' })
  })

  it('are unusable if there are none where one is required, or several where one is allowed', async () => {
    given = { toolCalls: [call, { ...call, id: 'b' }] }
    await expect(create({ parallel_tool_calls: false })).rejects.toMatchObject({ status: 502 })
    given = { content: 'No.' }
    await expect(create({ tool_choice: 'required' })).rejects.toMatchObject({ status: 502 })
    await expect(
      create({ tool_choice: { type: 'function', function: { name: 'weather' } } }),
    ).rejects.toMatchObject({ status: 502 })
  })

  it('get names that differ where a miner gave none', async () => {
    given = {
      toolCalls: [
        { ...call, id: '' },
        { ...call, id: '' },
      ],
    }
    const { choices } = await create()
    expect(new Set(choices[0]?.message.tool_calls?.map(({ id }) => id)).size).toBe(2)
  })

  it('are refused where a tool is none', async () => {
    const odd = [
      [{ tools: [{ type: 'custom', custom: { name: 'a' } }] }, 'tools[0].type'],
      [{ tools: [...tools, ...tools] }, 'tools'],
      [{ tool_choice: { type: 'function', function: { name: 'no' } } }, 'tool_choice'],
      [
        { messages: [{ role: 'assistant', tool_calls: [{ id: 'a' }] }] },
        'messages[0].tool_calls[0].function',
      ],
    ] as const
    for (const [more, param] of odd)
      await expect(create(more as object)).rejects.toMatchObject({
        status: 400,
        code: 'invalid_value',
        param,
      })
  })
})
