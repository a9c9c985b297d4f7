import type { ChatAnswer, ToolCall } from '@subnetkit/core'
import { createPieces, cut, wellFormed } from './cut-text.js'
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
  id,
  object: 'chat.completion',
  created,
  model,
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
  id,
  type: 'function',
  function: { name, arguments: wellFormed(text) },
})

type Head = Pick<Completion, 'id' | 'created' | 'model'>

/** Makes the chunks of one stream. */
function chunksWith({ id, created, model }: Head, includeUsage: boolean) {
  const chunk = (choices: readonly object[], more: object = {}) => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    choices,
    ...(includeUsage && { usage: null }),
    ...more,
  })
  const choice = (index: number, delta: object, finish: string | null = null) =>
    chunk([{ index, delta, logprobs: null, finish_reason: finish }])
  return {
    choice,
    begin: (index: number) => choice(index, { role: 'assistant', content: '' }),
    end: (usage: Usage) => (includeUsage ? [chunk([], { usage: usageBody(usage) })] : []),
  }
}

/**
 * The chunks of a stream, in order: for each choice its role, its text in pieces of whole code points, its calls and its finish; then the
 * usage, if the client asked for it.
 */
export function* chunksOf(completion: Completion, includeUsage: boolean): Generator<object> {
  const { answers, usage } = completion
  const { choice, begin, end } = chunksWith(completion, includeUsage)
  for (const index of answers.keys()) yield begin(index)
  const deltas = answers.map(deltasOf)
  const longest = Math.max(0, ...deltas.map(({ length }) => length))
  for (let at = 0; at <= longest; at++) {
    for (const [index, { finishReason }] of answers.entries()) {
      const own = deltas[index]!
      if (at < own.length) yield choice(index, own[at]!)
      else if (at === own.length) yield choice(index, {}, finishReason)
    }
  }
  yield* end(usage)
}

/** The chunks of an answer that grows: those of its text have as much of it as has come. */
export function liveChunks(head: Head, includeUsage: boolean) {
  const { choice, begin, end } = chunksWith(head, includeUsage)
  const pieces = createPieces()
  const chunkOf = (content: string) => choice(0, { content })
  return {
    begin: () => [begin(0)],
    add: (text: string) => pieces.add(text).map(chunkOf),
    end: ({ finishReason }: Pick<ChatAnswer, 'finishReason'>, usage: Usage) => [
      ...pieces.end().map(chunkOf),
      choice(0, {}, finishReason),
      ...end(usage),
    ],
  }
}

/** The pieces of an answer. The first of each call has everything but its arguments, which clients join. */
const deltasOf = ({ content, toolCalls = [] }: ChatAnswer): readonly object[] => [
  ...cut(content).map((piece) => ({ content: piece })),
  ...toolCalls.flatMap((call, index) => [
    { tool_calls: [{ index, ...callBody({ ...call, arguments: '' }) }] },
    ...cut(call.arguments).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]),
]
