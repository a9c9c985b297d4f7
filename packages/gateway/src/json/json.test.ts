import { jsonView, synapse } from '@subnetkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import { viewModel } from '../testing/view-model.js'

const protocol = {
  forecast: synapse({
    input: z.object({ past: z.array(z.number()) }),
    output: z.object({ next: z.number() }),
  }),
}
let test: TestGateway
let next = 4
beforeAll(async () => {
  const json = jsonView(protocol, {
    synapse: 'forecast',
    input: z.object({ history: z.array(z.number()).min(2), horizon: z.int().default(1) }),
    output: z.object({ median: z.number().max(100) }),
    toInput: ({ history }) => ({ past: history }),
    toAnswer: (output) => ({ median: output.next }),
  })
  const miner = ({ past }: { readonly past: readonly number[] }) => ({ next: next + past.length })
  test = await startTestGateway({ models: [viewModel({ json }, [miner, miner], { id: 'prediction' })] })
})
afterAll(() => test[Symbol.asyncDispose]())

const ask = async (input: unknown) => {
  const response = await test.send('/v1/json', {
    method: 'POST',
    body: JSON.stringify({ model: 'prediction', input }),
  })
  return { status: response.status, body: await response.json() }
}

describe('a function from JSON to JSON', () => {
  it('is called by the schema of its view', async () => {
    const { status, body } = await ask({ history: [1, 2, 3] })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'json',
      model: 'prediction',
      output: { median: 7 },
      usage: { completion_tokens: 0 },
    })
  })

  it.each([
    ['input.history', { history: [1] }],
    ['input.history.1', { history: [1, 'a'] }],
    ['input', undefined],
  ])('refuses %s', async (param, input) => {
    expect(await ask(input)).toMatchObject({ status: 400, body: { error: { code: 'invalid_value', param } } })
  })

  it('never gives what its schema does not allow', async () => {
    next = 1_000
    expect(await ask({ history: [1, 2] })).toMatchObject({
      status: 502,
      body: { error: { code: 'no_valid_answer' } },
    })
    next = 4
  })

  it('puts answers of several miners together, as the view says (panel), or takes the one on which most agree (vote)', async () => {
    const send = async (model: string) => {
      const body = JSON.stringify({ model, input: { history: [1, 2] } })
      return (await several.send('/v1/json', { method: 'POST', body })).json()
    }
    const outputs = [4, 8, 8].map((value) => () => ({ next: value }))
    const json = jsonView(protocol, {
      synapse: 'forecast',
      input: z.object({ history: z.array(z.number()) }),
      output: z.object({ median: z.number() }),
      toInput: ({ history }) => ({ past: history }),
      toAnswer: (output) => ({ median: output.next }),
      combine: (answers) => ({
        median: answers.reduce((sum, { answer, weight }) => sum + weight * answer.median, 0),
      }),
    })
    await using several = await startTestGateway({
      models: [viewModel({ json }, outputs, { id: 'prediction' })],
    })
    const panel = (await send('prediction:panel')) as { readonly output: { readonly median: number } }
    expect(panel.output.median).toBeCloseTo(20 / 3, 6)
    expect(await send('prediction:vote')).toMatchObject({ output: { median: 8 } })
  })

  it('shows its schemas', async () => {
    expect(await (await test.send('/v1/models/prediction')).json()).toMatchObject({
      json: { input: { required: ['history'] }, output: { required: ['median'] } },
    })
  })
})
