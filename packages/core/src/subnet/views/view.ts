import { callback, optionsOf } from '@subnetkit/base'
import { z } from 'zod'
import type { StreamName, SynapseChunk } from '../stream-synapse.js'
import type { Protocol, Synapse, SynapseOutput, SynapseRequest } from '../synapse.js'

/** One of several answers to a request. */
export interface WeightedAnswer<Answer> {
  readonly answer: Answer
  /** Share that its miner has by its measured skill; the weights of a request add up to 1. */
  readonly weight: number
}

/**
 * Parts that make one answer of several, for the modes of a gateway that ask several. Each part may throw: the answer then counts
 * as unusable, and no error reaches a client.
 */
export interface Synthesis<Request, Answer> {
  /**
   * Grades an answer from 0 to 1, without knowing the right one: the mode `best` gives the answer with the highest grade. An answer
   * with the grade 0 is never given. @default none: `best` is refused where the request has no JSON schema either
   */
  readonly verify?: ((answer: Answer, request: Request) => number | Promise<number>) | undefined
  /**
   * Returns a text that is equal for answers that mean the same: the modes `vote`, `panel` and `cascade` count equal texts. Null for an
   * answer that equals no other. @default the answer's text without differences of case, spacing and final punctuation; for other answers, none
   */
  readonly agree?: ((answer: Answer, request: Request) => string | null) | undefined
  /**
   * Makes one answer of several, such as the mean of forecasts: the mode `panel` gives it in place of the one with the most weight.
   * Gets at least one answer, the heaviest first. @default none: the answer on which most agree
   */
  readonly combine?:
    | ((answers: readonly WeightedAnswer<Answer>[], request: Request) => Answer | Promise<Answer>)
    | undefined
}

/** Options that each view of a synapse has. */
export interface ViewOptions<P extends Protocol, Name extends keyof P & string, Request, Answer>
  extends Synthesis<Request, Answer> {
  /** Synapse that answers. */
  readonly synapse: Name
  /** Converts a request to the synapse's input. */
  readonly toInput: (request: Request) => SynapseRequest<P[Name]>
  /** Converts the synapse's output to an answer. */
  readonly toAnswer: (output: SynapseOutput<P[Name]>, request: Request) => Answer
}

/** A synapse seen in the form of another service. */
export interface View<Request, Answer> extends Synthesis<Request, Answer> {
  readonly synapse: string
  toInput(request: Request): unknown
  toAnswer(output: unknown, request: Request): Answer
  /** The synapse itself, by which a definition knows the protocol of the view. */
  readonly of: Synapse
}

/** Part that one chunk adds to a text. */
export interface TextPart {
  /** May be empty. */
  readonly text: string
  /** Reason of the end, in the last part. A stream without one is an answer that broke off. */
  readonly finishReason?: 'stop' | 'length' | 'content_filter' | undefined
}

/** Streaming synapse that gives the same answers part by part. */
export interface TextStreamOptions<P extends Protocol, Name extends StreamName<P>, Request> {
  readonly synapse: Name
  /** Converts a request to the synapse's input. */
  readonly toInput: (request: Request) => SynapseRequest<P[Name]>
  /** Converts one chunk to the part of the text that it adds. */
  readonly toPart: (chunk: SynapseChunk<P[Name]>, request: Request) => TextPart
}

/** A streaming synapse seen as a text that grows. */
export interface TextStream<Request> {
  readonly synapse: string
  toInput(request: Request): unknown
  toPart(chunk: unknown, request: Request): TextPart
  /** The synapse itself, by which a definition knows the protocol of the view. */
  readonly of: Synapse
}

/** Field of {@link TextStreamOptions}. */
export const streamField = optionsOf({
  synapse: z.string(),
  toInput: callback<(request: never) => unknown>(),
  toPart: callback<(chunk: never, request: never) => TextPart>(),
}).optional()

/** Fields of {@link ViewOptions}. */
export const viewFields = {
  synapse: z.string(),
  toInput: callback<(request: never) => unknown>(),
  toAnswer: callback<(output: never, request: never) => unknown>(),
  verify: callback<(answer: never, request: never) => number | Promise<number>>().optional(),
  agree: callback<(answer: never, request: never) => string | null>().optional(),
  combine: callback<(answers: never, request: never) => unknown>().optional(),
}

/** Fields of an option that limits a text or a number. */
export const limitField = (fallback: number) => z.int().min(1).default(fallback)

/** Characters that a request may have where only the synapse limits them. */
export const unlimited = Number.MAX_SAFE_INTEGER
