import { expect, it } from 'vitest'
import { flawsOf, flawsOfResponse } from './schema-judge.js'

const choice = {
  index: 0,
  message: { role: 'assistant', content: 'Hi', refusal: null },
  finish_reason: 'stop',
}
const completion = { id: 'a', object: 'chat.completion', created: 1, model: 'm' }

it('finds what the public schemas do not allow', () => {
  const judge = (one: object) =>
    flawsOf('CreateChatCompletionResponse', {
      ...completion,
      choices: [{ logprobs: null, ...choice, ...one }],
    })
  expect(judge({})).toEqual([])
  expect(judge({ finish_reason: 'None' })).not.toEqual([])
  expect(judge({ message: { role: 'assistant', content: 'Hi' } })).not.toEqual([])
  expect(flawsOf('CreateChatCompletionResponse', { ...completion, choices: [choice] })).not.toEqual([])
})

it('finds them in frames and in errors', () => {
  const frame = (value: object) =>
    flawsOfResponse(
      'POST /v1/chat/completions',
      200,
      'text/event-stream',
      `data: ${JSON.stringify(value)}\n\n`,
    )
  const chunk = { ...completion, object: 'chat.completion.chunk' }
  expect(frame({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: null }] })).toEqual([])
  expect(frame({ ...chunk, choices: [{ index: 0, delta: {} }] })).not.toEqual([])
  expect(flawsOfResponse('POST /v1/embeddings', 400, 'application/json', '{"message":"flat"}')).not.toEqual(
    [],
  )
})
