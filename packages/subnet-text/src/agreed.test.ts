import { expect, test } from 'vitest'
import { agreed } from './agreed.js'
import { chat, completion } from './chat.js'
import { tasks } from './tasks.js'

test.each([
  ['Baton Rouge', '  the baton rouge.\n'],
  ['"In the garden"', 'in the garden!'],
  ['1 2 3', '1, 2, 3.'],
  ['61', '61.0'],
  ['-5', '-5.'],
])('%j and %j agree', (one, other) => {
  expect(agreed(one, 'stop')).not.toBeNull()
  expect(agreed(one, 'stop')).toBe(agreed(other, 'stop'))
})

test.each([
  ['5', '-5'],
  ['it is -5', 'it is 5'],
  ['1 2 3', '1 3 2'],
  ['12', '1 2'],
  ['Paris has 2 rivers', 'Rome has 2 rivers'],
  ['not the garden', 'the garden'],
])('%j and %j do not agree', (one, other) => {
  expect(agreed(one, 'stop')).not.toBe(agreed(other, 'stop'))
})

test.each([
  ['', 'stop'],
  [' ... ', 'stop'],
  ['word '.repeat(13), 'stop'],
  ['a text that was cut', 'length'],
])('%j that ended by %s agrees with no other', (answer, finishReason) => {
  expect(agreed(answer, finishReason)).toBeNull()
})

test('both views compare answers, and tasks of every family take the settings of requests', () => {
  const finishReason = 'stop'
  const request = { messages: [], maxTokens: 9, prompt: '' }
  expect(chat.agree?.({ content: 'The key', finishReason }, request)).toBe('key')
  expect(completion.agree?.({ text: 'The key', finishReason }, request)).toBe('key')
  for (const { open } of Object.values(tasks.families))
    expect(open).toMatchObject({ maxTokens: 'more', temperature: 'any', seed: 'any' })
})
