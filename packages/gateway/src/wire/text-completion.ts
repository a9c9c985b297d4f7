import type { CompletionAnswer } from '@subnetkit/core'
import { createPieces, cut, wellFormed } from './cut-text.js'
import { type Usage, usageBody } from './tokens.js'

/** Completions of texts: one answer for each choice, those of the first prompt first. */
export interface TextCompletion {
  readonly id: string
  /** Seconds since the epoch. */
  readonly created: number
  /** As the client asked for it. */
  readonly model: string
  readonly answers: readonly CompletionAnswer[]
  readonly usage: Usage
}

type Head = Pick<TextCompletion, 'id' | 'created' | 'model'>

const headOf = ({ id, created, model }: Head) => ({ id, object: 'text_completion', created, model })
const choiceOf = (index: number, text: string, finish: CompletionAnswer['finishReason'] | null) => ({
  ...{ index, text, logprobs: null },
  finish_reason: finish,
})

/** The body of a response that is not streamed. */
export const textCompletionBody = (completion: TextCompletion) => ({
  ...headOf(completion),
  choices: completion.answers.map(({ text, finishReason }, at) =>
    choiceOf(at, wellFormed(text), finishReason),
  ),
  usage: usageBody(completion.usage),
})

const chunksWith =
  (head: Head, includeUsage: boolean) =>
  (choices: readonly object[], usage: object | null = null) => ({
    ...headOf(head),
    choices,
    ...(includeUsage && { usage }),
  })

/** The chunks of a stream, in order: the pieces of each choice in turn, its finish, and the usage, if the client asked for it. */
export function* textChunksOf(completion: TextCompletion, includeUsage: boolean): Generator<object> {
  const chunk = chunksWith(completion, includeUsage)
  const pieces = completion.answers.map(({ text }) => cut(text))
  const longest = Math.max(0, ...pieces.map(({ length }) => length))
  for (let at = 0; at <= longest; at++) {
    for (const [index, { finishReason }] of completion.answers.entries()) {
      const own = pieces[index]!
      if (at < own.length) yield chunk([choiceOf(index, own[at]!, null)])
      else if (at === own.length) yield chunk([choiceOf(index, '', finishReason)])
    }
  }
  if (includeUsage) yield chunk([], usageBody(completion.usage))
}

/** The chunks of an answer that grows: those of its text have as much of it as has come. */
export function liveTextChunks(head: Head, includeUsage: boolean) {
  const chunk = chunksWith(head, includeUsage)
  const pieces = createPieces()
  const chunkOf = (text: string) => chunk([choiceOf(0, text, null)])
  return {
    begin: (): readonly object[] => [],
    add: (text: string) => pieces.add(text).map(chunkOf),
    end: ({ finishReason }: CompletionAnswer, usage: Usage) => [
      ...pieces.end().map(chunkOf),
      chunk([choiceOf(0, '', finishReason)]),
      ...(includeUsage ? [chunk([], usageBody(usage))] : []),
    ],
  }
}
