import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '@subnetkit/base/files'
import type { BackupManifest, Database } from '@subnetkit/core/validator'
import { z } from 'zod'
import { stateDirectory } from '../../../validator/options.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { defineAction } from '../../program/define-action.js'
import { describeBackup } from './describe-backup.js'

const schema = z.strictObject({
  directory: z.string().min(1, 'must not be empty').optional(),
  offline: z.literal(true).optional(),
  takeOver: z.literal(true).optional(),
  configOut: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(schema, async (context, options, [path = '']) => {
  const { directory, offline, configOut, takeOver } = options
  const { readBackup, readBackupConfig, requireBackupFits, restoreBackup } = await import(
    '@subnetkit/core/validator'
  )
  if (configOut !== undefined && existsSync(configOut)) {
    throw cliError('USAGE', {
      detail: `--config-out: ${configOut} already exists and was left unchanged`,
      fix: 'Choose another file.',
    })
  }
  context.progress(`checking ${path}`)
  const read = await context.unlessInterrupted(readBackup(path))
  const config = configOut === undefined ? null : await readBackupConfig(path)
  if (configOut !== undefined && config === null) {
    throw cliError('FILE_INVALID', {
      path,
      detail: 'the backup has no configuration: its validator ran without a file',
      fix: 'Leave --config-out out, and write the configuration by hand.',
    })
  }
  const of = {
    hotkey: await context.keys.hotkeyAddress(),
    netuid: context.configured.config.subnet?.netuid,
    genesis: offline ? undefined : (await context.chain()).status().genesisHash,
  }
  // Before the target is opened, which makes its folder.
  requireBackupFits(path, read, of)
  const { dryRun } = context.settings
  const database = await openTarget(context, read, directory, dryRun)
  const manifest = await context.unlessInterrupted(
    restoreBackup({
      ...{ database, path, of, takeOver, dryRun },
      onProgress: ({ part, rows }) => context.progress(`${part}: ${rows} rows so far`),
    }),
  )
  if (!dryRun && configOut !== undefined) {
    await writeFileAtomic(configOut, `${JSON.stringify(config, null, 2)}\n`, { overwrite: false })
  }
  const store = placeOf(context, read, directory)
  return {
    data: { file: path, store, dryRun, restored: !dryRun, takeOver: takeOver === true, ...manifest },
    text: () => {
      const done = dryRun ? `fits ${store}; dry run: nothing was written` : `restored into ${store}`
      const lease = takeOver
        ? 'it validates once no other store holds the lease of the hotkey: subnet lease status shows when that is'
        : 'it signs nothing until subnet lease take'
      return `${describeBackup(context, { file: path, bytes: null, manifest, done })}\n  lease      ${lease}`
    },
  }
})

/** The server's database, or the folder of the validator. */
function placeOf(
  { configured, io }: Context,
  { genesis, netuid, mechanisms, hotkey }: BackupManifest,
  given?: string,
) {
  const { database, subnet } = configured.config
  if (given !== undefined) return given
  if (database?.url !== undefined) return 'the database'
  const mechanism = subnet?.mechanism ?? mechanisms[0] ?? 0
  return database?.directory ?? stateDirectory({ genesisHash: genesis, netuid, mechanism, hotkey }, io.env)
}

/** Opens the store that is filled; a folder that does not exist yet is not made by a dry run. */
async function openTarget(
  context: Context,
  manifest: BackupManifest,
  directory: string | undefined,
  dryRun: boolean,
): Promise<Database> {
  const { openDatabase } = await import('@subnetkit/core/validator')
  const { database: given } = context.configured.config
  const url = directory === undefined ? given?.url : undefined
  const folder = placeOf(context, manifest, directory)
  const isNew = url === undefined && !existsSync(join(folder, 'postgres'))
  const place =
    url !== undefined ? { url } : dryRun && isNew ? ({ memory: true } as const) : { directory: folder }
  const database = await openDatabase(place)
  context.closeAtEnd(() => database[Symbol.asyncDispose]())
  return database
}
