import { type Clock, isSubnetError, systemClock } from '@subnetkit/base'
import type { KeyAdmin } from '@subnetkit/gateway'
import { adminSocket, type GatewayPlace, openGatewayState } from '../../../gateway/open-state.js'
import type { Context } from '../../context/context.js'
import { failureOf } from '../../output/failure.js'

/** Asks the gateway that runs; without one, opens its database. Throws STORE_BUSY while another process has it. */
export async function openAdmin(context: Context, clock: Clock = systemClock): Promise<KeyAdmin> {
  const { openKeyAdmin } = await import('@subnetkit/gateway')
  const { database, gateway } = context.configured.config
  const place = { directory: gateway?.directory, databaseUrl: database?.url }
  const reached = await reachGateway(place, { clock, signal: context.signal, progress: context.progress })
  if (!('query' in reached)) return reached
  context.closeAtEnd(() => reached[Symbol.asyncDispose]())
  return openKeyAdmin(reached)
}

/** Time for a gateway that starts: it has its database before it listens. */
const startMs = 10_000
const lookMs = 250

/** Returns the administration of the gateway that runs or is starting; without one, the database itself. */
export async function reachGateway(
  place: GatewayPlace,
  { clock, signal, progress }: Pick<Context, 'progress'> & { clock: Clock; signal?: AbortSignal },
) {
  const { connectAdmin } = await import('@subnetkit/gateway')
  const socket = adminSocket(place)
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const running = socket === null ? null : await connectAdmin(socket)
    if (running !== null) return running
    try {
      return await openGatewayState(place)
    } catch (error) {
      if (!isSubnetError(error, 'STORE_BUSY')) throw error
      if (waitedMs >= startMs) throw busyForCommand(error)
      if (waitedMs === 0) progress('waiting for the gateway, which has its keys and does not listen yet')
    }
    await clock.sleep(lookMs, { signal })
  }
}

function busyForCommand({ code, message, details }: { code: string; message: string; details: object }) {
  const { pid, host } = details as { readonly pid: number; readonly host: string }
  const fix = `Run the command again once process ${pid} on ${host} has ended, or serves if it is a gateway; on another machine or in another container, run the command there.`
  return failureOf({ code, message, fix }, details)
}
