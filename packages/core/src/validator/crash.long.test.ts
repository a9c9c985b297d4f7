import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type CrashLine, runCrashProcess } from './testing/crash-process.js'

const directory = mkdtempSync(join(tmpdir(), 'subnetkit-crashes-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const steps = [
  ...['openRound', 'publishRound', 'published', 'planRound', 'addAnswer', 'answered', 'scored'],
  ...['fold', 'add', 'replace', 'decided'],
]

const resultOf = (lines: readonly CrashLine[]) => {
  const { name: _, ...result } = lines.find(({ scores }) => scores) ?? {}
  return result
}

// One directory sees every kill: each process finishes the round of the one before, and starts one in which it dies.
let whole: ReturnType<typeof resultOf>
test.each(steps.map((step, index) => [step, steps[index - 1] ?? 'whole'] as const))(
  'a validator is killed right after %s, having finished the round of one that was killed after %s with the same scores',
  async (step, before) => {
    const { lines, signal } = await runCrashProcess({ directory, lives: [before, `${step}!${step}`] })
    expect(signal).toBe('SIGKILL')
    whole ??= resultOf(lines)
    expect(whole).toMatchObject({ receipts: 18 })
    expect(resultOf(lines)).toEqual(whole)
  },
)

test('the last one finishes its round too', async () => {
  const last = await runCrashProcess({ directory, lives: [steps.at(-1)!] })
  expect([last.code, resultOf(last.lines)]).toEqual([0, whole])
})
