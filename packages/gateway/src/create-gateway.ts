import { applyMigrations } from '@subnetkit/core/validator'
import { type Deposits, openDeposits } from './deposits/deposits.js'
import { depositRule } from './deposits/options.js'
import { type GatewayOptions, parseGatewayOptions } from './gateway-options.js'
import { type GatewayServer, listen } from './http/listen.js'
import { createAnswerStore } from './idempotency/answer-store.js'
import { createPictures } from './images/pictures.js'
import { createKeyStore, type KeyStore } from './keys/key-store.js'
import { openRedis } from './keys/open-redis.js'
import { createRates } from './keys/rates.js'
import type { GatewayGauges } from './metrics/meter.js'
import { createLedger, type Ledger } from './money/ledger.js'
import { gatewayMigrations, gatewaySchema } from './money/migrations.js'
import { gatewayBudget } from './money/spend.js'
import { createOrganic } from './organic/organic.js'
import { createReceipts } from './receipts/receipts.js'
import { createRouter } from './routing/ask.js'
import type { MinerRoute } from './routing/routes.js'

/** A running gateway. */
export interface Gateway extends GatewayServer {
  readonly keys: KeyStore
  readonly ledger: Ledger
  /** Null where TAO is not accepted. */
  readonly deposits: Deposits | null
  /** Reads what is measured at the time, for metrics. */
  gauges(): Promise<GatewayGauges>
  /** Returns what is known of each miner, by the id of its model. */
  routes(): readonly ModelRoutes[]
}

/** Miners of one model as the gateway knows them. */
export interface ModelRoutes {
  readonly model: string
  /** Those asked most first. */
  readonly miners: readonly MinerRoute[]
}

/** Part of the requests in flight that a key without a limit of its own may have. */
const usualShare = 0.25
/** Time between two sweeps of reservations, in ms. */
const sweepMs = 15_000

/**
 * Starts a gateway: an HTTP server that answers chat requests of clients with answers of miners, for keys with rates and budgets.
 * Throws CONFIG_INVALID, and what the server throws for an address that it cannot take.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const settings = parseGatewayOptions(options)
  const { database, host, port, maxBodyBytes, origins, publicUrl, redisUrl, cap, clock, random } = settings
  const { reservationMs, stopMs, onDeposit = () => {}, unready = () => null, onError = warn } = settings
  await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
  const keys = createKeyStore(database, clock, settings.onWithdrawn)
  const ledger = createLedger({ database, clock, reservationMs })
  await ledger.limit(gatewayBudget, {
    cap: cap === undefined ? null : BigInt(cap.amount),
    periodMs: cap?.periodMs ?? null,
  })
  await ledger.sweep()
  const pictures = createPictures({ database, clock })
  const answers = createAnswerStore(database, clock)
  const sweep = () =>
    Promise.all([
      ledger.renew().then(() => ledger.sweep()),
      pictures.sweep(),
      answers.renew().then(() => answers.sweep()),
    ])
  const sweeping = clock.interval(
    () => void sweep().catch((error: unknown) => onError(error, 'sweep')),
    Math.min(sweepMs, Math.floor(reservationMs / 3)),
    { ref: false },
  )
  const shares = { probes: settings.probeShare, crossChecks: settings.crossCheckShare }
  const router = createRouter({
    ...{ clock, random, shares, probeDelayMs: settings.probeDelayMs },
    onError: (error) => onError(error, 'check'),
  })
  const deposits =
    settings.deposits === undefined
      ? null
      : await openDeposits({
          ...{ database, clock, chain: settings.deposits.chain, rule: depositRule(settings.deposits) },
          ...{ onDeposit, onError: (error) => onError(error, 'deposits') },
        })
  const redis = redisUrl === undefined ? undefined : await openRedis(redisUrl)
  const rates = createRates({ redis, usualInFlight: Math.ceil(settings.maxInFlight * usualShare) })
  const { meter, within, onEvidence, onRequest, replayShare } = settings
  const organic =
    onEvidence === undefined
      ? null
      : createOrganic({ database, clock, random, onEvidence, onRequest, replayShare, onError })
  const models = organic === null ? settings.models : settings.models.map(organic.withReplays)
  const receipts = settings.receipts && createReceipts({ ...settings.receipts, database, clock, onError })
  const stores = { keys, rates, ledger, pictures, answers, receipts, deposits }
  const parts = {
    ...{ ...stores, models, router, clock, meter, within, organic },
    ...{ maxBodyBytes, origins, publicUrl, unready, onError },
  }
  const server = await listen(parts, { host, port, stopMs, maxInFlight: settings.maxInFlight })
  return {
    ...server,
    ...{ keys, ledger, deposits },
    routes: () => models.map((model) => ({ model: model.id, miners: router.routes(model) })),
    async gauges() {
      const [budget] = await ledger.read([gatewayBudget])
      return {
        benchedMiners: router.benched(),
        reserved: budget?.reserved ?? 0n,
        openStreams: server.openStreams(),
      }
    },
    async [Symbol.asyncDispose]() {
      sweeping.cancel()
      router[Symbol.dispose]()
      await deposits?.[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await receipts?.[Symbol.asyncDispose]()
      redis?.disconnect()
    },
  }
}

const warn = (error: unknown) => process.emitWarning(error instanceof Error ? error : String(error))
