import { randomUUID } from 'node:crypto'
import { systemClock } from '@subnetkit/base'
import { type FileLock, lockFile, writeFileAtomic } from '@subnetkit/base/files'
import { z } from 'zod'
import { acceptChannel, acceptRelease, canReturn } from '../../../update/channel/accept-channel.js'
import { loadChannel } from '../../../update/channel/load-channel.js'
import { updateError } from '../../../update/errors.js'
import { openFolder, placesIn, type ReleasesFolder } from '../../../update/releases/folder.js'
import { type Journal, readJournal } from '../../../update/releases/journal.js'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { prepare } from './prepare.js'
import { channelOf, healthUrlOf, updateSettings } from './update-settings.js'

const schema = z.strictObject({
  check: z.literal(true).optional(),
  force: z.literal(true).optional(),
  allowNewStore: z.literal(true).optional(),
  healthUrl: z.url('must be a URL such as http://127.0.0.1:9465').optional(),
})

/** Pause between two looks at what the supervisor has written, in ms. */
const pauseMs = 500

export const action = defineAction(schema, async (context, options) => {
  const { check, force = false, allowNewStore = false, healthUrl } = options
  const settings = updateSettings(context)
  if (check || context.settings.dryRun) return compare(context, allowNewStore || settings.allowNewStore)
  const folder = await openFolder(settings.directory)
  const lock = await tryLock(folder)
  if (lock === null) return ask(context, folder, { force, allowNewStore })
  await using _ = lock
  const url = force ? null : healthUrlOf(context, settings.role, healthUrl)
  return prepare(context, folder, {
    ...settings,
    allowNewStore: allowNewStore || settings.allowNewStore,
    url,
  })
})

/** Compares the channel with what is installed; writes nothing. */
async function compare(context: Context, allowNewStore: boolean): Promise<Outcome> {
  const settings = updateSettings(context)
  const { url, key } = channelOf(settings)
  const [channel, journal] = await Promise.all([
    loadChannel(url, key, context.signal),
    readJournal(placesIn(settings.directory).journal),
  ])
  acceptChannel(channel, journal, { url, name: settings.name, now: Date.now() })
  const { release, sequence } = channel
  const available = acceptRelease(release, journal, { allowNewStore, now: null })
  const { current } = journal
  const returns = current === null || canReturn(release, current)
  return {
    data: { available, sequence, current: current?.version ?? null, canRollBack: returns, release },
    text: () =>
      available
        ? `release ${release.version} can be installed${current === null ? '' : ` over ${current.version}`}${returns ? '' : ', and could not be rolled back'}`
        : `release ${release.version} is installed: the newest of the channel`,
  }
}

/** The lock of the folder; null while a supervisor has it. */
async function tryLock(folder: ReleasesFolder): Promise<FileLock | null> {
  const busy = ({ pid, host }: { readonly pid: number; readonly host: string }) =>
    updateError('UPDATE_BUSY', { pid, host, folder: folder.path })
  try {
    return await lockFile(folder.lock, { busy })
  } catch (error) {
    if (updateError.is(error) && error.code === 'UPDATE_BUSY') return null
    throw error
  }
}

/** Asks the supervisor for an update, and waits for what becomes of it. */
async function ask(
  context: Context,
  folder: ReleasesFolder,
  options: { readonly force: boolean; readonly allowNewStore: boolean },
): Promise<Outcome> {
  const id = randomUUID()
  await writeFileAtomic(folder.request, JSON.stringify({ id, ...options }))
  context.progress('asks subnet supervise for the newest release, and waits')
  for (;;) {
    const { last } = await readJournal(folder.journal)
    if (last?.request === id) return outcomeOf(last)
    await systemClock.sleep(pauseMs, { signal: context.signal })
  }
}

function outcomeOf(last: NonNullable<Journal['last']>): Outcome {
  const { outcome, version, code, message } = last
  const isGood = outcome === 'current' || outcome === 'updated'
  return {
    data: { outcome, version, code, message },
    text: () => message,
    exitCode: isGood ? exitCodes.done : exitCodes.failed,
  }
}
