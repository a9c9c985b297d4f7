import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runStamp } from '@subnetkit/templates'
import { expect } from 'vitest'
import { root } from '../../boundaries/workspace.js'

/** The README's exercise: options of the devnet, the weight that is left, the criterion, and the test that then fails. */
function exerciseOf(readme: string) {
  const part = (pattern: RegExp) => {
    const found = pattern.exec(readme)?.[1]
    if (found === undefined) throw new Error(`the README says nothing like ${pattern}`)
    return found
  }
  return {
    options: part(/`npm run dev -- (--(?!gateway)[^`]+)`/).split(' '),
    criterion: part(/weight of `(\w+)` to [\d.]+/),
    weight: part(/weight of `\w+` to ([\d.]+)/),
    code: part(/```ts\n(.*?) *```/s),
    failing: part(/`npm test`: "([^"]+)" fails/),
  }
}

/** Domains whose README has the exercise. */
export const exercised = ['text', 'image', 'blank'] as const
export type Exercised = (typeof exercised)[number]

/** Sentence of the README about the test that fails. */
const corrections: Readonly<Record<Exercised, (test: string, readme: string) => string>> = {
  text: (test, readme) =>
    test.replace(/\['1\.000', [^\]]+\]/, /Say there what it is now: `([^`]+)`/.exec(readme)?.[1] ?? ''),
  blank: replaceExpected,
  image: replaceExpected,
}

function replaceExpected(test: string, readme: string): string {
  const [, to = '', from = ''] =
    /Say there what it is now: `([^`]+)` in the place of `([^`]+)`/.exec(readme) ?? []
  return test.replace(`toBeCloseTo(${from}`, `toBeCloseTo(${to}`)
}

export const testFiles: Readonly<Record<Exercised, string>> = {
  text: 'src/rubric.test.ts',
  blank: 'src/subnet.test.ts',
  image: 'src/rubric.test.ts',
}

/** A project in a folder, into which the rubric and the test of its README can be put. */
export async function openExercise(folder: string, domain: Exercised) {
  const project = join(folder, domain)
  await runStamp({
    target: project,
    answers: { name: 'acme', domain, packageManager: 'npm', flavour: 'project' },
  })
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  const readme = await readFile(join(project, 'README.md'), 'utf8')
  const exercise = exerciseOf(readme)
  const edit = async (path: string, change: (text: string) => string) => {
    const before = await readFile(join(project, path), 'utf8')
    const after = change(before)
    expect(after, path).not.toBe(before)
    await writeFile(join(project, path), after)
  }
  return {
    ...{ project, exercise },
    async editRubric() {
      await edit('src/rubric.ts', (text) =>
        text.replace(
          new RegExp(`criterion\\('${exercise.criterion}', [\\d.]+,`),
          `criterion('${exercise.criterion}', ${exercise.weight},`,
        ),
      )
      await edit('src/rubric.ts', (text) =>
        text.replace(/,?\s*\],\n( +)factors/, `,\n${exercise.code}$1],\n$1factors`),
      )
    },
    correctTest: () => edit(testFiles[domain], (text) => corrections[domain](text, readme)),
  }
}
