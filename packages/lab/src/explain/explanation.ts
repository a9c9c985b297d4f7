/** Questions of one kind: what a miner did with them, beside honest miners. */
export interface ExplainedGroup {
  readonly by: 'all' | 'family' | 'validator' | 'criterion' | 'place'
  readonly name: string
  readonly own: GroupFigures
  readonly honest: GroupFigures
}

/** Figures of the questions of a group. */
export interface GroupFigures {
  readonly questions: number
  /** Part of them that got an answer in time. */
  readonly answered: number
  /** Mean score; of a criterion, its mean over the answers that have it. */
  readonly score: number
  /** Mean work of a question, where 1 is that of an honest answer. */
  readonly work: number
}

/** Reasons for which a kind of miner earned what it earned. */
export interface Explanation {
  readonly agent: string
  readonly baseline: string
  readonly seed: number
  /** Earned for its cost, paid for a place, and spent on work and registrations for a place, where honest work has 1. */
  readonly ratio: number
  readonly pay: number
  readonly cost: number
  readonly groups: readonly ExplainedGroup[]
  /** Answers that were equal to one that another miner had given to the same question before, and to one of its own to another question. */
  readonly copied: AnswerShare
  readonly repeated: AnswerShare
  /** Hotkeys of an operator, and registrations of all its hotkeys. */
  readonly hotkeys: number
  readonly registrations: number
  readonly sentences: readonly string[]
}

/** Some of the answers of a miner. */
export interface AnswerShare {
  /** Part of its answers, and of those of honest miners. */
  readonly share: number
  readonly honest: number
  readonly score: number
  readonly work: number
}

/** Epochs in which a kind of miner worked, and in which it did hardly. */
export interface Periods {
  readonly working: PeriodFigures
  readonly idle: PeriodFigures
}

/** Figures of some epochs of a miner's life. */
export interface PeriodFigures {
  readonly epochs: number
  /** Mean work and pay of a hotkey and epoch, where honest miners have 1 in the same epochs. */
  readonly work: number
  readonly pay: number
}
