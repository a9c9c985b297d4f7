import type { LogRecord } from '../../log/record.js'
import { packageHashOf } from '../../validator/own-package.js'
import type { Context } from '../context/context.js'
import { locateModule } from '../module/locate-module.js'
import { logDestination } from './log-destination.js'

/** Hash of the package that a module belongs to; null for none. */
export async function moduleHash(
  context: Context,
  module: string,
  source: LogRecord['source'],
): Promise<string | null> {
  const write = logDestination(context)
  const log = {
    write: (level: LogRecord['level'], entry: object) =>
      write({
        time: Date.now(),
        level,
        source,
        code: null,
        ...(entry as Pick<LogRecord, 'event' | 'message'>),
      }),
  }
  return (await packageHashOf(await locateModule(module), log)) ?? null
}
