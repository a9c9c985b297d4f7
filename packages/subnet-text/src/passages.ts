import { readFileSync } from 'node:fs'
import { z } from 'subnetkit'

const passageFile = new URL('../data/passages.json', import.meta.url)
const passageSchema = z.array(z.object({ source: z.string(), text: z.string() })).min(1)

/** An excerpt of real English prose; `source` names the work. */
export type Passage = z.infer<typeof passageSchema>[number]

let cached: readonly Passage[] | undefined

/** The passages in `data`; read on first use. */
export function passages(): readonly Passage[] {
  cached ??= passageSchema.parse(JSON.parse(readFileSync(passageFile, 'utf8')))
  return cached
}

/** A question about a passage, as miners see it: the prompt has everything that is needed. */
export function passagePrompt(text: string, question: string): string {
  return `Passage:\n${text}\n\nQuestion: ${question}`
}

/** Sentences of a text: they end with `.`, `?` or `!` before a space. The passages hold no abbreviations. */
export function sentences(text: string): string[] {
  return text.trim().split(/(?<=[.?!])\s+/)
}

/** Words of a text in lower case, without the punctuation around them; `"well-known," said` gives two. */
export function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '')
}

const minLetters = 5

/** True for a word that questions may ask about: long enough to mean something, letters only. */
export function isPlain(word: string): boolean {
  return word.length >= minLetters && /^[a-z]+$/.test(word)
}
