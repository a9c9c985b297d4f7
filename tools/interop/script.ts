import { z } from 'zod'
import { type RunOptions, run } from './process.js'
import { lastLine } from './python.js'
import type { Report } from './report.js'

const result = z.object({ step: z.string(), problem: z.string().optional() })

/** Runs a script that prints one JSON object per step, and records them. */
export async function runScript(
  client: string,
  command: readonly [program: string, ...args: string[]],
  options: RunOptions,
  report: Report,
): Promise<void> {
  const [program, ...args] = command
  const { code, output } = await run(program, args, options)
  for (const line of output.split('\n').filter((text) => text.startsWith('{"step"'))) {
    const { step, problem } = result.parse(JSON.parse(line))
    report.note(`${client}: ${step}`, problem)
  }
  if (code !== 0) {
    report.note(`${client}: the script`, `ended with ${code ?? 'the deadline'}: ${lastLine(output)}`)
  }
}
