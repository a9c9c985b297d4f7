import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { type Lane, runLanes } from './lanes.js'

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const script = (name: string) => ['npm', 'run', name] as const

/** Parts of the gate; the arguments of the first go to Vitest. */
const parts: Readonly<Record<string, (args: readonly string[]) => readonly Lane[]>> = {
  // Tests run against the sources. Neither lint nor the compiler keeps two cores busy.
  test: (args) => [[[process.execPath, vitest, 'run', ...args]], [script('lint'), script('typecheck')]],
  // One waits for a registry and the disk, the other for processes that it has killed.
  rest: () => [[script('check:packages')], [script('chaos')]],
}

// The compiler collects its garbage less often: 0.15 of its CPU time, for a third more memory.
process.env.GOGC ??= '400'

const [name = '', ...args] = process.argv.slice(2)
const lanes = parts[name]?.(args)
if (lanes === undefined) {
  process.stderr.write(`There is no part ${name}. Give one of: ${Object.keys(parts).join(', ')}.\n`)
  process.exit(2)
}
const failed = await runLanes(lanes, { print: (text) => void process.stdout.write(text) })
for (const step of failed) process.stderr.write(`failed: ${step}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
