import { isSubnetError, reasonOf } from '@subnetkit/base'
import { castNames } from './cast.js'
import { type DemoOptions, parseOptions, UsageError } from './options.js'
import { createProgress } from './progress.js'
import { type DemoResult, type Played, problemsOf, renderResult, renderSummary } from './result.js'

async function main(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options === null) return 0
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))
  process.once('SIGTERM', () => interrupted.abort(new Error('interrupted')))

  if (options.composed) return await playComposed(options, interrupted.signal)
  if (options.subnet !== 'all') {
    const { problems } = await play(options, interrupted.signal, (result) =>
      process.stdout.write(options.json ? json(result) : renderResult(result)),
    )
    return problems.length === 0 ? 0 : 1
  }
  const played: Played[] = []
  for (const subnet of castNames()) {
    process.stderr.write(`\n${subnet}\n`)
    played.push(
      await play({ ...options, subnet }, interrupted.signal, (result) =>
        options.json ? undefined : process.stdout.write(renderResult(result)),
      ).catch((error: unknown) => {
        interrupted.signal.throwIfAborted()
        return { subnet, problems: [describe(error)] }
      }),
    )
  }
  process.stdout.write(options.json ? json({ subnets: played }) : renderSummary(played))
  return played.every(({ problems }) => problems.length === 0) ? 0 : 1
}

/** Plays four subnets that build on each other. */
async function playComposed({ seed, json: isJson }: DemoOptions, interrupted: AbortSignal): Promise<number> {
  const { renderComposed, runComposed } = await import('./composed/run-composed.js')
  const result = await runComposed(
    seed,
    createProgress((line) => process.stderr.write(line), interrupted),
  )
  process.stdout.write(isJson ? json(result) : renderComposed(result))
  for (const problem of result.problems) process.stderr.write(`not as it should be: ${problem}\n`)
  return result.problems.length === 0 ? 0 : 1
}

/** Plays one subnet to its end, and says what is not as it should be. */
async function play(
  options: DemoOptions,
  interrupted: AbortSignal,
  report: (result: DemoResult) => void,
): Promise<Played & { readonly result: DemoResult | undefined }> {
  // Loaded late: the help and a wrong option must not wait for a chain client.
  const { runDemo } = await import('./run.js')
  const progress = createProgress((line) => process.stderr.write(line), interrupted)
  let result: DemoResult | undefined
  let problems: string[] = []
  await runDemo(options, progress, interrupted, (reported) => {
    result = reported
    report(reported)
    problems = problemsOf(reported)
    for (const problem of problems) process.stderr.write(`not as it should be: ${problem}\n`)
  })
  return { subnet: options.subnet, result, problems }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const describe = (error: unknown) => `${reasonOf(error)}${isSubnetError(error) ? `\n${error.fix}` : ''}`

function failure(error: unknown): number {
  process.stderr.write(`${describe(error)}\n`)
  if (error instanceof UsageError) return 2
  return reasonOf(error) === 'interrupted' ? 130 : 1
}

// All that is ours is closed by now; polkadot.js alone would hold the process for some seconds with timers.
process.exit(await main(process.argv.slice(2)).catch(failure))
