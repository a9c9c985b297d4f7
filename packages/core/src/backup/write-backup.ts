import type { Database } from '../store/database.js'
import { migrations } from '../store/migrations.js'
import { writeLines } from './backup-file.js'
import { dumpStore, type StoredValidator } from './dump-store.js'
import {
  type BackupHeader,
  type BackupManifest,
  type BackupPart,
  backupFormat,
  backupVersion,
  configPart,
  digestPart,
} from './manifest.js'

/** Options of {@link writeBackup}. */
export interface BackupOptions {
  readonly database: Database
  readonly of: StoredValidator
  readonly path: string
  /** Configuration without secrets, for JSON. @default none */
  readonly config?: object | undefined
  /** Names of what the caller has left out. @default none */
  readonly leftOut?: readonly string[] | undefined
  /** Version of the program. */
  readonly writtenBy: string
  /** ISO 8601. */
  readonly writtenAt: string
  /** Called from time to time with what is written so far. @default none */
  readonly onProgress?: ((progress: { readonly part: string; readonly rows: number }) => void) | undefined
}

/** Left out of every backup. */
const always = ['keys and mnemonics', 'jobs of the queue', "the store's holder of the lease"]

/** Rows between two reports. */
const reportRows = 20_000

/**
 * Writes the store of a validator as it is at one moment into one file, while others read and write it: rows are read in one transaction of
 * the server, so pass a copy of an embedded database that a process runs on. Returns the manifest and the size. Throws STORE_UNKNOWN, STORE_OUTDATED, STORE_NEWER,
 * STORE_HALF_RESTORED, and the errors of files and of the database.
 */
export async function writeBackup(
  options: BackupOptions,
): Promise<{ readonly manifest: BackupManifest; readonly bytes: number }> {
  const { database, of, path, config, leftOut = [], writtenBy, writtenAt, onProgress } = options
  // A transaction that runs again writes the file again.
  return database.transaction(
    async (transaction) => {
      await transaction.query('set transaction isolation level repeatable read, read only')
      const dump = await dumpStore(transaction, { of, place: database.place, newest: migrations.length })
      const header: BackupHeader = {
        ...{ format: backupFormat, version: backupVersion, writtenBy, writtenAt },
        ...{
          storeVersion: dump.version,
          ...of,
          mechanisms: [...dump.mechanisms],
          block: dump.block,
          leftOut: [...always, ...leftOut],
        },
      }
      const parts: BackupPart[] = []
      let rows = 0
      async function* part(
        name: string,
        columns: readonly string[],
        lines: AsyncIterable<string> | string[],
      ) {
        yield JSON.stringify({ part: name, columns })
        const digest = digestPart(name)
        for await (const line of lines) {
          digest.add(line)
          yield line
          rows += 1
          if (rows % reportRows === 0) onProgress?.({ part: name, rows })
        }
        const end = digest.end()
        parts.push(end)
        yield JSON.stringify({ end })
      }
      async function* lines() {
        yield JSON.stringify({ header })
        if (config !== undefined)
          yield* part(configPart, ['json'], [JSON.stringify([JSON.stringify(config)])])
        for (const table of dump.tables) {
          const columns = table.columns.map(({ name }) => name)
          yield* part(table.name, columns, dump.rows(table))
        }
        yield JSON.stringify({ parts })
      }
      const { bytes } = await writeLines(path, lines())
      return { manifest: { ...header, parts }, bytes }
    },
    { lock: null },
  )
}
