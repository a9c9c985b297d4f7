import { createBuiltinGenerator, type GenerateOptions, type TextGenerator } from '@subnetkit/models'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { instructionPrompt } from './instructions.js'
import { createTextMiner } from './miner.js'
import { passagePrompt } from './passages.js'
import { answerOf, type CompleteInput, type CompleteOutput, protocol, type StreamChunk } from './protocol.js'

const input: CompleteInput = { prompt: 'What is 1 plus 1?', maxTokens: 8, temperature: 0, seed: 5 }
const page = passagePrompt(
  'It is so. That is odd.',
  'Quote the sentence of the passage that contains the word "odd".',
)

/** Answers the same each time and keeps what it was asked. */
function recordingGenerator(completion = '2') {
  const asked: GenerateOptions[] = []
  const generator: TextGenerator = {
    modelId: 'recorded',
    async generate(options) {
      asked.push(options)
      return { completion, tokensUsed: 1, finishReason: 'stop' }
    },
  }
  return { asked, generator }
}

describe('createTextMiner', () => {
  test('its handler takes and returns what the protocol says', () => {
    const { complete } = createTextMiner({ generator: recordingGenerator().generator })
    expectTypeOf(complete).parameter(0).toHaveProperty('input').toEqualTypeOf<CompleteInput>()
    expectTypeOf(complete).returns.resolves.toEqualTypeOf<CompleteOutput>()
  })

  test('hands the request and its signal to the model', async () => {
    const { asked, generator } = recordingGenerator()
    const { signal } = new AbortController()
    const output = await createTextMiner({ generator, reader: true }).complete({ input, signal })
    expect(output).toEqual({ completion: '2', tokensUsed: 1, finishReason: 'stop', modelId: 'recorded' })
    expect(asked).toEqual([{ ...input, signal }])
  })

  test('answers passages by reading only with that option', async () => {
    const { asked, generator } = recordingGenerator()
    const request = { input: { ...input, prompt: page } }
    expect((await createTextMiner({ generator, reader: true }).complete(request)).completion).toBe(
      'That is odd.',
    )
    expect(asked).toHaveLength(0)
    expect((await createTextMiner({ generator }).complete(request)).completion).toBe('2')
    expect(asked).toHaveLength(1)
  })

  test('a temperature of its own replaces the caller’s', async () => {
    const { asked, generator } = recordingGenerator()
    await createTextMiner({ generator, temperature: 1.8 }).complete({ input })
    expect(asked[0]?.temperature).toBe(1.8)
  })

  test('an answer is cut to what the protocol takes', async () => {
    const { generator } = recordingGenerator('x'.repeat(10_000))
    const output = await createTextMiner({ generator }).complete({ input })
    expect(protocol.complete.output.safeParse(output).success).toBe(true)
  })

  test('follows instructions by planning only with that option', async () => {
    const { asked, generator } = recordingGenerator()
    const prompt = instructionPrompt([{ kind: 'words', count: 12 }])
    const request = { input: { ...input, prompt, maxTokens: 40 } }
    const planned = await createTextMiner({ generator, planner: true }).complete(request)
    expect(planned).toMatchObject({ modelId: 'planner', tokensUsed: 12 })
    expect(asked).toHaveLength(0)
    expect((await createTextMiner({ generator }).complete(request)).completion).toBe('2')
  })
})

describe('streams of a text miner', () => {
  test('have the pieces of the model and its end, and are the answer of complete', async () => {
    const generator = await createBuiltinGenerator()
    const miner = createTextMiner({ generator, reader: true })
    for (const prompt of ['Sort these numbers: 5 3 9 1', page]) {
      const request = { input: { ...input, prompt, maxTokens: 24 } }
      const chunks: StreamChunk[] = []
      for await (const chunk of miner.stream(request)) chunks.push(chunk)
      expect(chunks.length).toBeGreaterThan(2)
      expect(answerOf(chunks)).toEqual(await miner.complete(request))
      expect(protocol.stream.output.safeParse(chunks).success).toBe(true)
    }
  })

  test('without an end exceed every token budget', () => {
    const cut: StreamChunk[] = [{ text: 'half of' }]
    expect(answerOf(cut)).toMatchObject({ completion: 'half of', tokensUsed: Number.POSITIVE_INFINITY })
    expect(answerOf([])).toMatchObject({ completion: '', tokensUsed: Number.POSITIVE_INFINITY })
  })
})
