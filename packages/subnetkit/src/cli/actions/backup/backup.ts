import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { toFileError } from '@subnetkit/base/files'
import type { Database } from '@subnetkit/core/validator'
import { z } from 'zod'
import { readJson } from '../../config/json-file.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { validatorFolder } from '../../run/open-store.js'
import { version } from '../../version.js'
import { describeReleased, giveUp } from '../lease/give-up.js'
import { openLease } from '../lease/open-lease.js'
import { configWithoutSecrets } from './config-without-secrets.js'
import { describeBackup } from './describe-backup.js'

const schema = z.strictObject({
  directory: z.string().min(1, 'must not be empty').optional(),
  verify: z.literal(true).optional(),
  release: z.literal(true).optional(),
})

export const action = defineAction(schema, async (context, { directory, verify, release }, [file = '']) => {
  if (verify) return verifyFile(context, file)
  const hotkey = await context.keys.hotkeyAddress()
  const { writeBackup } = await import('@subnetkit/core/validator')
  const leaving = release ? await openLease(context, { directory, reading: false }) : null
  const database = leaving?.database ?? (await openForBackup(context, hotkey, directory))
  const of = leaving?.validator ?? (await chooseValidator(context, database, hotkey))
  if (context.settings.dryRun) {
    return {
      data: { dryRun: true, store: database.place, release: release === true, ...of },
      text: () => `dry run: ${of.hotkey} of subnet ${of.netuid} would be copied from ${database.place}`,
    }
  }
  if (leaving !== null) {
    await requireWritable(file)
    const { place } = database
    await confirmOrRefuse(
      context,
      `Copy the store at ${place}, and let it sign nothing any more for ${hotkey}?`,
    )
  }
  // Before the copy: what a validator on the same server signs afterwards would not be in it.
  const given = leaving && (await giveUp(context, leaving))
  const { file: configFile } = context.configured
  const safe = configFile === null ? null : configWithoutSecrets((await readJson(configFile)) as object)
  const { manifest, bytes } = await context.unlessInterrupted(
    writeBackup({
      ...{ database, of, path: file, config: safe?.config, leftOut: safe?.leftOut },
      ...{ writtenBy: version, writtenAt: new Date().toISOString() },
      onProgress: ({ part, rows }) => context.progress(`${part}: ${rows} rows so far`),
    }),
  )
  const released = (await given?.end()) ?? null
  return {
    data: { file, bytes, store: database.place, ...(released && { released }), ...manifest },
    text: () => {
      const done = `written from ${database.place}`
      const described = describeBackup(context, { file, bytes, manifest, done })
      return released === null ? described : `${described}\n  lease      ${describeReleased(released)}`
    },
  }
})

/** Before a lease is given up for a backup that cannot be written. */
async function requireWritable(file: string): Promise<void> {
  try {
    await access(dirname(resolve(file)), constants.W_OK)
  } catch (error) {
    throw toFileError(error, { what: 'the backup', place: file }) ?? error
  }
}

async function verifyFile(context: Context, file: string): Promise<Outcome> {
  const { readBackup } = await import('@subnetkit/core/validator')
  const manifest = await context.unlessInterrupted(readBackup(file))
  const { size: bytes } = await stat(file)
  return {
    data: { file, bytes, verified: true, ...manifest },
    text: () => describeBackup(context, { file, bytes, manifest, done: 'whole: every part has its digest' }),
  }
}

/** PostgreSQL, which gives a snapshot, or a copy of the folder: the engine of a running validator has one session. */
async function openForBackup(context: Context, hotkey: string, directory?: string): Promise<Database> {
  const { openDatabase, openDatabaseCopy } = await import('@subnetkit/core/validator')
  const { database: given } = context.configured.config
  const url = directory === undefined ? given?.url : undefined
  const database =
    url === undefined
      ? await openDatabaseCopy(directory ?? given?.directory ?? validatorFolder(context, hotkey))
      : await openDatabase({ url })
  context.closeAtEnd(() => database[Symbol.asyncDispose]())
  return database
}

/** The validator of the hotkey in a store, and of the subnet if one is named. Throws FILE_INVALID and USAGE. */
async function chooseValidator(context: Context, database: Database, hotkey: string) {
  const { storedValidators } = await import('@subnetkit/core/validator')
  const { netuid } = context.configured.config.subnet ?? {}
  const found = (await storedValidators(database)).filter(
    (one) => one.hotkey === hotkey && (netuid === undefined || one.netuid === netuid),
  )
  const [first] = found
  if (first === undefined) {
    const of = netuid === undefined ? '' : ` of subnet ${netuid}`
    throw cliError('FILE_INVALID', {
      path: database.place,
      detail: `it has no validator ${hotkey}${of}`,
      fix: 'Name the hotkey of the validator with -w and -H, and its store with --directory or --database-url, as it runs with them.',
    })
  }
  const netuids = [...new Set(found.map((one) => one.netuid))]
  if (netuids.length === 1) return first
  throw cliError('USAGE', {
    detail: `${hotkey} validates several subnets: ${netuids.join(', ')}`,
    fix: 'Choose one with --netuid.',
  })
}
