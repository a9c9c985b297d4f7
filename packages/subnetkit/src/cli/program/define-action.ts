import type { z } from 'zod'
import type { Context } from '../context/context.js'
import { CliError } from '../output/failure.js'
import type { CommandAction, Outcome } from './action.js'

/** An action whose options are parsed by a schema first; what does not fit is a usage error that names the option. */
export function defineAction<Schema extends z.ZodObject>(
  schema: Schema,
  run: (context: Context, options: z.output<Schema>, args: readonly string[]) => Promise<Outcome | null>,
): CommandAction {
  const action: CommandAction['run'] = async (context, { options, args }) => {
    const parsed = schema.safeParse(options)
    if (parsed.success) return run(context, parsed.data, args)
    throw new CliError(
      'USAGE',
      parsed.error.issues.map(({ path, message }) => `${flagOf(path)}: ${message}`).join('; '),
      'see --help of the command for what it takes',
    )
  }
  return { options: Object.keys(schema.shape), run: action }
}

const flagOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'the options'
    : `--${String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
