import type { z } from 'zod'
import type { Context } from '../context/context.js'
import { cliError } from '../errors.js'
import type { CommandAction, Outcome } from './action.js'

/** Defines an action whose options are parsed by a schema first; a value that does not fit is a usage error. */
export function defineAction<Schema extends z.ZodObject>(
  schema: Schema,
  run: (context: Context, options: z.output<Schema>, args: readonly string[]) => Promise<Outcome | null>,
): CommandAction {
  const action: CommandAction['run'] = async (context, { command, options, args }) => {
    const parsed = schema.safeParse(options)
    if (parsed.success) return run(context, parsed.data, args)
    throw cliError('USAGE', {
      detail: parsed.error.issues.map(({ path, message }) => `${flagOf(path)} ${message}`).join('; '),
      fix: `Run subnet ${command} --help for what its options take.`,
    })
  }
  return { options: Object.keys(schema.shape), run: action }
}

const flagOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'the options'
    : `--${String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
