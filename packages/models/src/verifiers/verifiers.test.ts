import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { builtinModel, createBuiltinGenerator } from '../generators/builtin.js'
import { loadModel } from '../gguf/load-model.js'
import { createBuiltinVerifier, readTokens } from './builtin.js'
import { createOpenAiVerifier } from './openai.js'
import type { ModelVerifier } from './verifier.js'

const { model, tokenizer } = await loadModel(builtinModel.path)
const generator = await createBuiltinGenerator()
const prompts = ['What is 34 plus 58?', 'Sort these numbers: 5 3 9 1', 'What is the capital of Utah?']

/** A server that speaks the API of vLLM over the built-in model, or answers with `response` in its place. */
async function serve(response?: object) {
  const received: Record<string, unknown>[] = []
  const server = createServer(async (request, reply) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const body = JSON.parse(text) as { prompt: string }
    received.push({ path: request.url, ...body })
    const tokens = tokenizer.encode(body.prompt)
    const read = await readTokens(model, tokenizer, '', body.prompt)
    const texts = tokens.map((token) => tokenizer.decode([token]))
    const offsets = texts.map((_, at) => texts.slice(0, at).join('').length)
    const logprobs = {
      tokens: [...texts, '?'],
      text_offset: [...offsets, body.prompt.length],
      token_logprobs: [null, ...read.map(({ logprob }) => logprob), -50],
      top_logprobs: [null, ...read.map(({ best }) => ({ likeliest: best })), { '?': 0 }],
    }
    reply.end(JSON.stringify(response ?? { choices: [{ text: body.prompt, logprobs }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    received,
    verifier: createOpenAiVerifier({
      ...{ baseUrl, model: 'served', modelId: 'subnet-tiny' },
      template: (prompt) => `Q: ${prompt}\nA: `,
    }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const write = async (prompt: string, temperature: number) =>
  (await generator.generate({ prompt, maxTokens: 24, temperature, seed: 3 })).completion

const fitOf = async (verifier: ModelVerifier, prompt: string, completion: string, modelId = 'subnet-tiny') =>
  (await verifier.verify({ prompt, completion, modelId })).fit

describe.each(['in this process', 'behind a server'])('a verifier %s', (place) => {
  const open = async () => {
    if (place === 'behind a server') return serve()
    return { verifier: await createBuiltinVerifier(), [Symbol.asyncDispose]: async () => {} }
  }

  test('fits what the model writes, and not what another one does', async () => {
    await using opened = await open()
    for (const prompt of prompts) {
      expect(await fitOf(opened.verifier, prompt, await write(prompt, 0))).toBeGreaterThan(0.999)
      expect(await fitOf(opened.verifier, prompt, await write(prompt, 3))).toBeLessThan(0.9)
      expect(await fitOf(opened.verifier, prompt, 'I think it is 7.')).toBeLessThan(0.5)
    }
  })

  test('an answer of another model, or an empty one, fits 0 and is not asked about', async () => {
    await using opened = await open()
    const completion = await write(prompts[0]!, 0)
    expect(await fitOf(opened.verifier, prompts[0]!, completion, 'larger')).toBe(0)
    expect(await opened.verifier.verify({ prompt: 'x', completion: '', modelId: 'subnet-tiny' })).toEqual({
      fit: 0,
      tokens: 0,
    })
  })

  test('ends with its signal', async () => {
    await using opened = await open()
    const signal = AbortSignal.abort(new Error('the round is over'))
    const answer = { prompt: prompts[0]!, completion: '92', modelId: 'subnet-tiny' }
    await expect(opened.verifier.verify(answer, { signal })).rejects.toThrow('the round is over')
  })
})

test('both verifiers see the same', async () => {
  await using server = await serve()
  const own = await createBuiltinVerifier()
  const answer = { prompt: prompts[1]!, completion: '1 3 5 8', modelId: 'subnet-tiny' }
  const [here, there] = [await own.verify(answer), await server.verifier.verify(answer)]
  expect(there.tokens).toBe(here.tokens)
  expect(there.fit).toBeCloseTo(here.fit, 6)
  expect(server.received).toMatchObject([
    { path: '/v1/completions', model: 'served', echo: true, logprobs: 1, temperature: 0 },
  ])
})

test.each([
  [{ choices: [{ text: 'no logprobs' }] }],
  [{ choices: [{ logprobs: { token_logprobs: [], top_logprobs: [], text_offset: [] } }] }],
])('a server that gives no log-probabilities is a failure of ours: %j', async (response) => {
  await using server = await serve(response)
  await expect(fitOf(server.verifier, prompts[0]!, '92')).rejects.toMatchObject({ code: 'GENERATION_FAILED' })
})
