import type { TestFile } from './sources.js'
import type { Words } from './syntax.js'

/** A test that shows an item at work. */
export interface Evidence {
  readonly path: string
  readonly title: string
}

/**
 * The test that shows an item: it names it, as a word of its own code or of its helpers'. One that names it
 * itself goes before one whose helpers do, one that names few other things before one that names many.
 */
export function evidenceFor(
  files: readonly TestFile[],
  names: (words: Words, file: Words) => boolean,
): Evidence | undefined {
  let best: (Evidence & { readonly rank: number }) | undefined
  for (const { path, words, tests } of files) {
    for (const { title, own, all } of tests) {
      if (!names(all, words)) continue
      const rank = names(own, words) ? own.size : HELPED + all.size
      if (best === undefined || rank < best.rank) best = { path, title, rank }
    }
    // A file of the devnet itself has it: no need to look elsewhere.
  }
  return best && { path: best.path, title: best.title }
}

/** More words than any test has. */
const HELPED = 1_000_000

const camel = (name: string) => name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

/** The spellings of both client libraries and of the devnet: `Pallet.call`, `tx.pallet.call`, `tx.Pallet.call`. */
export const namesCall = (pallet: string, call: string) => (words: Words) =>
  words.has(`${pallet}.${call}`) ||
  (words.has(lowerFirst(pallet)) && words.has(camel(call)) && call !== camel(call)) ||
  (words.has(pallet) && words.has(call) && call.includes('_'))

/** `state.Pallet.Item`, `query.pallet.item`. */
export const namesStorage = (pallet: string, item: string) => (words: Words, file: Words) =>
  (words.has(item) && file.has(pallet)) || (words.has(lowerFirst(pallet)) && words.has(lowerFirst(item)))

/** Errors and events by their names; those that several pallets have only beside the pallet's. */
export const namesOutcome = (pallet: string, name: string, isShared: boolean) => (words: Words) =>
  words.has(name) && (!isShared || words.has(pallet))

/** `Api_method`, `call.api.method`. */
export const namesApi = (api: string, method: string) => (words: Words) =>
  words.has(`${api}_${method}`) ||
  (words.has(lowerFirst(api)) && words.has(camel(method))) ||
  (words.has(api) && words.has(method))
