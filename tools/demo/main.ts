import { isSubnetError } from '@subnetkit/core'
import { parseOptions, UsageError } from './options.js'
import { createProgress } from './progress.js'
import { problemsOf, renderResult } from './result.js'
import { runDemo } from './run.js'

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options === null) return 0
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))
  process.once('SIGTERM', () => interrupted.abort(new Error('interrupted')))

  const progress = createProgress((line) => process.stderr.write(line))
  let problems: string[] = []
  await runDemo(options, progress, interrupted.signal, (result) => {
    process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : renderResult(result))
    problems = problemsOf(result)
    for (const problem of problems) process.stderr.write(`not as it should be: ${problem}\n`)
  })
  return problems.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const text = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${text}${isSubnetError(error) ? `\n${error.fix}` : ''}\n`)
  process.exitCode = error instanceof UsageError ? 2 : text === 'interrupted' ? 130 : 1
}
