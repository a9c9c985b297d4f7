import { describe, expect, test } from 'vitest'
import { passagePrompt } from './passages.js'
import { readPassage } from './reader.js'

const text =
  'The whale, said he, is a mammal. It swims - as we all know - in the sea! Who would not believe it?'

describe('readPassage', () => {
  test('quotes the sentence that holds a word', () => {
    const question = 'Quote the sentence of the passage that contains the word "swims".'
    expect(readPassage(passagePrompt(text, question))).toBe('It swims - as we all know - in the sea!')
  })

  test('finds the words that follow', () => {
    const question = 'Which three words follow "it swims as" in the passage?'
    expect(readPassage(passagePrompt(text, question))).toBe('we all know')
  })

  test.each([
    'What is 2 plus 2?',
    passagePrompt(text, 'Who is he?'),
    passagePrompt(text, 'Quote the sentence of the passage that contains the word "ship".'),
    passagePrompt(text, 'Which three words follow "call me ishmael" in the passage?'),
  ])('leaves %j to the model', (prompt) => {
    expect(readPassage(prompt)).toBeUndefined()
  })
})
