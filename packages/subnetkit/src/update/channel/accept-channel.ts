import { createHash } from 'node:crypto'
import { compareVersions } from '../../cli/actions/upgrade/version-order.js'
import { updateError } from '../errors.js'
import type { Installed, Journal } from '../releases/journal.js'
import { type Channel, type Release, signedBytes } from './channel-file.js'

/** Times that a release is tried which could not prove itself for reasons that are not its own. */
export const mostTries = 3

/** Time by which a channel may be issued ahead of this machine's clock, in ms. */
const leewayMs = 300_000

export const channelHash = (channel: Channel): string =>
  createHash('sha256').update(signedBytes(channel)).digest('hex')

interface Rules {
  readonly url: string
  /** Name that the operator follows. */
  readonly name: string
  /** Role that is updated. */
  readonly role: Release['role']
  /** Unix ms. */
  readonly now: number
}

/**
 * Compares a signed channel with what is followed and was seen before. Throws CHANNEL_OTHER, CHANNEL_EXPIRED, CHANNEL_FUTURE, RELEASE_OTHER
 * for a release of another role, and CHANNEL_WENT_BACK for a lower sequence, or the same one with other content.
 */
export function acceptChannel(channel: Channel, journal: Journal, { url, name, role, now }: Rules): void {
  const { sequence, issued, expires } = channel
  if (channel.channel !== name)
    throw updateError('CHANNEL_OTHER', { url, found: channel.channel, expected: name })
  const seen = journal.channels[name]
  if (seen !== undefined && sequence < seen.sequence)
    throw updateError('CHANNEL_WENT_BACK', { sequence, seen: seen.sequence, detail: '' })
  if (seen?.sequence === sequence && seen.sha256 !== channelHash(channel)) {
    const detail = ' with another content'
    throw updateError('CHANNEL_WENT_BACK', { sequence, seen: sequence, detail })
  }
  if (Date.parse(expires) <= now) throw updateError('CHANNEL_EXPIRED', { expires })
  if (Date.parse(issued) > now + leewayMs)
    throw updateError('CHANNEL_FUTURE', { issued, now: new Date(now).toISOString() })
  const { release } = channel
  if (release.role !== role) {
    const detail = `its role is ${release.role}, and update.role is ${role}`
    throw updateError('RELEASE_OTHER', { url: release.url, detail })
  }
}

/**
 * Decides if a release may be installed over the one that runs; false if it runs already. Throws RELEASE_REFUSED, RELEASE_UNPROVEN,
 * RELEASE_TOO_FAR, RELEASE_RUBRIC_OLDER, RELEASE_OTHER, and RELEASE_STORE if it could not be rolled back and that is not allowed.
 */
export function acceptRelease(
  release: Release,
  { current, refused, unproven }: Pick<Journal, 'current' | 'refused' | 'unproven'>,
  {
    allowNewStore,
    now,
  }: { readonly allowNewStore: boolean /** Unix ms; null to try at once. */; readonly now: number | null },
): boolean {
  const { sha256, version, from, url } = release
  if (sha256 === current?.sha256) return false
  const before = refused.find((one) => one.sha256 === sha256)
  if (before !== undefined) throw updateError('RELEASE_REFUSED', { version, sha256, reason: before.reason })
  const doubted = unproven.find((one) => one.sha256 === sha256)
  if (doubted !== undefined && now !== null && now < doubted.notBefore) {
    const { reason, notBefore, tries } = doubted
    const at = new Date(notBefore).toISOString()
    throw updateError('RELEASE_UNPROVEN', { version, reason, at, left: mostTries - tries })
  }
  if (current === null) return true
  for (const part of ['name', 'role'] as const)
    if (release[part] !== current[part]) {
      const detail = `its ${part} is ${release[part]}, and ${current[part]} is installed`
      throw updateError('RELEASE_OTHER', { url, detail })
    }
  if (from !== null && compareVersions(current.version, from) < 0)
    throw updateError('RELEASE_TOO_FAR', { version, least: from, current: current.version })
  if (release.subnet.version < current.subnet.version)
    throw updateError('RELEASE_RUBRIC_OLDER', {
      ...{ version, rubric: release.subnet.version, current: current.subnet.version },
    })
  if (!canReturn(release, current) && !allowNewStore)
    throw updateError('RELEASE_STORE', { version, store: release.store.version, current: current.version })
  return true
}

/** Returns true if the release before can read a store that the new one has written: none reads a newer version, whatever the channel says. */
export const canReturn = ({ store }: Pick<Release, 'store'>, before: Pick<Installed, 'store'>): boolean =>
  store.version <= before.store.version
