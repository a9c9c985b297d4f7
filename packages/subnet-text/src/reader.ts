import { sentences, words } from './passages.js'

/**
 * Answers questions about a passage by reading it: for a model whose context is too short for a page. It sees the
 * prompt and nothing else. Nothing is returned for a prompt that holds no passage or another question.
 */
export function readPassage(prompt: string): string | undefined {
  const [, passage, question] = /^Passage:\n(.+)\n\nQuestion: (.+)$/s.exec(prompt) ?? []
  if (passage === undefined || question === undefined) return undefined
  const word = /^Quote the sentence of the passage that contains the word "(.+)"\.$/.exec(question)?.[1]
  if (word !== undefined) return sentenceWith(passage, word)
  const given = /^Which three words follow "(.+)" in the passage\?$/.exec(question)?.[1]
  return given === undefined ? undefined : wordsAfter(passage, words(given))
}

function sentenceWith(passage: string, word: string): string | undefined {
  return sentences(passage).find((sentence) => words(sentence).includes(word.toLowerCase()))
}

function wordsAfter(passage: string, given: readonly string[]): string | undefined {
  const all = words(passage)
  const start = all.findIndex((_, index) => given.every((word, offset) => all[index + offset] === word))
  return start < 0 ? undefined : all.slice(start + given.length, start + given.length + 3).join(' ')
}
