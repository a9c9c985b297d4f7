import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, bodyOf, errorOf, messages, openReports, type Reports } from '../../testing/reports.js'

// Incompatibilities that were reported to other servers, each with its issue.

let reports: Reports
beforeAll(async () => {
  reports = await openReports()
})
afterAll(() => reports[Symbol.asyncDispose]())

describe('requests', () => {
  it.each([
    [
      'nulls (vLLM 19862, ChatDev 344)',
      { max_tokens: null, stop: null, temperature: null, tools: null, n: null },
    ],
    ['unknown fields (voideditor 128)', { made_up: 1, frequency_penalty: 0.5 }],
    [
      'both names of the limit (llama-cpp-python 1907, OpenOats 319)',
      { max_tokens: 5, max_completion_tokens: 6 },
    ],
    [
      'content parts (GenieX 683, lemonade 629, ragflow 15359)',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
    ],
    [
      'an assistant that said nothing',
      {
        messages: [
          {
            ...{ role: 'assistant', content: null },
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'b', arguments: '{}' } }],
          },
          ...messages,
        ],
      },
    ],
    ['an empty stop (VisualChatGPTStudio 92)', { stop: '' }],
    ['a stop of several texts', { stop: ['a', 'b'] }],
    ['far more tokens than there are', { max_tokens: 15_000 }],
    [
      'what services know, and subnets do not need',
      { user: 'x', store: true, metadata: {}, service_tier: 'auto', seed: 1 },
    ],
    ['the role of developers', { messages: [{ role: 'developer', content: 'Be brief.' }, ...messages] }],
    ['empty lists of tools', { tools: [], functions: [] }],
  ])('may have %s', async (_, more) => {
    const response = await reports.test.post({ ...ask, ...more })
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'Fine.' } }] })
  })

  it('are answered with the fields that were ignored', async () => {
    const response = await reports.test.post({ ...ask, made_up: 1, 'bad\nname': 2 })
    expect(response.headers.get('x-subnet-ignored-fields')).toBe('made_up')
  })

  it.each([
    ['tools', { tools: [{ type: 'function' }] }],
    ['logprobs', { logprobs: true }],
    ['audio', { audio: {} }],
    ['n', { n: 100 }],
    [
      'messages[0].content[1]',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'image_url' }] }] },
    ],
  ])('are refused where they need %s (llama-cpp-python 1787, vLLM 4795)', async (param, more) => {
    const error = await errorOf(await reports.test.post({ ...ask, ...more }))
    expect(error).toMatchObject({ status: 400, code: 'unsupported_parameter', param })
  })

  it.each([
    ['messages', { messages: [] }],
    ['messages[0].role', { messages: [{ role: 'robot', content: 'x' }] }],
    ['model', { model: null }],
    ['max_tokens', { max_tokens: 0 }],
    ['stop', { stop: 5 }],
    ['response_format.type', { response_format: { type: 'xml' } }],
  ])('with a wrong %s name it', async (param, more) => {
    expect(await errorOf(await reports.test.post({ ...ask, ...more }))).toMatchObject({
      status: 400,
      code: 'invalid_value',
      param,
    })
  })

  it.each([
    ['{', 400, 'invalid_json'],
    ['[]', 400, 'invalid_value'],
    ['"text"', 400, 'invalid_value'],
    [
      JSON.stringify({ ...ask, messages: [{ role: 'user', content: 'x'.repeat(9_000) }] }),
      400,
      'context_length_exceeded',
    ],
    [JSON.stringify({ ...ask, padding: 'x'.repeat(10_000) }), 413, 'request_too_large'],
  ])('with the body %#.20s are refused', async (body, status, code) => {
    expect(await errorOf(await reports.test.post(body))).toMatchObject({ status, code })
  })
})

describe('answers', () => {
  it('have every member that the schema demands (Rapid-MLX 724, llama.cpp 22659, openai-openapi 433)', async () => {
    const { choices, usage } = await bodyOf(await reports.test.post(ask))
    expect(choices[0]).toMatchObject({ logprobs: null, message: { content: 'Fine.', refusal: null } })
    expect(Object.keys(usage)).toEqual(['prompt_tokens', 'completion_tokens', 'total_tokens'])
    expect(usage.total_tokens).toBe(usage.prompt_tokens! + usage.completion_tokens!)
    reports.say('')
    const empty = await bodyOf(await reports.test.post(ask))
    reports.say('Fine.')
    expect(empty.choices[0]?.message.content).toBe('')
  })

  it('come for a name that a client has built in (Newelle 430)', async () => {
    expect(await (await reports.test.post({ ...ask, model: 'gpt-4o-mini' })).json()).toMatchObject({
      model: 'gpt-4o-mini',
      choices: [{ message: { content: 'Fine.' } }],
    })
  })
})

describe('formats', () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }
  const format = { type: 'json_schema', json_schema: { name: 'x', schema } }

  it('are checked, and an answer that does not match is none (llama.cpp 9522, 11847, 11988, ik_llama 778)', async () => {
    const answer = '{"a":1}'
    reports.say(answer)
    const good = await reports.test.post({ ...ask, response_format: format })
    expect((await bodyOf(good)).choices[0]?.message.content).toBe(answer)
    reports.say('{"a":"one"}')
    const bad = await reports.test.post({ ...ask, response_format: format })
    reports.say('Fine.')
    expect(await errorOf(bad)).toMatchObject({ status: 502, code: 'no_valid_answer' })
    const text = await reports.test.post({ ...ask, response_format: { type: 'json_object' } })
    expect(await errorOf(text)).toMatchObject({ status: 502 })
  })

  it.each([
    [{ type: 'nonsense' }],
    [{ properties: { a: { pattern: '(a+)+$' } } }],
    [{ $ref: 'https://example.org/schema.json' }],
    ['text'],
  ])('with the schema %j are refused, as nothing could check the answer', async (wrong) => {
    const response_format = { type: 'json_schema', json_schema: { name: 'x', schema: wrong } }
    expect(await errorOf(await reports.test.post({ ...ask, response_format }))).toMatchObject({ status: 400 })
  })
})
