import type { Handlers } from 'subnetkit'
import { adjectives, adverbs, nouns, type protocol, verbs } from './tasks.js'

export const handlers: Handlers<typeof protocol> = {
  translate: ({ input }) => ({ text: translate(input.text) }),
}

/** Translates by a dictionary and the rules of German word order; what it does not know it leaves as it is. */
export function translate(english: string): string {
  const words = english
    .toLowerCase()
    .replace(/[.!?]$/, '')
    .split(' ')
  const adverb = lookUp(adverbs, words[0] ?? '')
  const first = adverb ? 1 : 0
  // The first "the" opens the subject, the last one the object; the predicate is between them.
  const border = words.lastIndexOf('the')
  const subject = nounPhrase(words.slice(first + 1, first + 2), 'subject')
  const object = nounPhrase(words.slice(border + 1), 'object')
  const { second, last } = predicate(words.slice(first + 2, border))
  // A statement has its bent verb in the second place, whatever comes first.
  const parts = adverb ? [adverb, second, subject, object, ...last] : [subject, second, object, ...last]
  const text = parts.join(' ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function nounPhrase(words: readonly string[], role: 'subject' | 'object'): string {
  const [german, gender] = nouns[words.at(-1) ?? ''] ?? [words.at(-1) ?? '', 'n']
  const isBent = role === 'object' && gender === 'm'
  const article = isBent ? 'den' : { m: 'der', f: 'die', n: 'das' }[gender]
  const bent = words.slice(0, -1).map((word) => `${lookUp(adjectives, word) ?? word}${isBent ? 'en' : 'e'}`)
  return [article, ...bent, german].join(' ')
}

/** The bent verb, and what stands at the end: "not" and an infinitive or a participle. */
function predicate(words: readonly string[]): { readonly second: string; readonly last: readonly string[] } {
  const text = words.join(' ')
  const not = /\bnot\b|cannot/.test(text) ? ['nicht'] : []
  const [third, infinitive, participle] = formsOf(text)
  if (/^can/.test(text)) return { second: 'kann', last: [...not, infinitive] }
  if (/\bwants? to\b/.test(text)) return { second: 'will', last: [...not, infinitive] }
  if (/^has/.test(text)) return { second: 'hat', last: [...not, participle] }
  return { second: third, last: not }
}

function formsOf(predicate: string): readonly [string, string, string] {
  const padded = ` ${predicate} `
  const known = verbs.find(({ english }) => english.some((form) => padded.includes(` ${form} `)))
  return known?.german ?? [predicate, predicate, predicate]
}

function lookUp(dictionary: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(dictionary, word) ? dictionary[word] : undefined
}
