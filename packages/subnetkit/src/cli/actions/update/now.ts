import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { systemClock } from '@subnetkit/base'
import {
  type FileLock,
  isRunning,
  type LockHolder,
  lockFile,
  type ProcessIdentity,
  writeFileAtomic,
} from '@subnetkit/base/files'
import { z } from 'zod'
import { acceptChannel, acceptRelease, canReturn } from '../../../update/channel/accept-channel.js'
import { loadChannel } from '../../../update/channel/load-channel.js'
import { updateError } from '../../../update/errors.js'
import { openFolder, placesIn, type ReleasesFolder } from '../../../update/releases/folder.js'
import { identitySchema, type Journal, readJournal } from '../../../update/releases/journal.js'
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
  const found = await lockOrHolder(folder)
  if ('pid' in found) return ask(context, folder, await supervisorOf(folder, found), { force, allowNewStore })
  await using _ = found
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
  acceptChannel(channel, journal, { url, name: settings.name, role: settings.role, now: Date.now() })
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

const busyIn =
  (folder: ReleasesFolder) =>
  ({ pid, host }: LockHolder) =>
    updateError('UPDATE_BUSY', { pid, host, folder: folder.path })

/** The lock of the folder, or the process that has it. */
async function lockOrHolder(folder: ReleasesFolder): Promise<FileLock | LockHolder> {
  let holder: LockHolder | null = null
  const busy = (found: LockHolder) => {
    holder = found
    return busyIn(folder)(found)
  }
  return lockFile(folder.lock, { busy }).catch((error: unknown) => {
    if (holder !== null) return holder
    throw error
  })
}

/** Throws UPDATE_BUSY unless a supervisor has the lock: another subnet update answers no requests. */
async function supervisorOf(folder: ReleasesFolder, holder: LockHolder): Promise<ProcessIdentity> {
  const text = await readFile(folder.supervisor, 'utf8').catch(() => '')
  try {
    const supervisor = identitySchema.parse(JSON.parse(text))
    if (supervisor.pid === holder.pid && supervisor.host === holder.host) return supervisor
  } catch {
    // Absent, or of a supervisor before.
  }
  throw busyIn(folder)(holder)
}

/** Asks the supervisor for an update, and waits for what becomes of it. Throws UPDATE_UNANSWERED if it ends before. */
async function ask(
  context: Context,
  folder: ReleasesFolder,
  supervisor: ProcessIdentity,
  options: { readonly force: boolean; readonly allowNewStore: boolean },
): Promise<Outcome> {
  const id = randomUUID()
  let said = ''
  const say = (line: string) => {
    if (said !== line) context.progress(line)
    said = line
  }
  for (;;) {
    // First: what it answered before it ended counts.
    const hasEnded = isRunning(supervisor) === false
    const { last } = await readJournal(folder.journal)
    if (last?.request === id) return outcomeOf(last)
    const pending = await pendingId(folder)
    if (hasEnded) {
      if (pending === id) await rm(folder.request, { force: true })
      throw updateError('UPDATE_UNANSWERED', { pid: supervisor.pid })
    }
    // A request stays until it is answered, unless another has replaced it in the same moment.
    if (pending === null) await writeFileAtomic(folder.request, JSON.stringify({ id, ...options }))
    if (pending === null || pending === id) say('asks subnet supervise for the newest release, and waits')
    else say('waits for another subnet update')
    await systemClock.sleep(pauseMs, { signal: context.signal })
  }
}

/** Id of the request that waits for its answer; null without one. */
async function pendingId({ request }: ReleasesFolder): Promise<string | null> {
  const text = await readFile(request, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return String((JSON.parse(text) as { readonly id?: unknown }).id)
  } catch {
    return ''
  }
}

function outcomeOf(last: NonNullable<Journal['last']>): Outcome {
  const { outcome, version, code, message } = last
  const isGood = outcome === 'current' || outcome === 'updated'
  return {
    data: { outcome, version, code, message },
    text: () =>
      code === 'UPDATE_ROLLED_BACK' || code === 'UPDATE_UNPROVEN' ? inFull(code, version, message) : message,
    exitCode: isGood ? exitCodes.done : exitCodes.failed,
  }
}

/** The sentence of an update that was taken back, with its code and what to do. */
function inFull(
  code: 'UPDATE_ROLLED_BACK' | 'UPDATE_UNPROVEN',
  version: string | null,
  reason: string,
): string {
  const { message, fix } = updateError(code, { version: version ?? 'without a number', reason })
  return `${message} [${code}]\nfix: ${fix}`
}
