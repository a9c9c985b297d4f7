import {
  type Clock,
  callback,
  checked,
  configError,
  integer,
  made,
  milliseconds,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import type { Database, DatabasePlace, DatabasePorts } from './database.js'
import { openEmbedded } from './embedded-database.js'
import { openPostgres } from './postgres-database.js'

const databasePlace = optionsOf({
  clock: made<Clock>('a clock', 'now', 'sleep', 'interval').optional(),
  onWarning: callback<(error: Error) => void>().optional(),
  directory: text('the path of a directory').optional(),
  memory: checked<true>((value) => value === true, 'true').optional(),
  url: checked<string>(
    (value) => typeof value === 'string' && /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
    'a URL that begins with postgres://',
  ).optional(),
  maxConnections: integer(1, 1_000).default(10),
  connectMs: milliseconds().default(10_000),
  statementMs: milliseconds().default(30_000),
  idleMs: milliseconds().default(30_000),
})

/**
 * Opens a database: an embedded one, which is created if needed (a boot takes about 1 s), or a server's. Throws CONFIG_INVALID unless exactly
 * one place is given. Embedded: STORE_BUSY if another process has the directory, DISK_FULL, PATH_UNWRITABLE,
 * PATH_INVALID or DISK_FAILED if the directory cannot be written, STORE_CORRUPT if its data cannot be read. A server:
 * DRIVER_MISSING without the package `pg`, DATABASE_UNREACHABLE, DATABASE_LOGIN_REFUSED, DATABASE_MISSING,
 * DATABASE_TLS_FAILED, DATABASE_READ_ONLY or DATABASE_OUTDATED.
 */
export async function openDatabase(place: DatabasePlace & DatabasePorts): Promise<Database> {
  const { directory, memory, url, clock, onWarning, ...limits } = parseOptions(
    databasePlace,
    place,
    'openDatabase',
  )
  if ([directory, memory, url].filter((one) => one !== undefined).length !== 1) {
    const detail = 'exactly one of directory, memory and url is needed'
    const fix =
      'Give a directory, the url of a PostgreSQL server, or memory: true to lose them with the process.'
    throw configError('CONFIG_INVALID', { place: 'openDatabase', detail, fix })
  }
  if (url !== undefined) return openPostgres(url, limits)
  return openEmbedded(directory, { clock, onWarning })
}
