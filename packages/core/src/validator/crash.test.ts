import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'subnetkit-crash-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const script = fileURLToPath(new URL('./testing/crash-child.js', import.meta.url))

function run(directory: string, paceMs: number): ChildProcess {
  const args = [
    '--conditions=@subnetkit/source',
    '--import',
    'tsx',
    script,
    join(root, directory),
    `${paceMs}`,
  ]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

interface Line {
  readonly asked?: string
  readonly kind?: string
  readonly scores?: readonly unknown[]
  readonly receipts?: number
}

/** Output of a child until it ends, or until `stop` holds and it is killed on the spot. */
async function listen(child: ChildProcess, stop: (lines: readonly Line[]) => boolean = () => false) {
  const ended = once(child, 'exit')
  const lines: Line[] = []
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(JSON.parse(line) as Line)
    if (stop(lines)) {
      child.kill('SIGKILL')
      break
    }
  }
  const [code, signal] = (await ended) as [number | null, string | null]
  return { lines, code, signal }
}

test('a validator killed in the midst of a round finishes it with the same scores', {
  timeout: 90_000,
}, async () => {
  const done = (lines: readonly Line[]) => lines.filter(({ kind }) => kind === 'task-done').length
  const killed = await listen(run('killed', 30), (lines) => done(lines) >= 7)
  expect(killed.signal).toBe('SIGKILL')

  const resumed = await listen(run('killed', 0))
  const whole = await listen(run('whole', 0))
  expect([resumed.code, whole.code]).toEqual([0, 0])
  expect(resumed.lines.find(({ scores }) => scores)).toEqual(whole.lines.find(({ scores }) => scores))
  // Receipts that were kept are not asked for again: 18 tasks, of which at least 7 were done.
  expect(resumed.lines.filter(({ asked }) => asked).length).toBeLessThanOrEqual(11)
  expect(resumed.lines.filter(({ kind }) => kind === 'round-folded')).toHaveLength(1)
})
