// LangChain for JavaScript.
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { assert, fails, play, sameVector, site } from './cases.mjs'

const open = (more = {}) =>
  new ChatOpenAI({
    ...{ model: site.model, apiKey: site.key, maxRetries: 0, configuration: { baseURL: site.url } },
    ...more,
  })
const model = open()
const collect = async (stream) => {
  let text = ''
  for await (const chunk of stream) text += chunk.content
  return text
}

const slow = play('stream that begins with comments', async () => {
  assert.equal(await collect(await model.stream('Wait')), site.greeting)
})
await play('chat', async () => {
  const answer = await model.invoke('Hi')
  assert.equal(answer.content, site.greeting)
  assert.ok(answer.usage_metadata.total_tokens > 0)
})
await play('stream', async () => {
  assert.equal(await collect(await model.stream('Hi')), site.greeting)
})
await play('batch', async () => {
  const answers = await model.batch(['Repeat: one', 'Repeat: two'])
  assert.deepEqual(
    answers.map(({ content }) => content),
    ['one', 'two'],
  )
})
await play('structured', async () => {
  const schema = {
    title: 'person',
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
    required: ['name', 'age'],
  }
  const structured = model.withStructuredOutput(schema, { method: 'jsonSchema' })
  assert.deepEqual(await structured.invoke('Who is Ada?'), { name: 'Ada', age: 36 })
})
await play('tools are refused', () =>
  fails(
    model
      .bindTools([
        { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
      ])
      .invoke('Hi'),
    ({ status }) => assert.equal(status, 400),
  ),
)
await play('tool call', async () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } } }
  const tools = [{ type: 'function', function: { name: 'weather', parameters } }]
  const { tool_calls } = await open({ model: site.toolsModel }).bindTools(tools).invoke('Rain?')
  assert.deepEqual([tool_calls[0].name, tool_calls[0].args], ['weather', { city: 'CANARY_OK' }])
})
await play('embeddings', async () => {
  const { model: name, key: apiKey, url: baseURL } = site
  const embedder = new OpenAIEmbeddings({ model: name, apiKey, configuration: { baseURL } })
  sameVector((await embedder.embedDocuments(['Hello', 'x']))[0])
})
await play('wrong key', () =>
  fails(open({ apiKey: 'sn_live_wrong' }).invoke('Hi'), ({ status }) => assert.equal(status, 401)),
)
await play('spent budget, without a retry', async () => {
  const begun = performance.now()
  await fails(open({ apiKey: site.spentKey, maxRetries: 3 }).invoke('Hi'), (error) =>
    assert.match(String(error.code ?? error.message), /insufficient_quota/i),
  )
  assert.ok(performance.now() - begun < 1_000, 'it was tried again')
})
await slow
