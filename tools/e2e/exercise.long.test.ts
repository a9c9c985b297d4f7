import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runStamp } from '@subnetkit/templates'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from '../boundaries/workspace.js'

const run = promisify(execFile)
const cli = join(root, 'packages/subnetkit/src/cli/main.ts')
const loader = fileURLToPath(import.meta.resolve('tsx'))
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subnetkit-exercise-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

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
const exercised = ['text', 'image', 'blank'] as const
type Exercised = (typeof exercised)[number]

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

const testFiles: Readonly<Record<Exercised, string>> = {
  text: 'src/rubric.test.ts',
  blank: 'src/subnet.test.ts',
  image: 'src/rubric.test.ts',
}

interface Row {
  readonly manner: string
  readonly average: number | null
  readonly weight: number
  readonly incentive: number
  readonly parts: Readonly<Record<string, number>>
}

interface DevEvent {
  readonly event: string
  readonly rows?: readonly Row[]
  readonly miners?: readonly { readonly because: string | null }[]
}

/** Miners of a table: the one that waits, and the one that answers a part of its questions. */
function rivals({ rows = [] }: DevEvent): readonly [waits: Row, seldom: Row] | null {
  const waits = rows.find(({ manner }) => manner.startsWith('waits'))
  const seldom = rows.find(({ manner }) => manner.startsWith('answers'))
  return waits === undefined || seldom === undefined ? null : [waits, seldom]
}

const ranksAbove = (one: Row, other: Row): boolean =>
  (one.average ?? 0) > (other.average ?? 0) && one.weight > other.weight && one.incentive > other.incentive

/** A project with the README's rubric put in by {@link edit}. */
async function openExercise(domain: Exercised) {
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

it.each(exercised)('the exercise of the README of %s breaks the test that it names', async (domain) => {
  const { project, exercise, editRubric, correctTest } = await openExercise(domain)
  await editRubric()
  // Of image only those of the rubric: the others paint and read pictures.
  const files = domain === 'image' ? [testFiles.image] : ['--dir', 'src']
  expect(await failuresIn(project, files)).toEqual([exercise.failing])
  await correctTest()
  // The files that it does not touch have passed.
  expect(await failuresIn(project, [testFiles[domain]])).toEqual([])
})

it('docs/create.md shows the exercise of blank', async () => {
  const { exercise } = await openExercise('blank')
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ')
  const docs = plain(await readFile(join(root, 'docs/create.md'), 'utf8'))
  expect(docs).toContain(plain(exercise.code))
  expect(docs).toContain(`criterion('correct', ${exercise.weight},`)
  expect(docs).toContain(`npm run dev -- ${exercise.options.join(' ')}`)
  expect(docs).toContain(`"${exercise.failing}" fails`)
})

it('the exercise of the README changes the ranks on the devnet', async () => {
  const { project, exercise, editRubric } = await openExercise('text')
  const args = ['dev', ...exercise.options, '--json', '--port', '0']
  const dev = spawn(process.execPath, ['--conditions=@subnetkit/source', '--import', loader, cli, ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(dev, 'close')
  try {
    const events = createInterface({ input: dev.stdout })[Symbol.asyncIterator]()
    const next = async (fits: (event: DevEvent) => boolean): Promise<void> => {
      for (;;) {
        const { value, done } = await events.next()
        if (done) throw new Error('the devnet ended early')
        if (fits(JSON.parse(value))) return
      }
    }
    await next((event) => {
      const [waits, seldom] = rivals(event) ?? []
      return waits !== undefined && seldom !== undefined && ranksAbove(waits, seldom)
    })
    await editRubric()
    await next(({ event }) => event === 'reloaded')
    await next(
      ({ event, miners = [] }) =>
        event === 'edit' && miners.some(({ because }) => because?.startsWith("because 'prompt' counts -0.")),
    )
    await next((event) => {
      const [waits, seldom] = rivals(event) ?? []
      return waits?.parts.prompt === 0 && seldom !== undefined && ranksAbove(seldom, waits)
    })
  } finally {
    dev.kill('SIGINT')
    await ended
  }
})

/** Tests of a project that fail, in these files. */
async function failuresIn(project: string, files: readonly string[]): Promise<string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', ...files, '--reporter=json']
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
