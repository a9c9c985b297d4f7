import type { TestFile } from './sources.js'
import type { Words } from './syntax.js'

/** A test that shows an item at work. */
export interface Evidence {
  readonly path: string
  readonly title: string
}

/** Returns true if code with these words, in a file with those, names an item. */
export type Naming = (words: Words, file: Words) => boolean

/**
 * The test that shows an item: it names it, itself or in a helper that it uses. Of several: one that names it
 * itself, then one whose title has the name, then one with few words besides.
 */
export function evidenceFor(files: readonly TestFile[], name: string, isNamed: Naming): Evidence | undefined {
  const found = files.flatMap(({ path, words, tests }) =>
    tests
      .filter(({ all }) => isNamed(all, words))
      .map(({ title, own, all }) => {
        const isOwn = isNamed(own, words)
        const rank = [isOwn ? 0 : 1, title.includes(name) ? 0 : 1, (isOwn ? own : all).size]
        return { path, title, rank }
      }),
  )
  found.sort(
    (a, b) => a.rank.map((part, at) => part - b.rank[at]!).find((difference) => difference !== 0) ?? 0,
  )
  const [best] = found
  return best && { path: best.path, title: best.title }
}

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

/** `Api_method`, `call.api.method`, `apis.Api.method`; by two words only where both are unmistakable. */
export const namesApi = (api: string, method: string) => (words: Words) =>
  words.has(`${api}_${method}`) ||
  (method.includes('_') &&
    ((words.has(lowerFirst(api)) && words.has(camel(method))) || (words.has(api) && words.has(method))))
