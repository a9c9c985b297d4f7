import { chatView, type QueryResult, synapse } from '@subnetkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type FakeMiner, fakeModel, ok } from '../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'

const protocol = {
  complete: synapse({
    input: z.object({ prompt: z.string(), request: z.unknown() }),
    output: z.object({ text: z.string(), finish: z.enum(['stop', 'length']) }),
  }),
}
/** A view whose author has not thought of every answer that its schema allows. */
const chat = chatView(protocol, {
  synapse: 'complete',
  toInput: (request) => ({ prompt: request.messages.at(-1)!.content, request }),
  toAnswer({ text }) {
    if (text === 'odd') throw new TypeError('this view cannot read it')
    return { content: text, finishReason: 'stop' }
  },
})

let given: QueryResult<unknown> | 'throws' = ok('Yes.')
const cheat: FakeMiner = () => {
  if (given === 'throws') throw new Error('the gateway could not ask')
  return given
}
const errors: unknown[] = []
let two: TestGateway
let alone: TestGateway
beforeAll(async () => {
  const onError = (error: unknown) => void errors.push(error)
  const model = fakeModel([cheat, () => ok('Yes.', 'stop', 100)], { views: { chat } })
  two = await startTestGateway({ models: [model], onError })
  alone = await startTestGateway({ models: [fakeModel([cheat], { views: { chat } })], onError })
})
afterAll(async () => {
  await two[Symbol.asyncDispose]()
  await alone[Symbol.asyncDispose]()
})

const ask = { model: 'text', messages: [{ role: 'user', content: 'Hi' }] }
const declined = (retryAfterMs: number | null): QueryResult<unknown> => ({
  ...{ kind: 'refused', status: 429, code: 'MINER_BUSY', reason: 'busy', latencyMs: 1, retryAfterMs },
})

describe('where another miner can answer', () => {
  it('defect: an answer on which a view throws failed the request', async () => {
    given = ok('odd')
    errors.length = 0
    for (let request = 0; request < 12; request++) {
      const response = await two.post(ask)
      expect(response.status).toBe(200)
      await response.text()
    }
    expect(errors.length).toBeGreaterThan(0)
    expect(errors.every((error) => error instanceof TypeError)).toBe(true)
  })

  it('a miner that is busy costs nobody an answer', async () => {
    for (const one of [declined(1_000), declined(null)]) {
      given = one
      for (let request = 0; request < 6; request++) expect((await two.post(ask)).status).toBe(200)
    }
  })
})

describe('where there is no other', () => {
  it.each([
    ['an answer that cannot be read', ok('odd'), 502, 'no_valid_answer'],
    ['one that is busy', declined(60_000), 503, 'no_miner_available'],
  ] as const)('%s is an error of the network, which costs nothing', async (_name, one, status, code) => {
    given = one
    const response = await alone.post(ask)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code } })
    given = ok('Yes.')
    expect((await alone.post(ask)).status).toBe(200)
  })
})

it('defect: the first of several answers of a mode took all miners, and the request failed', async () => {
  const post = async (miners: number) => {
    const models = [fakeModel(Array.from({ length: miners }, () => () => ok('Yes.')))]
    await using gateway = await startTestGateway({ models })
    const response = await gateway.post({ ...ask, model: 'text:vote', n: 2 })
    return { status: response.status, body: await response.json() }
  }
  expect(await post(3)).toMatchObject({ status: 400, body: { error: { param: 'n' } } })
  expect(await post(6)).toMatchObject({ status: 200, body: { choices: [{ index: 0 }, { index: 1 }] } })
})
