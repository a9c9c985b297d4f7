import { createRedactor, type Redactor } from '../secrets/redact.js'
import { variableOf } from './config/texts/setting-text.js'
import { exitCodes } from './exit-codes.js'
import type { CliIo } from './io.js'
import { guardIo } from './output/guard-io.js'
import { unalias } from './program/aliases.js'
import { asTyped, packagedAs } from './program/called-as.js'
import { parseCommandLine } from './program/parse.js'
import { type Invocation, notSpecified } from './program/program.js'

/** Runs one command line and returns the exit code. Never throws; everything it opened is closed when it returns. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const words = unalias(argv)
  const redactor = createRedactor(words, io.env)
  const guarded = guardIo(io, redactor)
  try {
    const parsed = parseCommandLine(words, { columns: io.stdout.columns, packagedAs: packagedAs(io) })
    if (parsed.kind === 'run') return await invoke(parsed.invocation, guarded, redactor)
    if (parsed.kind === 'print') {
      guarded.stdout.write(parsed.text)
      return exitCodes.done
    }
    const { cliError } = await import('./errors.js')
    throw parsed.secret
      ? cliError('SECRET_ON_COMMAND_LINE', parsed.secret)
      : cliError('USAGE', { detail: parsed.detail, fix: parsed.fix })
  } catch (error) {
    return report(error, words, guarded)
  }
}

/** After Ctrl-C one word on stderr is enough. */
async function report(error: unknown, words: readonly string[], io: CliIo): Promise<number> {
  const [{ exitCodeOf, renderFailure, toFailure }, { createPalette }] = await Promise.all([
    import('./output/failure.js'),
    import('./output/palette.js'),
  ])
  const failure = toFailure(error)
  const env = words.includes('--no-color') ? { ...io.env, NO_COLOR: '1' } : io.env
  const palette = createPalette(io.stderr, env)
  if (failure.code === 'INTERRUPTED') io.stderr.write(`${palette.dim('interrupted')}\n`)
  else if (words.includes('--json')) {
    const { toJson } = await import('./output/json.js')
    io.stdout.write(toJson({ error: failure }))
  } else {
    io.stderr.write(renderFailure({ ...failure, fix: asTyped(failure.fix, io) }, palette))
    const origin = failure.code === 'UNEXPECTED' && error instanceof Error ? error.stack : undefined
    if (origin && (words.includes('--verbose') || words.includes('-v'))) io.stderr.write(`${origin}\n`)
  }
  return exitCodeOf(failure)
}

/** Loaded now: neither the settings nor the action is needed to refuse a wrong command line. */
async function invoke(invocation: Invocation, io: CliIo, redactor: Redactor): Promise<number> {
  const [{ createContext }, { action }, { toJson }] = await Promise.all([
    import('./context/context.js'),
    invocation.spec.load(),
    import('./output/json.js'),
  ])
  const { command, args, spec, globals } = invocation
  const { options, configured } = await configure(invocation, io)
  const context = createContext(globals, io, redactor, configured)
  try {
    const running = action.run(context, { command, options, args })
    const outcome = await (spec.endsItself ? running : context.unlessInterrupted(running))
    if (outcome === null) return exitCodes.done
    if (context.settings.json) {
      if (outcome.data !== undefined) io.stdout.write(toJson(outcome.data))
    } else {
      const text = outcome.text()
      if (text !== '') io.stdout.write(`${text}\n`)
    }
    return outcome.exitCode ?? exitCodes.done
  } finally {
    await context.close()
  }
}

/**
 * Reads the configuration: all of it for a command that has settings; of others the file, if there is one, has the network, the
 * wallet and the netuid.
 */
async function configure({ command, spec, options, globals }: Invocation, io: CliIo) {
  const { sections, withoutConfig } = spec
  if (withoutConfig) return { options }
  const { findConfigFile } = await import('./config/find-file.js')
  const file = await findConfigFile(globals.config, io.env)
  const isNeeded = sections !== undefined || file !== null || Boolean(io.env[variableOf('subnet.netuid')])
  const configured = isNeeded
    ? await (await import('./config/load-config.js')).loadConfig(options, io.env, file)
    : undefined
  if (sections !== undefined) {
    const { withoutSettings } = await import('./program/add-settings.js')
    return { options: withoutSettings(options, sections), configured }
  }
  const field = spec.options?.find(([flags]) => flags.startsWith('--netuid '))
  const netuid = configured?.config.subnet?.netuid
  const [flags, , need] = field ?? []
  if (flags === undefined || need === undefined || options.netuid !== undefined)
    return { options, configured }
  if (netuid !== undefined) return { options: { ...options, netuid: String(netuid) }, configured }
  if (need !== 'required') return { options, configured }
  const { cliError } = await import('./errors.js')
  throw cliError('USAGE', {
    detail: notSpecified(flags),
    fix: `Run subnet ${command} --help for what it takes, or set subnet.netuid in the configuration file.`,
  })
}
