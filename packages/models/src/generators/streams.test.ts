import { describe, expect, test } from 'vitest'
import { createBuiltinGenerator } from './builtin.js'
import { collectText, streamText, type TextGenerator, type TextStream, trimmed } from './generator.js'

const generator = await createBuiltinGenerator()
const asked = { prompt: 'Sort these numbers: 5 3 9 1', maxTokens: 24, temperature: 0, seed: 1 }

async function piecesOf(stream: TextStream): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of stream) pieces.push(piece)
  return pieces
}

async function* pieces(...texts: readonly string[]): TextStream {
  yield* texts
  return { tokensUsed: texts.length, finishReason: 'stop' }
}

describe('streams of the built-in model', () => {
  test('have a piece for each token, which together are the completion', async () => {
    const stream = await piecesOf(streamText(generator, asked))
    expect(stream).toEqual(['1', ' ', '3', ' ', '5', ' ', '9'].reduce<string[]>(joinSpaces, []))
    expect(await collectText(streamText(generator, asked))).toEqual(await generator.generate(asked))
  })

  test('end with their signal', async () => {
    const controller = new AbortController()
    const stream = streamText(generator, { ...asked, signal: controller.signal })
    await stream.next()
    controller.abort(new Error('the caller left'))
    await expect(piecesOf(stream)).rejects.toThrow('the caller left')
  })
})

/** White space waits for what follows it. */
function joinSpaces(all: string[], piece: string, at: number, list: readonly string[]): string[] {
  return piece === ' ' ? all : [...all, list[at - 1] === ' ' ? ` ${piece}` : piece]
}

test('a generator that cannot stream gives its text at once, and an empty one no piece', async () => {
  const whole = (completion: string): TextGenerator => ({
    modelId: 'whole',
    generate: async () => ({ completion, tokensUsed: 2, finishReason: 'length' }),
  })
  expect(await piecesOf(streamText(whole('all of it'), asked))).toEqual(['all of it'])
  expect(await collectText(streamText(whole(''), asked))).toEqual({
    completion: '',
    tokensUsed: 2,
    finishReason: 'length',
  })
})

test('trimmed leaves out white space at both ends only, in whatever pieces it comes', async () => {
  for (const texts of [[' a', ' b '], [' ', 'a ', ' ', 'b', ' ', '\n'].slice(0), ['a b']]) {
    const { completion } = await collectText(trimmed(pieces(...texts)))
    expect(completion.replace(/ +/g, ' ')).toBe('a b')
  }
  expect((await collectText(trimmed(pieces(' ', '\n')))).completion).toBe('')
})

test('leaving a stream early ends the model', async () => {
  let ended = false
  async function* endless(): TextStream {
    try {
      for (;;) yield 'x'
    } finally {
      ended = true
    }
  }
  for await (const _ of trimmed(endless())) break
  expect(ended).toBe(true)
})
