import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from '../boundaries/workspace.js'
import { exercised, openExercise, testFiles } from './testing/exercise.js'

const run = promisify(execFile)
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-exercise-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it.each(exercised)('the exercise of the README of %s breaks the test that it names', async (domain) => {
  const { project, exercise, editRubric, correctTest } = await openExercise(folder, domain)
  await editRubric()
  // Of image only those of the rubric: the others paint and read pictures.
  const files = domain === 'image' ? [testFiles.image] : ['--dir', 'src']
  expect(await failuresIn(project, files)).toEqual([exercise.failing])
  await correctTest()
  // The files that it does not touch have passed.
  expect(await failuresIn(project, [testFiles[domain]])).toEqual([])
})

it('docs/create.md shows the exercise of blank', async () => {
  const { exercise } = await openExercise(folder, 'blank')
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ')
  const docs = plain(await readFile(join(root, 'docs/create.md'), 'utf8'))
  expect(docs).toContain(plain(exercise.code))
  expect(docs).toContain(`criterion('correct', ${exercise.weight},`)
  expect(docs).toContain(`npm run dev -- ${exercise.options.join(' ')}`)
  expect(docs).toContain(`"${exercise.failing}" fails`)
})

/** Tests of a project that fail, in these files. */
async function failuresIn(project: string, files: readonly string[]): Promise<string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  // Other files run beside it, where a project has the machine for itself.
  const args = [vitest, 'run', ...files, '--reporter=json', '--testTimeout=120000']
  const { stdout } = await run(process.execPath, args, { cwd: project }).catch(
    (failed: { readonly stdout: string }) => failed,
  )
  const { testResults } = JSON.parse(stdout) as {
    readonly testResults: readonly {
      readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
    }[]
  }
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed')
    .map(({ title }) => title)
}
