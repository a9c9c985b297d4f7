import type { Ending } from '@subnetkit/base'
import type { CalleeReceipt, ExchangeHashes, TextPart, WeightedAnswer } from '@subnetkit/core'
import type { Candidate, GatewayModel } from '../model.js'
import type { JudgedAnswer } from './pool.js'

/** A question for miners, in the form of a synapse. */
export interface Question<Answer> {
  readonly synapse: string
  readonly input: unknown
  /** Text by which the router separates kinds of questions; empty for none. */
  readonly prompt: string
  /** Field of the request that is at fault if the synapse refuses the input. */
  readonly param: string
  /**
   * Converts a valid output to the answer; null for one that the client cannot use. A promise where it has to read bytes. `received` is
   * the output before its schema ran.
   */
  readonly read: (output: unknown, received?: unknown) => Answer | null | Promise<Answer | null>
  /**
   * Converts an answer to the form that this client alone demands, such as a JSON schema or a tool; null for one that does not have it. The
   * miner is not to blame: a client can demand what no miner can give.
   * @default any form will do
   */
  readonly fit?: ((answer: Answer) => Answer | null) | undefined
  /** True where the client has chosen the miner: then nothing is learnt, since it chose what would be. @default false */
  readonly isPinned?: boolean | undefined
  /** True if `read` needs the output as it was received. @default false */
  readonly keepReceived?: boolean | undefined
  /** Text that answers of one meaning share; null for one that equals no other. Never throws. @default they cannot be compared */
  readonly agree?: ((answer: Answer) => string | null) | undefined
  /**
   * Text that equal answers share, for a mode that compares them where `agree` says nothing of one: copies have one vote, but they are no
   * verdict. Never throws. @default none
   */
  readonly same?: ((answer: Answer) => string | null) | undefined
  /** Grade of an answer from 0 to 1. Never rejects. @default none can be had */
  readonly verify?: ((answer: Answer) => Promise<number>) | undefined
  /** One answer of several, the heaviest first; null if they cannot be combined. Never rejects. @default they are not */
  readonly combine?: ((answers: readonly WeightedAnswer<Answer>[]) => Promise<Answer | null>) | undefined
  /** True if the subnet itself says which answers agree. @default false: equal texts do, which is no verdict */
  readonly isComparable?: boolean | undefined
  /** The request as its view took it, with which it can be asked again. @default it cannot */
  readonly replay?: { readonly view: 'chat' | 'completion' | 'json'; readonly request: unknown } | undefined
  /** True if `fit` checks the text of an answer, by a JSON schema of the client. @default false */
  readonly isChecked?: boolean | undefined
}

/** A question to a synapse that streams, whose answer is a text: that of a view, or one line for each chunk. */
export interface LiveQuestion<Answer> {
  readonly synapse: string
  readonly input: unknown
  /** True if chunks are taken as they arrived, before their schema ran. @default false */
  readonly keepReceived?: boolean | undefined
  /** True if an answer is whole where its stream ends, without a part that says so. @default false */
  readonly endsItself?: boolean | undefined
  /** Converts a valid chunk to the text that it adds. */
  readonly partOf: (chunk: unknown) => TextPart
  /** Returns the answer that all parts are. */
  readonly answerOf: (text: string, finishReason: NonNullable<TextPart['finishReason']>) => Answer
}

/** Circumstances of the calls for one request, which its answers share. */
export interface Asking {
  readonly model: GatewayModel
  readonly stop: Ending
  /** Miners that are not asked; those that are asked are added. */
  readonly asked: Set<string>
  /** Receives each call of a miner once it has ended. */
  readonly onCall: (call: MinerCall) => void
  /** Receives the verdict of a comparison with miners of other operators, and the gist of the right answer. @default it only teaches the router */
  readonly onCompared?: ((judged: readonly JudgedAnswer[], gist: string) => void) | undefined
  /** Receives errors with which answers could not be read, which cost no client its answer. @default they are ignored */
  readonly onFault?: ((error: unknown) => void) | undefined
}

/** Circumstances of one answer. */
export interface How {
  /** @default 'first' */
  readonly reason?: 'first' | 'vote' | 'probe' | undefined
  /** True to ask a second miner if the answer is late. @default true */
  readonly hedged?: boolean | undefined
  /** The most skilled miner, or one that is skilled and fast. @default 'fast' */
  readonly prefer?: 'fast' | 'skilled' | undefined
  /** Receives the skill of each miner that is asked for this answer, as it is asked. @default none */
  readonly onAsked?: ((skill: number) => void) | undefined
}

/** Outcomes of a call: an answer, or the reason why there is none; `unfit` is one without the form that its client demands. */
export type CallOutcome = 'good' | 'late' | 'unreachable' | 'unusable' | 'unfit' | 'cancelled' | 'ours'

/** A call of a miner that has ended. */
export interface MinerCall {
  readonly miner: Candidate
  /** Reason of the call: for a first answer, after another miner had failed, and so on. */
  readonly reason: 'first' | 'retry' | 'hedge' | 'vote' | 'probe'
  readonly outcome: CallOutcome
  readonly latencyMs: number
  /** Block of the list from which it was chosen. */
  readonly block?: number | undefined
  /** Hashes of request and answer as the miner's receipt has them, if receipts are collected. */
  readonly exchange?: ExchangeHashes | undefined
  /** Receipts of calls that the miner says it made for its answer. */
  readonly calls?: readonly CalleeReceipt[] | undefined
}

/** An answer, and the miner that gave it. */
export interface MinerAnswer<Answer> {
  readonly answer: Answer
  readonly miner: Candidate
  readonly latencyMs: number
  /** Share of right answers that is expected of the miner at such questions. */
  readonly skill: number
}
