import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CodeNames } from '@subnetkit/devnet/conformance'
import { parse, speechOf, type TestCase, testsOf, type Words, wordsOf } from './syntax.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const devnet = 'packages/devnet/src'

/** Folders of the devnet that declare, describe or copy: what only they name does nothing. */
const DECLARING = /^packages\/devnet\/src\/(?:schema|metadata|conformance|fork)\//

/** A test file and its tests, by its path from the root of the repository. */
export interface TestFile {
  readonly path: string
  readonly words: Words
  readonly tests: readonly TestCase[]
}

export const readFixture = (name: string): string =>
  readFileSync(join(root, 'packages/devnet/fixtures', name), 'utf8')

/** Tests that compare the surface or copy storage name what they compare, and these here name things to name them: they show nothing. */
const SHOWS_NOTHING = /(?:\/surface\.test\.ts|^packages\/devnet\/src\/(?:conformance|fork)\/.*)$/

/** Tests of the devnet itself, then those elsewhere that run one. */
export function devnetTests(): TestFile[] {
  const elsewhere = filesUnder('packages')
    .concat(filesUnder('tools'))
    .filter((path) => !path.startsWith(devnet) && !path.startsWith('tools/conformance/'))
  return [...filesUnder(devnet), ...elsewhere]
    .filter((path) => path.endsWith('.test.ts') && !SHOWS_NOTHING.test(path))
    .map((path) => ({ path, text: read(path) }))
    .filter(({ path, text }) => path.startsWith(devnet) || text.includes('@subnetkit/devnet'))
    .map(({ path, text }) => {
      const file = parse(path, text)
      return { path, words: wordsOf(file), tests: testsOf(file) }
    })
}

/** Names that the devnet's code uses. `shared` are names that several pallets have. */
export function codeNames(shared: ReadonlySet<string>): CodeNames {
  const files = filesUnder(devnet)
    .filter((path) => !path.endsWith('.test.ts') && !path.includes('/testing/') && !DECLARING.test(path))
    .map((path) => parse(path, read(path)))
    .map((file) => ({ words: wordsOf(file), ...speechOf(file) }))
  return {
    // By its name alone in the tables of parameters.
    hasStorage: (pallet, name) =>
      files.some(
        ({ reached, texts }) => reached.has(`${pallet}.${name}`) || (texts.has(name) && !shared.has(name)),
      ),
    hasName: (pallet, name) =>
      files.some(({ words, texts }) => texts.has(name) && (!shared.has(name) || words.has(pallet))),
  }
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

function filesUnder(folder: string): string[] {
  const files: string[] = []
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === 'dist') continue
      if (entry.isDirectory()) walk(join(path, entry.name))
      else if (entry.name.endsWith('.ts')) files.push(relative(root, join(path, entry.name)))
    }
  }
  walk(join(root, folder))
  return files.sort()
}
