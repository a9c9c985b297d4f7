import { toSubnetError } from '@subnetkit/base'
import type { Families, Protocol, Subnet } from '@subnetkit/core'
import { createGateway, keyAdmin, serveAdmin } from '@subnetkit/gateway'
import type { Log } from '../log/log.js'
import type { Resources } from '../neuron/resources.js'
import { openModel } from './open-model.js'
import { adminSocket, openGatewayState } from './open-state.js'
import type { GatewaySettings } from './options.js'

interface GatewayParts<P extends Protocol, F extends Families<P>> {
  readonly subnet: Subnet<P, F>
  readonly settings: GatewaySettings
  readonly log: Log
  readonly resources: Resources
}

/** Everything that {@link runGateway} does once its options are parsed. */
export async function startGateway<P extends Protocol, F extends Families<P>>(parts: GatewayParts<P, F>) {
  const { subnet, settings, log, resources } = parts
  const opened = await openModel(subnet, {
    ...{ place: 'runGateway', settings, log, resources },
    ...{ model: settings.model, aliases: settings.aliases },
    price: { fixed: settings.priceFixed, perThousandTokens: settings.pricePerThousandTokens },
  })
  const { address, model } = opened
  const database = settings.database ?? resources.own(await openGatewayState(settings))
  const { cap, capSeconds, host, port, maxBodyBytes, origins, stopMs } = settings
  const gateway = resources.own(
    await createGateway({
      ...{ models: [model], database, host, port, maxBodyBytes, origins, stopMs },
      ...(cap !== undefined && { cap: { amount: cap, periodMs: capSeconds * 1_000 } }),
      redisUrl: settings.redisUrl,
      unready: () => (model.candidates().miners.length > 0 ? null : 'no miner serves'),
      onError: (error, id) => {
        const { code, message } = toSubnetError(error)
        log.write('error', { event: 'request-failed', code, message: `${id}: ${message}`, error })
      },
    }),
  )
  const socket = settings.database === undefined ? adminSocket(settings) : null
  if (socket !== null) resources.own(await serveAdmin(socket, keyAdmin(gateway)))
  const message = `${address} offers ${subnet.name} of subnet ${settings.netuid} as ${model.id} at ${gateway.url}/v1; keys: ${database.place}`
  log.write('info', { event: 'serving', message })
  const { url, keys, ledger } = gateway
  return { hotkey: address, url, host: gateway.host, port: gateway.port, model: model.id, keys, ledger }
}
