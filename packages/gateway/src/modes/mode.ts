import type { Candidate } from '../model.js'
import type { Router } from '../routing/ask.js'
import type { LiveAnswer } from '../routing/live-call.js'
import type { Asking, LiveQuestion, MinerAnswer, Question } from '../routing/question.js'

/** An answer as a mode has put it together. */
export interface ModeChoice<Answer> {
  readonly answer: Answer
  /** Miners whose answers it is made of. */
  readonly by: readonly Candidate[]
  /** Answers that the client pays for, this one's sources among them. */
  readonly paid: readonly Answer[]
}

/** One way to make an answer from the answers of miners. */
export interface Mode {
  /** Suffix of the model's name, after a colon; `plain` has none. */
  readonly name: string
  /** Miners that are paid for one answer, at most. */
  readonly miners: number
  answer<Answer>(parameters: ModeParameters<Answer>): Promise<ModeChoice<Answer>>
  /** Passes an answer on while its miner writes it. @default the mode has to see whole answers */
  open?<Answer>(parameters: LiveModeParameters<Answer>): Promise<MinerAnswer<LiveAnswer<Answer>>>
}

export interface ModeParameters<Answer> {
  readonly router: Router
  readonly question: Question<Answer>
  readonly asking: Asking
}

export interface LiveModeParameters<Answer> extends ModeParameters<Answer> {
  readonly live: LiveQuestion<Answer>
}
