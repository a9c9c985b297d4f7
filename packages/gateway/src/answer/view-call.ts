import type { LiveQuestion, Question } from '../routing/question.js'

/** A request of a client as one of a subnet's views takes it: the question for miners, and the figures that its price needs. */
export interface ViewCall<Answer> {
  readonly question: Question<Answer>
  /** The same question to a synapse that streams; absent where the whole answer has to be seen first. */
  readonly live?: LiveQuestion<Answer> | undefined
  /** Answers that the client wants, each of another miner. */
  readonly n: number
  /** Counted tokens of the request. */
  readonly promptTokens: number
  /** Most tokens of one answer. */
  readonly maxTokens: number
  /** Counts the tokens of an answer. */
  readonly tokensOf: (answer: Answer) => number
  /** Returns the part of an answer that the hash in its receipt covers. @default its `content` or `text`, or else its canonical JSON */
  readonly textOf?: ((answer: Answer) => string | Uint8Array) | undefined
}
