import type { Context } from '../context/context.js'
import { cliError } from '../errors.js'

/** The module of the subnet: the argument, or the setting. Throws USAGE. */
export function moduleOf({ configured }: Context, argument: string | undefined): string {
  const module = argument ?? configured.config.subnet?.module
  if (module !== undefined) return module
  throw cliError('USAGE', {
    detail: 'no subnet is given',
    fix: 'Name the file or the package that exports it, such as ./subnet.ts, or set subnet.module in the configuration file.',
  })
}
