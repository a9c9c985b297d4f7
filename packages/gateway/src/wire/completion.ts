import type { ChatAnswer, ToolCall } from '@subnetkit/core'
import { cut, wellFormed } from './cut-text.js'
import { type Usage, usageBody } from './tokens.js'

/** A completion: its name, and the answers of miners, one for each choice. */
export interface Completion {
  readonly id: string
  /** Seconds since the epoch. */
  readonly created: number
  /** As the client asked for it. */
  readonly model: string
  readonly answers: readonly ChatAnswer[]
  readonly usage: Usage
}

/** The body of a response that is not streamed. */
export const completionBody = ({ id, created, model, answers, usage }: Completion) => ({
  ...{ id, object: 'chat.completion', created, model },
  choices: answers.map(({ content, finishReason, toolCalls }, index) => ({
    index,
    message: {
      role: 'assistant',
      content: toolCalls !== undefined && content === '' ? null : wellFormed(content),
      refusal: null,
      annotations: [],
      ...(toolCalls !== undefined && { tool_calls: toolCalls.map((call) => callBody(call)) }),
    },
    logprobs: null,
    finish_reason: finishReason,
  })),
  usage: usageBody(usage),
})

const callBody = ({ id, name, arguments: text }: ToolCall) => ({
  ...{ id, type: 'function' },
  function: { name, arguments: wellFormed(text) },
})

/**
 * The chunks of a stream, in order: for each choice its role, its text in pieces of whole code points, its calls and its finish; then the
 * usage, if the client asked for it.
 */
export function* chunksOf(completion: Completion, includeUsage: boolean): Generator<object> {
  const { id, created, model, answers, usage } = completion
  const chunk = (choices: readonly object[], more: object = {}) => ({
    ...{ id, object: 'chat.completion.chunk', created, model, choices },
    ...(includeUsage && { usage: null }),
    ...more,
  })
  const choice = (index: number, delta: object, finish: string | null = null) =>
    chunk([{ index, delta, logprobs: null, finish_reason: finish }])
  for (const index of answers.keys()) yield choice(index, { role: 'assistant', content: '' })
  const deltas = answers.map(deltasOf)
  const longest = Math.max(0, ...deltas.map(({ length }) => length))
  for (let at = 0; at <= longest; at++) {
    for (const [index, { finishReason }] of answers.entries()) {
      const own = deltas[index]!
      if (at < own.length) yield choice(index, own[at]!)
      else if (at === own.length) yield choice(index, {}, finishReason)
    }
  }
  if (includeUsage) yield chunk([], { usage: usageBody(usage) })
}

/** The pieces of an answer. The first of each call has everything but its arguments, which clients join. */
const deltasOf = ({ content, toolCalls = [] }: ChatAnswer): readonly object[] => [
  ...cut(content).map((piece) => ({ content: piece })),
  ...toolCalls.flatMap((call, index) => [
    { tool_calls: [{ index, ...callBody({ ...call, arguments: '' }) }] },
    ...cut(call.arguments).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]),
]
