import { showUnits, toSubnetError } from '@subnetkit/base'
import type { Families, Protocol, Subnet } from '@subnetkit/core'
import { createGateway, type Gateway, type GatewayGauges, keyAdmin, serveAdmin } from '@subnetkit/gateway'
import { listenAdmin } from '@subnetkit/transport/operate'
import type { Log } from '../log/log.js'
import type { Resources } from '../neuron/resources.js'
import { depositsOn } from './deposits-on.js'
import { createGatewayMetrics, metricsAnswers } from './gateway-metrics.js'
import { openModel } from './open-model.js'
import { adminSocket, openGatewayState } from './open-state.js'
import type { GatewaySettings } from './options.js'
import { receiptSigner } from './receipt-signer.js'

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
    receipts: settings.receipts,
  })
  const { address, model, chain, signer, genesis } = opened
  const database = settings.database ?? resources.own(await openGatewayState(settings))
  const { cap, capSeconds, host, port, maxBodyBytes, origins, stopMs } = settings
  const unready = () => (model.candidates().miners.length > 0 ? null : 'no miner serves')
  const metrics =
    settings.metrics &&
    resources.own(
      await createGatewayMetrics({
        subnets: [model.id],
        gauges: (): Promise<GatewayGauges> => gateway.gauges(),
      }),
    )
  const gateway: Gateway = resources.own(
    await createGateway({
      ...{ models: [model], database, host, port, maxBodyBytes, origins, stopMs },
      ...(cap !== undefined && { cap: { amount: cap, periodMs: capSeconds * 1_000 } }),
      redisUrl: settings.redisUrl,
      ...(settings.deposits !== undefined && { deposits: depositsOn(chain, settings.deposits) }),
      onDeposit: ({ keyId, rao, credits, block }) => {
        const message = `key ${keyId} got ${credits} micro-credits for ${showUnits(rao)} TAO of block ${block}`
        log.write('info', { event: 'deposit', message })
      },
      ...{ unready, meter: metrics?.meter },
      receipts: settings.receipts
        ? {
            ...{ signer: receiptSigner(signer), genesis },
            ...{ keepMs: settings.receiptDays * dayMs, keep: settings.receiptCount },
          }
        : null,
      onError: (error, id) => {
        const { code, message } = toSubnetError(error)
        log.write('error', { event: 'request-failed', code, message: `${id}: ${message}`, error })
      },
    }),
  )
  const admin =
    metrics &&
    resources.own(await listenAdmin({ ...settings.metrics!, answers: metricsAnswers(metrics, unready) }))
  const socket = settings.database === undefined ? adminSocket(settings) : null
  if (socket !== null) resources.own(await serveAdmin(socket, keyAdmin({ ...gateway, database })))
  const message = `${address} offers ${subnet.name} of subnet ${settings.netuid} as ${model.id} at ${gateway.url}/v1; keys: ${database.place}`
  log.write('info', { event: 'serving', message })
  const { url, keys, ledger, deposits } = gateway
  return {
    hotkey: address,
    url,
    host: gateway.host,
    port: gateway.port,
    model: model.id,
    keys,
    ledger,
    deposits,
    metrics: admin ? { host: admin.host, port: admin.port } : null,
  }
}

const dayMs = 86_400_000
