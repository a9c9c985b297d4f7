import { inspect } from 'node:util'
import { callHeaders, completionView, jsonView } from '@subnetkit/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { absent, type FakeMiner, fakeModel, ok } from '../testing/fake-model.js'
import { errorOf } from '../testing/reports.js'
import { startTestGateway } from '../testing/start-gateway.js'
import { anyProtocol, viewModel } from '../testing/view-model.js'
import { withoutQuotes } from './without-quotes.js'

const messages = [{ role: 'user', content: 'Hello' }]
const ask = { model: 'text', messages }
const quiet = { probeShare: 0, crossCheckShare: 0 }
const fine: FakeMiner = () => ok('fine')

describe('a customer', () => {
  it.each([
    { schema: { const: 'what no miner can know' } },
    { schema: { type: 'object', required: ['x'], properties: { x: { const: 4 } } } },
  ])('defect: benched all miners by the schema %j, which nobody can match', async ({ schema }) => {
    await using test = await startTestGateway({ ...quiet, models: [fakeModel([fine, fine, fine])] })
    const demanding = { ...ask, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }
    for (let times = 0; times < 12; times++) expect((await test.post(demanding)).status).toBe(502)
    expect((await test.gateway.gauges()).benchedMiners).toBe(0)
    expect((await test.post(ask)).status).toBe(200)
  })

  it('defect: benched a competitor by asking it alone for what takes too long', async () => {
    const hotkey = `5F${'w'.repeat(46)}`
    const model = fakeModel([() => absent], { protocol: anyProtocol })
    const [miner] = model.candidates().miners
    const named = {
      ...model,
      candidates: () => ({ miners: [{ ...miner!, hotkey }], stale: false }),
      query: async () => absent,
    }
    await using test = await startTestGateway({ ...quiet, models: [named] })
    for (let times = 0; times < 12; times++) {
      await test.send('/subnets/text/any', {
        ...{ method: 'POST', body: '{}', headers: { [callHeaders.miner]: hotkey } },
      })
    }
    expect((await test.gateway.gauges()).benchedMiners).toBe(0)
  })

  it('defect: paid for the other prompts of a list when one had failed', async () => {
    const completion = completionView(anyProtocol, {
      ...{ synapse: 'any', maxTokens: 10, maxCharacters: 100 },
      toInput: (request) => request,
      toAnswer: (output) => output as { text: string; finishReason: 'stop' },
    })
    const miner = async ({ prompt }: { readonly prompt: string }) => {
      if (prompt === 'slow') await new Promise((resolve) => setTimeout(resolve, 20))
      if (prompt !== 'good') throw new Error('the miner fails')
      return { text: 'fine', finishReason: 'stop' }
    }
    const models = [viewModel({ completion }, [miner, miner, miner, miner])]
    await using test = await startTestGateway({ ...quiet, models }, { cap: 1_000_000n })
    const body = JSON.stringify({ model: 'text', prompt: ['good', 'slow', 'bad'] })
    expect((await test.send('/v1/completions', { method: 'POST', body })).status).toBe(504)
    const [budget] = await test.gateway.ledger.read([`key:${test.keyId}`])
    expect(budget).toMatchObject({ spent: 0n, reserved: 0n })
  })

  it('defect: had an endless rate with a limit of no requests', async () => {
    await using test = await startTestGateway({ models: [fakeModel([fine])] }, { requestsPerMinute: 0 })
    expect(await errorOf(await test.post(ask))).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
  })
})

describe('a body', () => {
  const many = (one: unknown) => Array.from({ length: 30_000 }, () => one)
  it.each([
    ['messages', '/v1/chat/completions', { messages: many(0) }],
    ['messages', '/v1/chat/completions', { messages: [{ role: 'user', content: many({}) }] }],
    ['tools', '/v1/chat/completions', { messages, tools: many({}) }],
    ['input', '/v1/responses', { input: many({}) }],
    ['input', '/v1/responses', { input: [{ role: 'user', content: many({}) }] }],
    ['metadata', '/v1/responses', { input: 'Hi', metadata: { ...many(0) } }],
  ])('defect: with a million faults in %s of %s took seconds', async (param, path, body) => {
    await using test = await startTestGateway({ models: [fakeModel([fine])] })
    const response = await test.send(path, {
      method: 'POST',
      body: JSON.stringify({ model: 'text', ...body }),
    })
    const { status, message, ...error } = (await errorOf(response)) as { status: number; message?: string }
    expect(error).toMatchObject({ code: 'invalid_value', param })
    // Refused before a schema looks at each of them.
    expect([status, message]).toEqual([400, expect.stringContaining('values')])
  })

  it('defect: of a response had any number of messages, that of a chat a thousand', async () => {
    await using test = await startTestGateway({ models: [fakeModel([fine])] })
    const input = Array.from({ length: 1_001 }, () => messages[0])
    const body = JSON.stringify({ model: 'text', input })
    const response = await test.send('/v1/responses', { method: 'POST', body })
    expect(await errorOf(response)).toMatchObject({ status: 400, param: 'input' })
  })

  it('defect: without an input failed where the view takes none', async () => {
    const json = jsonView(anyProtocol, {
      ...{ synapse: 'any', input: z.unknown(), output: z.unknown() },
      ...{ toInput: () => null, toAnswer: (output) => output },
    })
    await using test = await startTestGateway({ models: [viewModel({ json }, [() => ({ now: 4 })])] })
    const response = await test.send('/v1/json', { method: 'POST', body: '{"model":"text"}' })
    expect(await response.json()).toMatchObject({ output: { now: 4 } })
  })
})

it('defect: a page could not see that a request is not to be repeated', async () => {
  await using test = await startTestGateway({ models: [fakeModel([fine])], origins: ['*'] }, { cap: 0n })
  const response = await test.post(ask, { headers: { origin: 'https://app.example' } })
  const exposed = response.headers.get('access-control-expose-headers')?.split(', ')
  expect(response.headers.get('x-should-retry')).toBe('false')
  expect(exposed).toEqual(expect.arrayContaining(['x-should-retry', 'x-subnet-cost', 'x-subnet-mode']))
})

describe('defect: a log showed a prompt', () => {
  const prompt = 'the launch code is 00-42-17'
  it.each([
    ['after 4,000 characters', new Error(`${'x'.repeat(5_000)} ${prompt}`)],
    ['in one of several errors', new AggregateError([new Error(`odd: ${prompt}`)], 'all failed')],
    ['in a field of an error', Object.assign(new Error('odd'), { parameters: ['a', prompt] })],
    ['in a field that has no end', Object.assign(new Error('odd'), { parameters: [loop(prompt)] })],
  ])('%s', (_, error) => {
    const shown = withoutQuotes(error, [JSON.stringify({ prompt })])
    expect(inspect(shown, { depth: 10, maxStringLength: null })).not.toContain('00-42-17')
  })
})

function loop(text: string): object {
  const one: Record<string, unknown> = { text }
  one.itself = one
  return one
}
