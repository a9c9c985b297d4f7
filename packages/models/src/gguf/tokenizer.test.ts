import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadModel } from './load-model.js'

const { tokenizer } = await loadModel(new URL('../../tiny/tiny.gguf', import.meta.url))

describe('tokenizer', () => {
  test('gives back any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem()), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
      }),
    )
  })

  test('merges words it was trained on and keeps digits apart', () => {
    const pieces = tokenizer.encode('Q: What is 34 plus 58?\nA:').map((token) => tokenizer.decode([token]))
    expect(pieces).toEqual([
      'Q',
      ':',
      ' What',
      ' is',
      ' ',
      '3',
      '4',
      ' plus',
      ' ',
      '5',
      '8',
      '?',
      '\n',
      'A',
      ':',
    ])
  })

  test('a prompt cannot name a control token', () => {
    expect(tokenizer.encode('<|end|>')).not.toContain(tokenizer.endToken)
    expect(tokenizer.decode([tokenizer.endToken])).toBe('')
  })

  test('a long word costs no more than its length times the merges that apply', () => {
    expect(tokenizer.decode(tokenizer.encode('lantern'.repeat(5_000)))).toHaveLength(35_000)
  })
})
