import { exitCodes } from './exit-codes.js'
import type { CliIo } from './io.js'
import { exitCodeOf, type Failure, renderFailure, toFailure } from './output/failure.js'
import { toJson } from './output/json.js'
import { createPalette } from './output/palette.js'
import { unalias } from './program/aliases.js'
import { parseCommandLine } from './program/parse.js'
import type { Invocation } from './program/program.js'

/** Runs one command line and returns the exit code. Never throws; everything it opened is closed when it returns. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const words = unalias(argv)
  try {
    const parsed = parseCommandLine(words, io.stdout.columns)
    if (parsed.kind === 'run') return await invoke(parsed.invocation, io)
    io.stdout.write(parsed.text)
    return exitCodes.done
  } catch (error) {
    const failure = toFailure(error)
    report(failure, error, words, io)
    return exitCodeOf(failure)
  }
}

/** An interruption was asked for, so that one word on stderr is enough. */
function report(failure: Failure, error: unknown, words: readonly string[], io: CliIo): void {
  const env = words.includes('--no-color') ? { ...io.env, NO_COLOR: '1' } : io.env
  const palette = createPalette(io.stderr, env)
  if (failure.code === 'INTERRUPTED') {
    io.stderr.write(`${palette.dim('interrupted')}\n`)
    return
  }
  if (words.includes('--json')) {
    io.stdout.write(toJson({ error: failure }))
    return
  }
  io.stderr.write(renderFailure(failure, palette))
  const origin = failure.code === 'UNEXPECTED' && error instanceof Error ? error.stack : undefined
  if (origin && (words.includes('--verbose') || words.includes('-v'))) io.stderr.write(`${origin}\n`)
}

/** Loaded now: neither the settings nor the action is needed to refuse a wrong command line. */
async function invoke(invocation: Invocation, io: CliIo): Promise<number> {
  const [{ createContext }, { action }] = await Promise.all([
    import('./context/context.js'),
    invocation.spec.load(),
  ])
  const context = createContext(invocation.globals, io)
  try {
    const { options, args } = invocation
    const outcome = await context.unlessInterrupted(action.run(context, { options, args }))
    if (outcome === null) return exitCodes.done
    if (context.settings.json) io.stdout.write(toJson(outcome.data))
    else {
      const text = outcome.text()
      if (text !== '') io.stdout.write(`${text}\n`)
    }
    return outcome.exitCode ?? exitCodes.done
  } finally {
    await context.close()
  }
}
