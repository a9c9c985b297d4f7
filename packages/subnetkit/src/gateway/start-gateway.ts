import { configError, showUnits, systemClock, toSubnetError } from '@subnetkit/base'
import type { Families, Protocol, Subnet } from '@subnetkit/core'
import {
  createGateway,
  type Gateway,
  type GatewayGauges,
  type GatewayModel,
  keyAdmin,
  serveAdmin,
} from '@subnetkit/gateway'
import { listenAdmin } from '@subnetkit/transport/operate'
import type { Log } from '../log/log.js'
import { openTracing } from '../metrics/tracing.js'
import type { Resources } from '../neuron/resources.js'
import { depositsOn } from './deposits-on.js'
import { createGatewayMetrics, metricsAnswers } from './gateway-metrics.js'
import { readGatewayStatus } from './gateway-status.js'
import { bothMeters, createGatewayTally } from './gateway-tally.js'
import { openModel } from './open-model.js'
import { adminSocket, openGatewayState } from './open-state.js'
import type { GatewaySettings } from './options.js'
import { createOrganicFeed } from './organic-feed.js'
import { receiptSigner } from './receipt-signer.js'
import { createScoreLabels } from './score-labels.js'
import { serveGatewayStatus } from './serve-gateway-status.js'
import { withShortNames } from './short-names.js'
import { taskProbe } from './task-probe.js'
import { unpricedDeposits } from './unpriced-deposits.js'

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
    client: settings.organic?.validator.client,
  })
  const { address, chain, signer, genesis } = opened
  const skills = await openSkills(parts)
  const feed =
    settings.organic &&
    resources.own(
      createOrganicFeed({
        ...{ validator: settings.organic.validator, model: opened.model.id, tasks: subnet.tasks, log },
        clock: systemClock,
      }),
    )
  const probe = taskProbe(subnet, settings.netuid, address, feed?.observed)
  const own = { ...opened.model, skills, probe }
  const model = feed === undefined ? own : feed.watched(own)
  const all: GatewayModel[] = [model]
  for (const more of settings.more) {
    // The same chain; its own miners.
    const { model: other } = await openModel(more.subnet, {
      ...{ place: 'runGateway', log, resources, model: more.model },
      settings: { ...settings, netuid: more.netuid, network: undefined, chain },
      price: {
        fixed: more.priceFixed ?? settings.priceFixed,
        perThousandTokens: more.pricePerThousandTokens ?? settings.pricePerThousandTokens,
      },
      receipts: settings.receipts,
    })
    all.push(other)
  }
  refuseTwins(all)
  const models = withShortNames(all)
  const database = settings.database ?? resources.own(await openGatewayState(settings))
  const { cap, capSeconds, host, port, maxBodyBytes, origins, publicUrl, stopMs } = settings
  const unready = () => {
    const empty = models.filter((one) => one.candidates().miners.length === 0).map(({ id }) => id)
    return empty.length === 0 ? null : `no miner serves ${empty.join(', ')}`
  }
  const metrics =
    settings.metrics &&
    resources.own(
      await createGatewayMetrics({
        subnets: models.map(({ id }) => id),
        gauges: (): Promise<GatewayGauges> => gateway.gauges(),
      }),
    )
  const tally = createGatewayTally()
  const tracing = await openTracing(settings.telemetry)
  const gateway: Gateway = resources.own(
    await createGateway({
      ...{ models, database, host, port, maxBodyBytes, origins, publicUrl, stopMs },
      maxInFlight: settings.maxInFlight,
      ...(cap !== undefined && { cap: { amount: cap, periodMs: capSeconds * 1_000 } }),
      redisUrl: settings.redisUrl,
      ...(feed !== undefined && {
        ...{ onEvidence: feed.onEvidence, onRequest: feed.onRequest, onWithdrawn: feed.onWithdrawn },
        ...{ probeDelayMs: feed.probeDelayMs, replayShare: settings.organic!.replayShare },
        crossCheckShare: settings.organic!.crossCheckShare,
      }),
      ...(settings.deposits !== undefined && { deposits: depositsOn(chain, settings.deposits) }),
      onDeposit: ({ keyId, rao, credits, block }) => {
        const message = `key ${keyId} got ${credits} micro-credits for ${showUnits(rao)} TAO of block ${block}`
        log.write('info', { event: 'deposit', message })
      },
      ...{ unready, meter: bothMeters(tally.meter, metrics?.meter) },
      within:
        tracing &&
        (({ id, endpoint, trace }, work) =>
          tracing.within(
            'gateway request',
            { 'subnetkit.request': id, 'subnetkit.endpoint': endpoint },
            trace,
            work,
          )),
      receipts: settings.receipts
        ? {
            ...{ signer: receiptSigner(signer), genesis },
            ...{ keepMs: settings.receiptDays * dayMs, keep: settings.receiptCount },
          }
        : null,
      onError: (error, id) => {
        const { code, message } = toSubnetError(error)
        log.write('error', {
          event: 'request-failed',
          code,
          message: `${id}: ${message}`,
          error,
          request: id,
        })
      },
    }),
  )
  feed?.follow(gateway.keys)
  const admin =
    metrics &&
    resources.own(await listenAdmin({ ...settings.metrics!, answers: metricsAnswers(metrics, unready) }))
  const socket = settings.database === undefined ? adminSocket(settings) : null
  if (socket !== null) resources.own(await serveAdmin(socket, keyAdmin({ ...gateway, database })))
  const message = `${address} offers ${models.map(({ id, owner }) => `${id} of ${owner}`).join(', ')} at ${gateway.url}/v1; keys: ${database.place}`
  log.write('info', { event: 'serving', message })
  const unpriced = unpricedDeposits(settings)
  if (unpriced !== null) log.write('warn', { event: 'deposits-unpriced', message: unpriced })
  const { url, keys, ledger, deposits } = gateway
  const started = new Date().toISOString()
  const status = () => readGatewayStatus({ gateway, models: models.map(({ id }) => id), tally, started })
  const shown =
    settings.statusPort === undefined
      ? null
      : resources.own(await serveGatewayStatus({ port: settings.statusPort, status }))
  return {
    hotkey: address,
    url,
    host: gateway.host,
    port: gateway.port,
    model: model.id,
    keys,
    ledger,
    deposits,
    status,
    statusPort: shown?.port ?? null,
    metrics: admin ? { host: admin.host, port: admin.port } : null,
  }
}

/** The scores of a validator as labels; undefined without one. */
async function openSkills<P extends Protocol, F extends Families<P>>({
  subnet,
  settings: { scores },
  log,
  resources,
}: GatewayParts<P, F>) {
  if (scores === undefined) return undefined
  const onError = (thrown: unknown) => {
    const { code, message: why } = toSubnetError(thrown)
    const message = `the scores of the validator cannot be read; the router goes on with what it knows: ${why}`
    log.write('warn', { event: 'scores-unread', code, message })
  }
  const { views = {} } = subnet
  const labels = resources.own(createScoreLabels({ scores, views, clock: systemClock, onError }))
  await labels.ready
  return labels
}

/** Throws CONFIG_INVALID if two subnets have one name: clients could ask for one of them only. */
function refuseTwins(models: readonly GatewayModel[]): void {
  const names = models.flatMap(({ id, aliases }) => [id, ...aliases])
  const twin = names.find((name, at) => names.indexOf(name) < at)
  if (twin === undefined) return
  const fix = 'Give one of them another name.'
  throw configError('CONFIG_INVALID', {
    place: 'runGateway more',
    detail: `two models are called ${twin}`,
    fix,
  })
}

const dayMs = 86_400_000
