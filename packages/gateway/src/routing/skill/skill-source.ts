/** A judged answer of a miner, from outside of the gateway. */
export interface SkillLabel {
  readonly hotkey: string
  /** Block of its registration. */
  readonly registeredAt: number
  /** The question as a client would have put it. */
  readonly prompt: string
  readonly right: boolean
  /** True where it gave no answer in time, which is wrong as well. @default false */
  readonly silent?: boolean | undefined
}

/** Source of judged answers, such as the receipts of a validator in the same process. */
export interface SkillSource {
  /** Answers that were judged since the last call, the oldest first. */
  labels(): readonly SkillLabel[]
}

/** A source to which answers are added as they are judged; it keeps the newest 2,000 until they are read. */
export interface SkillFeed extends SkillSource {
  add(label: SkillLabel): void
}

const mostWaiting = 2_000

export function createSkillFeed(): SkillFeed {
  let waiting: SkillLabel[] = []
  return {
    add(label) {
      if (waiting.length >= mostWaiting) waiting.shift()
      waiting.push(label)
    },
    labels() {
      const labels = waiting
      waiting = []
      return labels
    },
  }
}
