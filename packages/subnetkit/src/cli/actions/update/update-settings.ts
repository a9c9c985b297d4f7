import { join } from 'node:path'
import { parseOptions } from '@subnetkit/base'
import { isAddress } from '@subnetkit/wallet'
import { checkUrl } from '../../../update/channel/fetch-url.js'
import { updateError } from '../../../update/errors.js'
import { updateSchema } from '../../../update/options.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'

/** The settings of updates, with their defaults. */
export function updateSettings({ configured, settings }: Context) {
  const parsed = parseOptions(updateSchema, configured.config.update ?? {}, 'update')
  return { ...parsed, directory: parsed.directory ?? join(settings.stateDir, 'releases') }
}

export type UpdateSettings = ReturnType<typeof updateSettings>

/** The channel and its key. Throws UPDATE_UNCONFIGURED, UPDATE_INSECURE and USAGE. */
export function channelOf({ channel, key }: UpdateSettings): { readonly url: string; readonly key: string } {
  if (channel === undefined) throw updateError('UPDATE_UNCONFIGURED', { missing: 'channel' })
  if (key === undefined) throw updateError('UPDATE_UNCONFIGURED', { missing: 'key' })
  checkUrl(channel)
  if (!isAddress(key))
    throw cliError('USAGE', {
      detail: 'update.key is no SS58 address',
      fix: 'Set it to the address that the owner of the subnet has published, such as 5F3s….',
    })
  return { url: channel, key }
}

/** Port that the health of a role has in the configuration; null for any free one. */
export function healthPortOf(
  { configured: { config } }: Context,
  role: UpdateSettings['role'],
): number | null {
  const { metrics, health } = config[role] ?? {}
  return metrics?.port ?? health?.port ?? null
}

/** Address of the health of the validator. Throws USAGE if neither an option nor the configuration names its port. */
export function healthUrlOf(
  context: Context,
  role: UpdateSettings['role'],
  given: string | undefined,
): string {
  if (given !== undefined) return given
  const port = healthPortOf(context, role)
  if (port !== null && port !== 0) return `http://127.0.0.1:${port}`
  throw cliError('USAGE', {
    detail: `the port of the health of the ${role} is not known`,
    fix: `Pass --health-url, or set ${role}.health.port in the configuration file.`,
  })
}
