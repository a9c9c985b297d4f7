import { describe, expect, test } from 'vitest'
import { correctness, type Truth } from './correctness.js'

const number: Truth = { kind: 'number', value: 42 }
const list: Truth = { kind: 'list', values: [1, 3, 3, 9] }
const phrase: Truth = { kind: 'phrase', text: 'Salt Lake City' }
const quotation: Truth = { kind: 'quotation', text: 'The whale, said he, is a mammal.' }

describe('correctness', () => {
  test.each([
    [number, '42'],
    [number, ' 42.\n'],
    [number, 'The answer is 42.'],
    [number, '42.0'],
    [list, '1 3 3 9'],
    [list, '[1, 3, 3, 9]'],
    [phrase, 'salt lake city.'],
    [phrase, ' the Salt  Lake City'],
    [quotation, 'The whale, said he, is a mammal.'],
    [quotation, ' "The whale, said he,\nis a mammal." '],
  ])('%o: %j is right', (truth, completion) => {
    expect(correctness(truth, completion)).toBe(1)
  })

  test.each([
    [number, ''],
    [number, '-42'],
    [number, '420'],
    [number, '4.2'],
    [number, '41 or 42'],
    [number, 'forty-two'],
    [number, Array.from({ length: 100 }, (_, guess) => guess).join(' ')],
    [list, '1 3 9 3'],
    [list, '1 3 9'],
    [list, '1 3 3 9 9'],
    [list, '1339'],
    [phrase, 'Salt Lake'],
    [phrase, 'Salt Lake City, Boise, Denver'],
    [phrase, 'the'],
    [quotation, 'the whale, said he, is a mammal.'],
    [quotation, 'The whale, said he, is a mammal'],
    [quotation, 'The whale said he is a mammal.'],
    [quotation, 'The whale, said he, is a mammal. It swims.'],
  ])('%o: %j is wrong', (truth, completion) => {
    expect(correctness(truth, completion)).toBe(0)
  })

  test.each(['"', '""', '“', '-', '.', '\u0000', '\ud800', '9'.repeat(900)])('takes any text: %j', (text) => {
    for (const truth of [number, list, phrase, quotation]) expect(correctness(truth, text)).toBe(0)
  })

  test('defect: the capital of Minnesota may be written as it is on maps', () => {
    const capital: Truth = { kind: 'phrase', text: 'Saint Paul' }
    for (const right of ['St. Paul', 'st paul', 'Saint Paul.']) expect(correctness(capital, right)).toBe(1)
    for (const wrong of ['Paul', 'St. Louis', 'St.']) expect(correctness(capital, wrong)).toBe(0)
  })

  test('an answer at the size limit of the protocol is read in linear time', () => {
    for (const filler of ['"', ' ', '1 ', '-', '1.', 'a ']) {
      expect(correctness(phrase, filler.repeat(2_000))).toBe(0)
    }
  })
})
