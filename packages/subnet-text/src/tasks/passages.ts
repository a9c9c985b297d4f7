import { readFileSync } from 'node:fs'
import { z } from 'zod'

const passageFile = new URL('../../data/passages.json', import.meta.url)
const passageSchema = z.array(z.object({ source: z.string(), text: z.string() })).min(1)

/** An excerpt of real English prose; `source` names the work. */
export type Passage = z.infer<typeof passageSchema>[number]

let cached: readonly Passage[] | undefined

/** The passages that ship with the package; read on first use. */
export function passages(): readonly Passage[] {
  cached ??= passageSchema.parse(JSON.parse(readFileSync(passageFile, 'utf8')))
  return cached
}

/** A question about a passage, as miners see it: the prompt has everything that is needed. */
export function passagePrompt(text: string, question: string): string {
  return `Passage:\n${text}\n\nQuestion: ${question}`
}
