import { systemClock } from '@subnetkit/base'
import { acceptChannel, acceptRelease, channelHash } from '../../../update/channel/accept-channel.js'
import { loadChannel } from '../../../update/channel/load-channel.js'
import { makeCurrent, type ReleasesFolder } from '../../../update/releases/folder.js'
import { installRelease } from '../../../update/releases/install.js'
import { openJournal } from '../../../update/releases/journal.js'
import { askWindow } from '../../../update/window/ask-window.js'
import type { Context } from '../../context/context.js'
import type { Outcome } from '../../program/action.js'
import { channelOf, type UpdateSettings } from './update-settings.js'

/** Pause between two questions, in ms. */
const pauseMs = 1_000

/**
 * Makes the release of the channel current for the next start, where nothing supervises: the service manager starts it. Throws
 * VALIDATOR_SILENT if the release before may run and does not answer.
 */
export async function prepare(
  context: Context,
  folder: ReleasesFolder,
  settings: UpdateSettings & {
    /** Health of a validator to wait for; null for none. */ readonly url: string | null
  },
): Promise<Outcome> {
  const { url, key } = channelOf(settings)
  const { signal } = context
  const [channel, journal] = [await loadChannel(url, key, signal), await openJournal(folder.journal)]
  const { sequence, release } = channel
  const { name, role, allowNewStore } = settings
  acceptChannel(channel, journal.state, { url, name, role, now: Date.now() })
  await journal.change({
    channels: { ...journal.state.channels, [name]: { sequence, sha256: channelHash(channel) } },
  })
  const { version } = release
  if (!acceptRelease(release, journal.state, { allowNewStore, now: null }))
    return { data: { outcome: 'current', version }, text: () => `release ${version} is installed already` }
  context.progress(`downloads and verifies release ${version}`)
  const limits = { maxBytes: settings.maxBytes, deadlineMs: settings.downloadSeconds * 1_000, signal }
  const installed = await installRelease(folder, release, limits)
  if (settings.url !== null && journal.state.current !== null)
    await untilSafe(context, settings.url, settings)
  await makeCurrent(folder, installed.folder)
  await journal.change({ current: installed, previous: journal.state.current })
  return {
    data: { outcome: 'prepared', version, folder: folder.current },
    text: () =>
      `${context.palette.good('✓')} release ${version} is current in ${folder.current}: restart the service now`,
  }
}

async function untilSafe(
  context: Context,
  url: string,
  { restartSeconds, weightsBlocks }: UpdateSettings,
): Promise<void> {
  for (;;) {
    // Silence proves nothing: it may be busy, or answer at another address.
    const answer = await askWindow(url, { restartMs: restartSeconds * 1_000, weightsBlocks })
    if (answer.safe) return
    context.progress(`waits: ${answer.reasons.map(({ sentence }) => sentence).join('; ')}`)
    await systemClock.sleep(pauseMs, { signal: context.signal })
  }
}
