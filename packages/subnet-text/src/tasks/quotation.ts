import { sentences } from '../text/sentences.js'
import { words } from '../text/words.js'
import { textFamily } from './family.js'
import { passagePrompt, passages } from './passages.js'

const minLetters = 5

/** The sentence of a passage that holds a word, to be quoted to the letter. The word occurs once in the passage. */
export const quotation = textFamily({
  name: 'quotation',
  weight: 12,
  maxTokens: 160,
  ask(random) {
    const { text } = random.pick(passages())
    const all = words(text)
    const word = random.pick(all.filter((candidate) => isPlain(candidate) && occursOnce(all, candidate)))
    const sentence = sentences(text).find((candidate) => words(candidate).includes(word))
    if (sentence === undefined) throw new Error(`no sentence of the passage holds ${word}`)
    return {
      prompt: passagePrompt(text, `Quote the sentence of the passage that contains the word "${word}".`),
      truth: { kind: 'quotation', text: sentence },
    }
  },
})

function isPlain(word: string): boolean {
  return word.length >= minLetters && /^[a-z]+$/.test(word)
}

function occursOnce(all: readonly string[], word: string): boolean {
  return all.indexOf(word) === all.lastIndexOf(word)
}
