import { createLog } from '../../log/log.js'
import type { LogRecord } from '../../log/record.js'
import type { Context } from '../context/context.js'
import { nameSettings } from '../output/option-names.js'

/** Returns the function that takes the log of what runs, and writes it to stderr as the settings say. */
export function logDestination(context: Context): (record: LogRecord) => void {
  const { level, format } = context.configured.config.log ?? {}
  const least = level ?? (context.settings.quiet ? 'warn' : 'info')
  const write = (line: string) => void context.io.stderr.write(`${line}\n`)
  const log = createLog('validator', { level: least, format }, { write })
  context.closeAtEnd(() => log[Symbol.dispose]())
  return ({ level: of, source, ...entry }) =>
    log.as(source).write(of, { ...entry, message: nameSettings(entry.message) })
}
