import { createServer } from 'node:net'
import { systemClock } from '@subnetkit/base'
import { lockFile, ownIdentity, writeFileAtomic } from '@subnetkit/base/files'
import { z } from 'zod'
import { updateError } from '../../../update/errors.js'
import { openFolder } from '../../../update/releases/folder.js'
import { createPorts } from '../../../update/supervise/create-ports.js'
import { supervise } from '../../../update/supervise/supervise.js'
import { usualTimes } from '../../../update/supervise/times.js'
import type { Context } from '../../context/context.js'
import { defineAction } from '../../program/define-action.js'
import { logDestination } from '../../run/log-destination.js'
import { channelOf, healthPortOf, type UpdateSettings, updateSettings } from './update-settings.js'

export const action = defineAction(z.strictObject({}), async (context, _, args) => {
  const settings = updateSettings(context)
  const channel = channelOf(settings)
  const folder = await openFolder(settings.directory)
  const busy = ({ pid, host }: { readonly pid: number; readonly host: string }) =>
    updateError('UPDATE_BUSY', { pid, host, folder: folder.path })
  await using lock = await lockFile(folder.lock, { busy })
  await writeFileAtomic(folder.supervisor, JSON.stringify(ownIdentity()))
  const signal = AbortSignal.any([context.signal, lock.lost])
  const { port, env } = await placeOf(context, settings)
  const file = context.configured.file
  const ports = await createPorts({
    ...{ folder, channel: channel.url, key: channel.key, clock: systemClock, signal },
    healthUrl: `http://127.0.0.1:${port}`,
    network: context.settings.network,
    weightsBlocks: settings.weightsBlocks,
    limits: { maxBytes: settings.maxBytes, deadlineMs: settings.downloadSeconds * 1_000 },
    args: [...(file === null ? [] : ['--config', file]), ...args],
    env,
  })
  const log = logDestination(context)
  await supervise({
    ports,
    clock: systemClock,
    times: timesOf(settings),
    channel: { url: channel.url, name: settings.name, role: settings.role },
    allowNewStore: settings.allowNewStore,
    signal,
    report: (level, event, message, code) =>
      log({ time: Date.now(), level, source: 'supervisor', code: code ?? null, event, message }),
  })
  lock.lost.throwIfAborted()
  return null
})

const timesOf = (settings: UpdateSettings) => ({
  ...usualTimes,
  everyMs: settings.everySeconds * 1_000,
  spreadMs: settings.spreadSeconds * 1_000,
  restartMs: settings.restartSeconds * 1_000,
  drainMs: settings.drainSeconds * 1_000,
  healthMs: settings.healthSeconds * 1_000,
})

/** Port of the validator's health: that of its configuration, or a free one that it is given. */
async function placeOf(context: Context, { role }: UpdateSettings) {
  const configured = healthPortOf(context, role)
  if (configured !== null && configured !== 0) return { port: configured, env: {} }
  const port = await freePort()
  return { port, env: { [`SUBNETKIT_${role.toUpperCase()}_HEALTH_PORT`]: String(port) } }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
