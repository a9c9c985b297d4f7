import { coreError } from '../errors.js'
import { readLines } from './backup-file.js'
import {
  type BackupHeader,
  type BackupManifest,
  type BackupPart,
  backupVersion,
  configPart,
  digestPart,
  lineSchema,
  type PartDigest,
} from './manifest.js'

/** Receives the content of a backup in the order of the file. */
export interface BackupReader {
  header?(header: BackupHeader): void | Promise<void>
  part?(name: string, columns: readonly string[]): void | Promise<void>
  /** A row as its line of JSON. */
  row?(line: string): void | Promise<void>
  end?(part: BackupPart): void | Promise<void>
}

/**
 * Reads a whole backup, and returns its manifest. Throws BACKUP_INVALID where anything in it is missing or changed, BACKUP_NEWER for a later format,
 * and the errors of files.
 */
export async function readBackup(path: string, reader: BackupReader = {}): Promise<BackupManifest> {
  const invalid = (detail: string) => coreError('BACKUP_INVALID', { path, detail })
  let header: BackupHeader | null = null
  let digest: PartDigest | null = null
  let width = 0
  let all: readonly BackupPart[] | null = null
  const parts: BackupPart[] = []

  for await (const line of readLines(path)) {
    if (all !== null) throw invalid('it goes on after its end')
    if (digest !== null && line.startsWith('[')) {
      if (!isRow(line, width)) throw invalid('a row of it is none')
      digest.add(line)
      await reader.row?.(line)
      continue
    }
    const read = parseLine(line)
    if (read === null) {
      refuseNewer(path, line)
      throw invalid('a line of it cannot be read')
    }
    if ('header' in read && header === null) {
      header = read.header
      if (header.version > backupVersion) throw newer(path, header.version)
      await reader.header?.(header)
    } else if (header === null) throw invalid('it does not begin with its header')
    else if ('part' in read && digest === null) {
      const { part, columns } = read
      if (parts.some(({ name }) => name === part)) throw invalid(`it has the part ${part} twice`)
      if (new Set(columns).size < columns.length) throw invalid(`a column of the part ${part} is there twice`)
      width = columns.length
      digest = digestPart(part)
      await reader.part?.(read.part, read.columns)
    } else if ('end' in read && digest !== null) {
      const part = digest.end()
      if (!isSame(part, read.end)) throw invalid(`the part ${part.name} is not what its digest states`)
      parts.push(part)
      digest = null
      await reader.end?.(part)
    } else if ('parts' in read && digest === null) all = read.parts
    else throw invalid('its lines are in disorder')
  }
  if (header === null || all === null) throw invalid('its list of parts is missing')
  if (all.length !== parts.length || !all.every((part, at) => isSame(part, parts[at]!))) {
    throw invalid('its parts are not those of its list')
  }
  return { ...header, parts }
}

/** Reads the configuration of a backup; null without one. Throws as {@link readBackup}. */
export async function readBackupConfig(path: string): Promise<object | null> {
  let isConfig = false
  let config: object | null = null
  await readBackup(path, {
    part: (name) => {
      isConfig = name === configPart
    },
    row(line) {
      if (isConfig) config = JSON.parse((JSON.parse(line) as [string])[0]) as object
    },
  })
  return config
}

function parseLine(line: string) {
  try {
    const read = lineSchema.parse(JSON.parse(line))
    return Array.isArray(read) ? null : read
  } catch {
    return null
  }
}

/** True for a list of as many texts or nulls. */
function isRow(line: string, width: number): boolean {
  try {
    const row: unknown = JSON.parse(line)
    const isValue = (value: unknown) => value === null || typeof value === 'string'
    return Array.isArray(row) && row.length === width && row.every(isValue)
  } catch {
    return false
  }
}

/** A later format may have another header. */
function refuseNewer(path: string, line: string): void {
  const [, version] = /^\{"header":\{"format":"subnetkit-backup","version":(\d+)/.exec(line) ?? []
  if (Number(version ?? 0) > backupVersion) throw newer(path, Number(version))
}

const newer = (path: string, found: number) =>
  coreError('BACKUP_NEWER', { path, what: 'format', found, known: backupVersion })

const isSame = (left: BackupPart, right: BackupPart) =>
  left.name === right.name && left.rows === right.rows && left.sha256 === right.sha256
