import { isSubnetError, reasonOf } from '@subnetkit/base'
import { parseOptions, UsageError } from './options.js'
import { createProgress } from './progress.js'
import { problemsOf, renderResult } from './result.js'

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options === null) return 0
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))
  process.once('SIGTERM', () => interrupted.abort(new Error('interrupted')))

  // Loaded late: the help and a wrong option must not wait for a chain client.
  const { runDemo } = await import('./run.js')
  const progress = createProgress((line) => process.stderr.write(line), interrupted.signal)
  let problems: string[] = []
  await runDemo(options, progress, interrupted.signal, (result) => {
    process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : renderResult(result))
    problems = problemsOf(result)
    for (const problem of problems) process.stderr.write(`not as it should be: ${problem}\n`)
  })
  return problems.length === 0 ? 0 : 1
}

function failure(error: unknown): number {
  const text = reasonOf(error)
  process.stderr.write(`${text}${isSubnetError(error) ? `\n${error.fix}` : ''}\n`)
  if (error instanceof UsageError) return 2
  return text === 'interrupted' ? 130 : 1
}

// All that is ours is closed by now; polkadot.js alone would hold the process for some seconds with timers.
process.exit(await main(process.argv.slice(2)).catch(failure))
