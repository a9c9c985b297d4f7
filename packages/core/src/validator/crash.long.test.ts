import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BundledPrograms } from '@subnetkit/base/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createQueues } from '../queue/queues.js'
import { openDatabase } from '../store/open-database.js'
import { live } from './testing/crash-life.js'
import { bundleCrashProgram, type CrashLine, runCrashProcess } from './testing/crash-process.js'

const directories: string[] = []
function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'subnetkit-crashes-'))
  directories.push(directory)
  return directory
}
let programs: BundledPrograms
beforeAll(async () => {
  programs = await bundleCrashProgram()
})
afterAll(async () => {
  await programs[Symbol.asyncDispose]()
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

const steps = [
  ...['openRound', 'publishRound', 'published', 'observe', 'planRound', 'addAnswer', 'answered', 'scored'],
  ...['compared', 'fold', 'add', 'replace', 'decided'],
]

const resultOf = (lines: readonly CrashLine[]) => {
  const { name: _, ...result } = lines.find(({ scores }) => scores) ?? {}
  return result
}

const directory = newDirectory()

// One directory sees every kill: each process finishes the round of the one before, and starts one in which it dies.
let whole: ReturnType<typeof resultOf>
test.each(steps.map((step, index) => [step, steps[index - 1] ?? 'whole'] as const))(
  'a validator is killed right after %s, having finished the round of one that was killed after %s with the same scores',
  async (step, before) => {
    const { lines, signal } = await runCrashProcess({
      programs,
      directory,
      lives: [before, `${step}!${step}`],
    })
    expect(signal).toBe('SIGKILL')
    whole ??= resultOf(lines)
    expect(whole).toMatchObject({ receipts: 18 })
    expect(resultOf(lines)).toEqual(whole)
  },
)

test('the last one finishes its round too', async () => {
  const last = await runCrashProcess({ programs, directory, lives: [steps.at(-1)!] })
  expect([last.code, resultOf(last.lines)]).toEqual([0, whole])
})

test('verdicts on answers to users count once, though the validator is killed between storing and counting them, and before it notes that', async () => {
  const run = (...lives: string[]) => runCrashProcess({ programs, directory, lives })
  for (const step of ['addEvidence', 'scored', 'fold'])
    expect((await run(`organic+!${step}`)).signal).toBe('SIGKILL')
  const killed = resultOf((await run('organic+')).lines)
  const { lines } = await run('never killed+', 'no verdicts')
  const [whole, without] = ['never killed', 'no verdicts'].map((name) =>
    resultOf(lines.filter((line) => line.name === name)),
  )
  expect(killed).toMatchObject({ counted: [25], waiting: 0 })
  expect(killed).toEqual(whole)
  expect(without!.scores).not.toEqual(whole!.scores)
})

test('a validator killed in the midst of a round finishes it with the same scores', {
  timeout: 240_000,
}, async () => {
  const directory = newDirectory()
  const done = (lines: readonly CrashLine[]) => lines.filter(({ kind }) => kind === 'task-done').length
  const killed = await runCrashProcess({
    ...{ programs, directory, paceMs: 30, lives: ['killed'] },
    stop: (lines) => done(lines) >= 7,
  })
  expect(killed.signal).toBe('SIGKILL')

  await using database = await openDatabase({ directory })
  await using queues = await createQueues({ database })
  const run = async (name: string) => {
    const lines: { readonly asked?: string; readonly kind?: string }[] = []
    const say = (line: unknown) => lines.push(line as (typeof lines)[number])
    return { lines, result: await live({ database, queues, name, say }) }
  }
  const resumed = await run('killed')
  const whole = await run('whole')
  expect(resumed.result).toEqual(whole.result)
  // Receipts that were kept are not asked for again: 18 tasks, of which at least 7 were done.
  expect(whole.lines.filter(({ asked }) => asked)).toHaveLength(18)
  expect(resumed.lines.filter(({ asked }) => asked).length).toBeLessThanOrEqual(11)
  expect(resumed.lines.filter(({ kind }) => kind === 'round-folded')).toHaveLength(1)
})
