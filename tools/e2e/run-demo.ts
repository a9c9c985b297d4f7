import { type ChildProcess, execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the demo to its end; `onProgress` receives all of stderr and of stdout so far. */
export function runDemo(
  args: readonly string[],
  onProgress: (stderr: string, child: ChildProcess, stdout: string) => void = () => {},
): Promise<Outcome> {
  const flags = ['--conditions=@subnetkit/source', '--import', 'tsx', 'tools/demo/main.ts']
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...flags, ...args],
      { cwd: root, timeout: 150_000 },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
    const seen = { stderr: '', stdout: '' }
    for (const name of ['stderr', 'stdout'] as const) {
      child[name]?.on('data', (text: string) => {
        seen[name] += text
        onProgress(seen.stderr, child, seen.stdout)
      })
    }
  })
}

/** Interrupts a demo once its progress holds `moment`, and checks how it ends. */
export async function expectInterruptedAfter(moment: string): Promise<void> {
  let sent = false
  const { code, stdout, stderr } = await runDemo(['--seed', 'e2e'], (progress, child) => {
    if (sent || !progress.includes(moment)) return
    sent = true
    child.kill('SIGINT')
  })
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  expect(stderr.trimEnd().split('\n').at(-1)).toBe('interrupted')
  expect(stderr).not.toMatch(/^ +at /m)
}
