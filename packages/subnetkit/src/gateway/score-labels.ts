import type { Clock } from '@subnetkit/base'
import type { Views } from '@subnetkit/core'
import type { Receipt, Store } from '@subnetkit/core/validator'
import type { SkillLabel, SkillSource } from '@subnetkit/gateway'
import { promptOf } from './prompt-of.js'

interface ScoreLabelParameters {
  /** Receipts of a validator. */
  readonly scores: ScoreSource
  readonly views: Views
  readonly clock: Pick<Clock, 'interval'>
  /** Receives errors of the store: the router goes on with what it knows. */
  readonly onError: (error: unknown) => void
}

/** The part of a validator's store that a gateway learns from. */
export type ScoreSource = Pick<Store, 'foldedRounds' | 'receipts'>

/** Judged answers that a validator's rounds add, until it is closed. */
export interface ScoreLabels extends SkillSource, AsyncDisposable {
  /** Resolves once the rounds that the store has at the start are read, or could not be. */
  readonly ready: Promise<void>
}

/** Labels that a router keeps, so that older ones need not be read. */
const mostLabels = 2_000
/** Time between two looks for a new round, in ms. */
const everyMs = 2_000
/** Rounds that are read at the start: skill of long ago says little. */
const roundsAtStart = 8

/**
 * Turns the scores of a validator's folded rounds into labels for a router: those that the store has at the start, and those of each
 * round from then on. Both processes may share a server instead of memory.
 */
export function createScoreLabels(parameters: ScoreLabelParameters): ScoreLabels {
  const { scores, views, clock, onError } = parameters
  const prompt = promptOf(views)
  let waiting: readonly SkillLabel[] = []
  let last: number | null = null
  let isReading = false
  let isClosed = false

  async function read(): Promise<void> {
    if (isReading) return
    isReading = true
    try {
      const range = last === null ? { limit: roundsAtStart } : { from: last + 1 }
      for (const { round } of await scores.foldedRounds(range)) {
        const labels = labelsOf(await scores.receipts(round.number), prompt)
        waiting = [...waiting, ...labels].slice(-mostLabels)
        last = round.number
      }
    } catch (error) {
      // The store of a validator that stops may close first.
      if (!isClosed) onError(error)
    } finally {
      isReading = false
    }
  }
  const ready = read()
  let reading = ready
  const timer = clock.interval(
    () => {
      // One that runs goes on, and is what a dispose waits for.
      if (!isReading) reading = read()
    },
    everyMs,
    { ref: false },
  )
  return {
    ready,
    labels() {
      const labels = waiting
      waiting = []
      return labels
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      timer.cancel()
      await reading
    },
  }
}

/** Part of the best score of a family and round from which on an answer counts as right: rubrics differ in what they give. */
const rightFrom = 0.6

/** Labels of a round, one of each miner after another: where there are too many, each miner keeps as many. */
export function labelsOf(
  receipts: readonly Receipt[],
  prompt: (input: unknown) => string | null,
): readonly SkillLabel[] {
  // Without the questions that a miner does not answer in time, one that fails at long ones would look as if it were good at all.
  const judged = receipts.filter(({ outcome }) => outcome !== 'ours')
  const best = new Map<string, number>()
  for (const { family, score } of judged) best.set(family, Math.max(best.get(family) ?? 0, score))
  const turns = new Map<string, number>()
  return judged
    .flatMap(({ hotkey, registeredAt, input, family, score, outcome }) => {
      const asked = prompt(input)
      if (asked === null) return []
      const turn = turns.get(hotkey) ?? 0
      turns.set(hotkey, turn + 1)
      const right = score > 0 && score >= rightFrom * best.get(family)!
      const silent = outcome === 'absent' || outcome === 'refused'
      return [{ turn, label: { hotkey, registeredAt, prompt: asked, right, ...(silent && { silent }) } }]
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ label }) => label)
}
