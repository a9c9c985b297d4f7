import { createHash, type Hash } from 'node:crypto'
import { z } from 'zod'

/** Name and version of the format of a backup. */
export const backupFormat = 'subnetkit-backup'
export const backupVersion = 1

/** Schema version from which on scopes have a table of their own. */
export const oldestStore = 15

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)
/** Shown to people, so that it must not repaint a terminal. */
const label = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u)

const headerSchema = z.object({
  format: z.literal(backupFormat),
  version: z.int().min(1),
  /** Version of subnetkit that wrote it. */
  writtenBy: label,
  /** ISO 8601, of the clock of its machine. */
  writtenAt: label,
  /** Version of the store's schema. */
  storeVersion: z.int().min(1),
  netuid: z.int().min(0).max(0xffff),
  mechanisms: z.array(z.int().min(0).max(0xff)).min(1),
  /** SS58 address. */
  hotkey: z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{1,64}$/),
  /** Genesis hash of the chain. Folders are named after it. */
  genesis: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** Newest block that the store knows. */
  block: z.int().min(0),
  /** Names of what is not in it. */
  leftOut: z.array(z.string()),
})

const partSchema = z.object({ name: z.string(), rows: z.int().min(0), sha256: hex64 })

/** First line of a backup. */
export type BackupHeader = z.output<typeof headerSchema>
/** A table, or the configuration: its rows and the SHA-256 of their lines. */
export type BackupPart = z.output<typeof partSchema>
/** Content of a backup. */
export interface BackupManifest extends BackupHeader {
  readonly parts: readonly BackupPart[]
}

/** Name of the part that holds the configuration. */
export const configPart = 'config'

/**
 * A line of a backup: the header, then for each part its columns, its rows (a list each) and their digest, then the list of all parts.
 * Readers and writers go through it once, so that neither holds more than a line.
 */
export const lineSchema = z.union([
  z.array(z.string().nullable()),
  z.strictObject({ header: headerSchema }),
  z.strictObject({ part: z.string().regex(/^[a-z_]{1,63}$/), columns: z.array(z.string()) }),
  z.strictObject({ end: partSchema }),
  z.strictObject({ parts: z.array(partSchema) }),
])
export type BackupLine = z.output<typeof lineSchema>

/** Counts the lines of a part and hashes them. */
export interface PartDigest {
  add(line: string): void
  end(): BackupPart
}

export function digestPart(name: string): PartDigest {
  const hash: Hash = createHash('sha256')
  let rows = 0
  return {
    add(line) {
      rows += 1
      hash.update(line).update('\n')
    },
    end: () => ({ name, rows, sha256: hash.digest('hex') }),
  }
}
