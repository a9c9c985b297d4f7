import { type EmbeddingAnswer, type EmbeddingRequest, embeddingView } from '@subnetkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../testing/start-gateway.js'
import { anyProtocol, viewModel } from '../testing/view-model.js'

/** Numbers of which none is exact in 32 bits, but the last. */
const vectorOf = (text: string) => [0.1, -1 / 3, Math.PI * text.length, text.length]
const honest = ({ inputs }: EmbeddingRequest): EmbeddingAnswer => ({ vectors: inputs.map(vectorOf) })

let test: TestGateway
let answer: (request: EmbeddingRequest) => EmbeddingAnswer = honest
let sizes: number[] = []
beforeAll(async () => {
  const embedding = embeddingView(anyProtocol, {
    ...{ synapse: 'any', dimensions: [4, 2], maxInputs: 3, maxCharacters: 100 },
    toInput: (request) => request,
    toAnswer: (output) => output as EmbeddingAnswer,
  })
  const miner = (request: EmbeddingRequest) => {
    sizes.push(request.inputs.length)
    return answer(request)
  }
  test = await startTestGateway({ models: [viewModel({ embedding }, [miner, miner])] })
})
beforeEach(() => {
  answer = honest
  sizes = []
})
afterAll(() => test[Symbol.asyncDispose]())

const create = (input: unknown, more: object = {}) =>
  test.client.embeddings.create({ model: 'text', input: input as string[], ...more })

describe('embeddings of the openai client', () => {
  it('have the same floats, byte for byte, in both formats (vLLM 6174, LM Studio 756, Flowise 6197, anything-llm 5794, rssmonster 276)', async () => {
    const floats = await create(['a', 'bcd'], { encoding_format: 'float' })
    expect(floats.data.map(({ embedding }) => embedding)).toEqual(
      ['a', 'bcd'].map((text) => vectorOf(text).map(Math.fround)),
    )
    const body = await test.send('/v1/embeddings', {
      method: 'POST',
      body: JSON.stringify({ model: 'text', input: 'a', encoding_format: 'base64' }),
    })
    const { data } = (await body.json()) as { readonly data: readonly { readonly embedding: string }[] }
    expect(Buffer.from(data[0]!.embedding, 'base64').toString('hex')).toBe('cdcccc3dabaaaabedb0f49400000803f')
    // The client asks for base64 by itself, and decodes it.
    const decoded = await create('a')
    expect(decoded).toMatchObject({
      object: 'list',
      model: 'text',
      usage: { prompt_tokens: 1, total_tokens: 1 },
    })
    expect([...decoded.data[0]!.embedding]).toEqual(vectorOf('a').map(Math.fround))
  })

  it('defect: a negative zero was another answer as base64 than as JSON', async () => {
    answer = ({ inputs }) => ({ vectors: inputs.map(() => [-0, 1, 2, 3]) })
    const { data } = await create('a')
    expect(Object.is(data[0]!.embedding[0], 0)).toBe(true)
  })

  it('keep the order of more texts than a miner takes at once', async () => {
    const texts = Array.from({ length: 7 }, (_, at) => 'x'.repeat(at + 1))
    const { data } = await create(texts, { encoding_format: 'float' })
    expect(data.map(({ index, embedding }) => [index, embedding[3]])).toEqual(
      texts.map((text, at) => [at, text.length]),
    )
    expect(sizes.toSorted()).toEqual([1, 3, 3])
  })

  it.each([
    ['too few vectors', () => ({ vectors: [] })],
    ['a length of its own', () => ({ vectors: [[1, 2, 3]] })],
    ['a number that is none', () => ({ vectors: [[1, 2, 3, Number.NaN]] })],
    ['a number beyond 32 bits', () => ({ vectors: [[1, 2, 3, 1e300]] })],
  ])('are never those of a miner with %s', async (_, wrong) => {
    answer = wrong
    await expect(create('a')).rejects.toMatchObject({ status: 502, code: 'no_valid_answer' })
  })

  it('have one of the lengths of the view', async () => {
    answer = () => ({ vectors: [[1, 2]] })
    expect((await create('a', { dimensions: 2 })).data[0]?.embedding).toHaveLength(2)
    await expect(create('a', { dimensions: 3 })).rejects.toMatchObject({ status: 400, param: 'dimensions' })
  })

  it.each([
    ['tokens, as LangChain sends them', [[1, 2]], 'input', /check_embedding_ctx_length/],
    ['one list of tokens', [1, 2], 'input', /check_embedding_ctx_length/],
    ['no text (Cogtrix 2069)', [], 'input', /must have a text/],
    ['an empty text', ['a', ''], 'input[1]', /must not be empty/],
    ['nothing', undefined, 'input', /must be a text/],
    ['a long text', 'a'.repeat(101), 'input', /101 characters/],
  ])('refuse %s', async (_, input, param, message) => {
    await expect(create(input)).rejects.toMatchObject({
      status: 400,
      param,
      message: expect.stringMatching(message),
    })
  })
})
