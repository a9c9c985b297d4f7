import type { SimilarAnswers } from '@subnetkit/core'
import { plural } from '../../log/plural.js'
import { printable } from './text.js'

/** Other miners that are named, at most. */
const mostSimilar = 5

const words = {
  'near-duplicate': 'are all but equal to those to the same questions of',
  'same-answer': 'are equal to those to other questions of',
  'relay-timing': 'are in rounds in which all such answers came just after those of',
  'identical-errors': 'are the same as those of',
} as const

/** States which answers of a miner are too much alike, one sentence for each other miner. */
export function similarSentences(similar: readonly SimilarAnswers[], lookedAt: number): readonly string[] {
  return similar.slice(0, mostSimilar).map(({ kind, miner, answers, rounds, after }) => {
    const where = `${answers} of ${kind === 'identical-errors' ? 'its wrong' : `its ${lookedAt} long`} answers, in ${plural(rounds, 'round')},`
    const when =
      after === null || kind === 'relay-timing'
        ? ''
        : `; ${after.answers} of them came after, by ${(after.medianMs / 1_000).toFixed(1)} s in the median`
    return `${where} ${words[kind]} ${printable(miner)}${when}.`
  })
}
