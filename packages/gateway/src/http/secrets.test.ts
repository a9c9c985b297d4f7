import { inspect } from 'node:util'
import { chatView, type QueryResult, synapse } from '@subnetkit/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { absent, fakeModel, malformed, ok } from '../testing/fake-model.js'
import { startTestGateway, testDatabase } from '../testing/start-gateway.js'

const prompt = 'The launch code of "Ostrich 7" is 00-42-17, and nobody must read it.\nÄhm.'
const messages = [{ role: 'user', content: prompt }]
const chat = (more: object = {}) => ({ model: 'text', messages, max_tokens: 10, ...more })

/** Views that fail, and quote what they were given. */
const quoting = (part: 'toInput' | 'toAnswer') => {
  const protocol = {
    complete: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ text: z.string() }) }),
  }
  const fail = (text: string): never => {
    const cause = Object.assign(new TypeError(`odd: ${text.slice(9, 40)}`), { details: { text } })
    throw new Error(`cannot read ${JSON.stringify(text)}`, { cause })
  }
  return chatView(protocol, {
    synapse: 'complete',
    toInput: (request) => (part === 'toInput' ? fail(request.messages[0]!.content) : { prompt }),
    toAnswer: ({ text }) => fail(text),
  })
}

let named = 0
const failing = (miner: () => QueryResult<unknown> | Promise<QueryResult<unknown>>) =>
  fakeModel([miner, miner], { id: `m${++named}` })

const rejecting = () => Promise.reject(new Error(`socket of ${prompt} closed`))

it('a planted prompt and key appear in no log, metric, receipt, error, header or column', async () => {
  const logged: unknown[] = []
  const metered: unknown[] = []
  const note = (...given: unknown[]) => void metered.push(given)
  const meter = {
    ...{
      requested: note,
      answerable: note,
      called: note,
      agreed: note,
      used: note,
      spent: note,
      limited: note,
    },
  }
  const models = [
    fakeModel([() => ok('fine')]),
    failing(() => absent),
    failing(() => malformed),
    failing(rejecting),
    { ...failing(() => ok('x')), views: { chat: quoting('toInput') } },
    { ...failing(() => ok(prompt)), views: { chat: quoting('toAnswer') } },
    { ...failing(() => ok('x')), candidates: () => ({ miners: [], stale: false }) },
  ]
  const onError = (error: unknown, id: string) => void logged.push(error, id)
  await using test = await startTestGateway(
    { models, onError, meter, maxBodyBytes: 4_096 },
    { requestsPerMinute: 1_000, cap: 100_000n, project: 'planted' },
  )
  const bodies: (string | object)[] = [
    ...models.flatMap(({ id }) => [chat({ model: id }), chat({ model: id, stream: true })]),
    ...[chat({ temperature: prompt }), chat({ stop: [prompt, 4] })],
    ...[chat({ [prompt]: 1 }), chat({ n: 9 }), chat({ max_tokens: 1e15 }), chat({ tools: [{ prompt }] })],
    ...[chat({ response_format: { type: 'json_schema', json_schema: { name: prompt } } })],
    ...[chat({ messages: [{ role: prompt, content: prompt }] }), `{"a": "${prompt}`, prompt],
    chat({ messages: [{ role: 'user', content: prompt.repeat(200) }] }),
    chat({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: prompt } }] }] }),
  ]
  const seen: string[] = []
  for (const body of bodies) {
    const response = await test.post(typeof body === 'string' ? body : JSON.stringify(body))
    seen.push(`${response.status} ${inspect([...response.headers])} ${await response.text()}`)
  }
  const answered = await test.post(chat())
  const receipt = await test.send(`/v1/receipts/${answered.headers.get('x-subnet-receipt')}`)
  expect(receipt.status).toBe(200)
  const receipts = await receipt.text()
  await test.gateway.ledger.limit(`key:${test.keyId}`, { cap: 0n, periodMs: null })
  const others = [
    () => test.post(chat()),
    () => test.post(chat(), { headers: { authorization: `Bearer ${test.key}x` } }),
    () => test.send(`/v1/unknown?key=${test.key}`),
    () => test.send('/v1/key'),
    () => test.send('/v1/models/none'),
    () => test.send('/readyz'),
  ]
  for (const send of others) {
    const response = await send()
    seen.push(`${response.status} ${inspect([...response.headers])} ${await response.text()}`)
  }
  const statuses = new Set(seen.map((text) => text.slice(0, 3)))
  expect([...statuses].toSorted()).toEqual(
    expect.arrayContaining(['200', '400', '401', '404', '413', '429', '500', '502', '503', '504']),
  )
  expect(logged.length).toBeGreaterThan(4)
  expect(metered.length).toBeGreaterThan(20)

  const places = {
    errors: seen.join('\n'),
    log: logged.map((entry) => inspect(entry, { depth: 10, maxStringLength: null })).join('\n'),
    metrics: inspect(metered, { depth: 10, maxArrayLength: null }),
    receipts,
    database: await everyColumn(),
  }
  const secrets = { key: test.key.slice(22), code: '00-42-17', name: 'Ostrich 7', end: 'must read it' }
  for (const [place, text] of Object.entries(places))
    for (const [what, secret] of Object.entries(secrets))
      expect([
        place,
        what,
        text.includes(secret) && text.slice(text.indexOf(secret) - 200).slice(0, 400),
      ]).toEqual([place, what, false])
})

/** Everything that a gateway has stored, as one text. */
async function everyColumn(): Promise<string> {
  const database = await testDatabase()
  const tables = await database.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'subnetkit_gateway'",
  )
  const rows = await Promise.all(
    tables.map(({ name }) => database.query(`select * from subnetkit_gateway.${name}`)),
  )
  return inspect(rows, { depth: 10, maxArrayLength: null, maxStringLength: null })
}
