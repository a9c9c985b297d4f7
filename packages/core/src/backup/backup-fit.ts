import { coreError } from '../errors.js'
import { migrations } from '../store/migrations.js'
import type { StoredValidator } from './dump-store.js'
import { type BackupHeader, oldestStore } from './manifest.js'
import type { BackupReader } from './read-backup.js'

/** Validator that a backup must be of; what is not given may be any. */
export type WantedValidator = { readonly [Name in keyof StoredValidator]?: StoredValidator[Name] | undefined }

/** Checks, while a backup is read, that it fits, and that all of it belongs to the validator of its header. Throws as {@link requireFit}, and BACKUP_INVALID. */
export function fitReader(path: string, of: WantedValidator): BackupReader {
  const names = new Set<string>()
  let nameAt: number | null = null
  const foreign = () =>
    coreError('BACKUP_INVALID', { path, detail: 'it has rows of another validator than its header names' })
  return {
    header(header) {
      requireFit(path, header, of)
      const { genesis, netuid, mechanisms, hotkey } = header
      for (const mechanism of mechanisms) names.add(`${genesis}/${netuid}/${mechanism}/${hotkey}`)
    },
    part(name, columns) {
      nameAt = name === 'scopes' ? columns.indexOf('name') : null
    },
    row(line) {
      if (nameAt === null) return
      const { [nameAt]: name } = JSON.parse(line) as readonly (string | null)[]
      if (!names.has(name ?? '')) throw foreign()
    },
  }
}

/** Throws BACKUP_ELSEWHERE for a backup of another validator, BACKUP_NEWER and BACKUP_OUTDATED for one of a schema that this version does not know. */
export function requireFit(path: string, header: BackupHeader, of: WantedValidator): void {
  const { storeVersion: found, writtenBy } = header
  if (found > migrations.length) {
    throw coreError('BACKUP_NEWER', { path, what: 'store', found, known: migrations.length })
  }
  if (found < oldestStore) {
    throw coreError('BACKUP_OUTDATED', { path, found, needed: oldestStore, writtenBy })
  }
  const differs = (['genesis', 'netuid', 'hotkey'] as const).filter(
    (name) => of[name] !== undefined && of[name] !== header[name],
  )
  if (differs.length === 0) return
  const named = (from: WantedValidator) => differs.map((name) => words[name](from[name])).join(', ')
  throw coreError('BACKUP_ELSEWHERE', { path, found: named(header), expected: named(of) })
}

const words = {
  genesis: (genesis: unknown) => `the chain ${String(genesis).slice(0, 18)}…`,
  netuid: (netuid: unknown) => `subnet ${netuid}`,
  hotkey: (hotkey: unknown) => `hotkey ${hotkey}`,
}
