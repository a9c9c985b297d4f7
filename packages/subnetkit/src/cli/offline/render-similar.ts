import { similarAnswers } from '@subnetkit/core'
import type { Context } from '../context/context.js'
import { similarSentences } from '../output/similar-sentences.js'
import { printable } from '../output/text.js'
import { groupBy } from './rank-answers.js'
import type { ScoredAnswer } from './score-answers.js'

/** States which answers are too much alike, miner by miner, as `explain` does; nothing if none are. */
export function renderSimilar(
  { palette }: Pick<Context, 'palette'>,
  answers: readonly ScoredAnswer[],
): readonly string[] {
  const lines = [...groupBy(answers, ({ hotkey }) => hotkey)].flatMap(([miner, own]) => {
    const lookedAt = own.filter(({ parts }) => parts?.likeness !== undefined).length
    return similarSentences(similarAnswers(own), lookedAt).map((line) => `${printable(miner)}: ${line}`)
  })
  if (lines.length === 0) return []
  return ['', palette.bold('answers too much alike: reported, and without an effect on the score'), ...lines]
}
