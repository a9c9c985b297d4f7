// The package `openai` for JavaScript.
import OpenAI from 'openai'
import { assert, fails, play, sameVector, site } from './cases.mjs'

const { url, key, model, greeting } = site
const open = (more = {}) => new OpenAI({ baseURL: url, apiKey: key, maxRetries: 0, ...more })
const client = open()
const asking = (content, more = {}) => ({ model, messages: [{ role: 'user', content }], ...more })
const ask = (...args) => client.chat.completions.create(asking(...args))
const textOf = async (stream) => {
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? ''
  return text
}

// Five seconds each, so they run beside the others.
const slow = [
  play('stream that begins with comments', async () => {
    assert.equal(await textOf(await ask('Wait', { stream: true })), greeting)
  }),
  play('error within a stream', async () => {
    await fails(ask('Break slowly', { stream: true }).then(textOf), (error) => {
      assert.equal(error.code, 'no_valid_answer')
      assert.match(error.message, /usable answer/)
    })
  }),
]

await play('models', async () => {
  const ids = (await client.models.list()).data.map(({ id }) => id)
  assert.ok(ids.includes(model) && ids.includes('org/text'))
  assert.equal((await client.models.retrieve('org/text')).id, 'org/text')
})
await play('chat', async () => {
  const answer = await ask('Hi')
  assert.equal(answer.choices[0].message.content, greeting)
  assert.equal(answer.choices[0].finish_reason, 'stop')
  assert.ok(answer._request_id.startsWith('req_'))
})
await play('stream', async () => {
  assert.equal(await textOf(await ask('Hi', { stream: true })), greeting)
})
await play('stream with usage', async () => {
  const chunks = []
  const options = { stream: true, stream_options: { include_usage: true } }
  for await (const chunk of await ask('Hi', options)) chunks.push(chunk)
  assert.ok(chunks.at(-1).usage.total_tokens > 0)
})
await play('stream helper', async () => {
  const final = await client.chat.completions.stream(asking('Hi')).finalChatCompletion()
  assert.equal(final.choices[0].message.content, greeting)
})
await play('several choices', async () => {
  assert.equal((await ask('Hi', { n: 3 })).choices.length, 3)
})
await play('length', async () => {
  assert.equal((await ask('Hi', { max_completion_tokens: 2 })).choices[0].finish_reason, 'length')
})
await play('schema', async () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
    required: ['name', 'age'],
    additionalProperties: false,
  }
  const format = { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } }
  const { choices } = await client.chat.completions.parse(asking('Who is Ada?', { response_format: format }))
  assert.deepEqual(JSON.parse(choices[0].message.content), { name: 'Ada', age: 36 })
})
await play('tools are refused', async () => {
  const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }
  await fails(ask('Hi', { tools: [tool] }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError)
    assert.deepEqual([error.code, error.param], ['unsupported_parameter', 'tools'])
  })
})
await play('tool call, and its answer', async () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const tools = [{ type: 'function', function: { name: 'weather', parameters } }]
  const messages = [{ role: 'user', content: 'Rain?' }]
  const body = { model: site.toolsModel, tools }
  const first = (await client.chat.completions.create({ ...body, messages })).choices[0]
  assert.equal(first.finish_reason, 'tool_calls')
  const [call] = first.message.tool_calls
  assert.deepEqual([call.type, JSON.parse(call.function.arguments)], ['function', { city: 'CANARY_OK' }])
  const answered = { role: 'tool', tool_call_id: call.id, content: 'rain' }
  const next = await client.chat.completions.create({
    ...body,
    messages: [...messages, first.message, answered],
  })
  assert.equal(next.choices[0].message.content, 'The tool said: rain')
  const streamed = await client.chat.completions.stream({ ...body, messages }).finalChatCompletion()
  assert.equal(streamed.choices[0].message.tool_calls[0].function.name, 'weather')
})
await play('completion', async () => {
  const body = { model, prompt: ['Hi', 'Repeat: yes'] }
  const { choices } = await client.completions.create(body)
  assert.deepEqual(
    choices.map(({ text }) => text),
    [greeting, 'yes'],
  )
  let text = ''
  for await (const chunk of await client.completions.create({ ...body, prompt: 'Hi', stream: true }))
    text += chunk.choices[0]?.text ?? ''
  assert.equal(text, greeting)
})
await play('embeddings, as base64 and as numbers', async () => {
  // Without a format the client asks for base64 and decodes it.
  for (const more of [{}, { encoding_format: 'float' }]) {
    const { data } = await client.embeddings.create({ model, input: ['Hello', 'x'], ...more })
    assert.equal(data.length, 2)
    sameVector(data[0].embedding)
  }
})
await play('image', async () => {
  const { data } = await client.images.generate({ model, prompt: 'A fox', size: '256x256' })
  assert.equal(Buffer.from(data[0].b64_json, 'base64').subarray(1, 4).toString(), 'PNG')
})
await play('responses', async () => {
  const answer = await client.responses.create({ model, input: 'Hi' })
  assert.equal(answer.output_text, greeting)
  let text = ''
  for await (const event of await client.responses.create({ model, input: 'Hi', stream: true }))
    if (event.type === 'response.output_text.delta') text += event.delta
  assert.equal(text, greeting)
})
await play('wrong key', () =>
  fails(open({ apiKey: 'sn_live_wrong' }).chat.completions.create(asking('Hi')), (error) =>
    assert.ok(error instanceof OpenAI.AuthenticationError),
  ),
)
await play('key of another model', () =>
  fails(open({ apiKey: site.otherKey }).chat.completions.create(asking('Hi')), (error) =>
    assert.ok(error instanceof OpenAI.PermissionDeniedError),
  ),
)
await play('unknown model', () =>
  fails(client.chat.completions.create(asking('Hi', { model: 'none' })), (error) =>
    assert.ok(error instanceof OpenAI.NotFoundError),
  ),
)
await play('spent budget, without a retry', async () => {
  let requests = 0
  const counted = (...args) => {
    requests++
    return fetch(...args)
  }
  const spent = open({ apiKey: site.spentKey, maxRetries: 2, fetch: counted })
  await fails(spent.chat.completions.create(asking('Hi')), (error) => {
    assert.ok(error instanceof OpenAI.RateLimitError)
    assert.equal(error.code, 'insufficient_quota')
  })
  assert.equal(requests, 1)
})
await play('no usable answer', () =>
  fails(ask('Break'), (error) => assert.deepEqual([error.status, error.code], [502, 'no_valid_answer'])),
)
await play('cancel', async () => {
  const leaving = new AbortController()
  const waiting = client.chat.completions.create(asking('Wait'), { signal: leaving.signal })
  setTimeout(() => leaving.abort(), 50)
  await fails(waiting, (error) => assert.ok(error instanceof OpenAI.APIUserAbortError))
})
await Promise.all(slow)
