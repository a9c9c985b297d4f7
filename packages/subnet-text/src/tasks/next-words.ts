import { sentences } from '../text/sentences.js'
import { words } from '../text/words.js'
import { textFamily } from './family.js'
import { passagePrompt, passages } from './passages.js'

const span = 3

/** The three words that follow three given ones in a sentence of a passage. The given ones occur once. */
export const nextWords = textFamily({
  name: 'next-words',
  weight: 13,
  maxTokens: 32,
  ask(random) {
    const { text } = random.pick(passages())
    const runs = runsOf(words(text), span)
    const places = sentences(text)
      .flatMap((sentence) => runsOf(words(sentence), 2 * span))
      .map((run) => ({ given: run.slice(0, span).join(' '), asked: run.slice(span).join(' ') }))
      .filter(({ given }) => runs.filter((run) => run.join(' ') === given).length === 1)
    const { given, asked } = random.pick(places)
    return {
      prompt: passagePrompt(text, `Which three words follow "${given}" in the passage?`),
      truth: { kind: 'phrase', text: asked },
    }
  },
})

/** All runs of `length` neighbouring words. */
function runsOf(all: readonly string[], length: number): string[][] {
  return Array.from({ length: Math.max(0, all.length - length + 1) }, (_, start) =>
    all.slice(start, start + length),
  )
}
