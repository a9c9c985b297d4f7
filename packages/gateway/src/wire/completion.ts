import type { ChatAnswer } from '@subnetkit/core'
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
  choices: answers.map(({ content, finishReason }, index) => ({
    index,
    message: { role: 'assistant', content: wellFormed(content), refusal: null, annotations: [] },
    logprobs: null,
    finish_reason: finishReason,
  })),
  usage: usageBody(usage),
})

/** Code points in one frame: a word or a few. */
const frameLength = 24

/**
 * The chunks of a stream, in order: for each choice its role, its text in pieces of whole code points and its finish; then the
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
  const pieces = answers.map(({ content }) => cut(content))
  const longest = Math.max(0, ...pieces.map(({ length }) => length))
  for (let at = 0; at <= longest; at++) {
    for (const [index, { finishReason }] of answers.entries()) {
      const own = pieces[index]!
      if (at < own.length) yield choice(index, { content: own[at] })
      else if (at === own.length) yield choice(index, {}, finishReason)
    }
  }
  if (includeUsage) yield chunk([], { usage: usageBody(usage) })
}

/** Pieces of a text; none splits a surrogate pair. */
export const cut = (content: string): readonly string[] =>
  wellFormed(content).match(new RegExp(`[\\s\\S]{1,${frameLength}}`, 'gu')) ?? []

/** Halves of surrogate pairs, which UTF-8 cannot carry, become U+FFFD. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')
