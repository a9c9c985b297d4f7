import { encodePng, type TextReader } from '@subnetkit/vision'
import { bytes } from 'subnetkit'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { protocol, type ReadInput, type ReadOutput } from '../protocol.js'
import { createReadHandler } from './read.js'

const picture = { width: 4, height: 2, data: new Uint8Array(24).fill(7) }
const input: ReadInput = { image: bytes().parse(encodePng(picture)) }

function readerOf(text: string, confidence: number) {
  const asked: unknown[] = []
  const reader: TextReader = {
    modelId: 'recorded',
    async read(...given) {
      asked.push(given)
      return { text, confidence }
    },
    async [Symbol.asyncDispose]() {},
  }
  return { asked, reader }
}

describe('createReadHandler', () => {
  test('takes and returns what the protocol says', () => {
    const read = createReadHandler({ reader: readerOf('', 0).reader })
    expectTypeOf(read).parameter(0).toHaveProperty('input').toEqualTypeOf<ReadInput>()
    expectTypeOf(read).returns.resolves.toEqualTypeOf<ReadOutput>()
  })

  test('hands the picture and the signal to the model, and tidies what it reads', async () => {
    const { asked, reader } = readerOf('stone l234', 1)
    const { signal } = new AbortController()
    const output = await createReadHandler({ reader })({ input, signal })
    expect(output).toEqual({ text: 'stone 1234', confidence: 1, modelId: 'recorded' })
    expect(asked).toEqual([[picture, signal]])
  })

  test('brings the confidence of its model into line with how often it is right', async () => {
    const { reader } = readerOf('stone', 0.25)
    const confidenceOf = async (exponent: number) =>
      (await createReadHandler({ reader, confidenceExponent: exponent })({ input })).confidence
    expect(await confidenceOf(0.5)).toBe(0.5)
    expect(await confidenceOf(1)).toBe(0.25)
  })

  test('an answer is cut to what the protocol takes', async () => {
    const { reader } = readerOf('x'.repeat(10_000), 0.5)
    const output = await createReadHandler({ reader })({ input })
    expect(protocol.read.output.safeParse(output).success).toBe(true)
  })
})
