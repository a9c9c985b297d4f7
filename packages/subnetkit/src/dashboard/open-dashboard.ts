import { isAbsolute, join } from 'node:path'
import type { ChainClient, Metagraph } from '@subnetkit/chain'
import { type Families, mechanismOf, type Protocol, type QueryClient, type Subnet } from '@subnetkit/core'
import type { Database, QueueId, Queues, Store, ValidatorListener } from '@subnetkit/core/validator'
import type { DashboardSource, SourceMechanism } from '@subnetkit/dashboard'
import type { DashboardSettings } from '@subnetkit/dashboard/options'
import type { WalletOptions } from '@subnetkit/wallet'
import { ownStoreOf } from '../cli/actions/vtrust/own-store.js'
import { causesOf } from '../cli/actions/vtrust/trust-causes.js'
import type { RunningGateway } from '../gateway/run-gateway.js'
import type { HealthReport } from '../health/create-health.js'
import type { Log } from '../log/log.js'
import type { Resources } from '../neuron/resources.js'
import { maskUrl } from '../secrets/secrets.js'
import { readReports } from '../sim-reports/read-reports.js'
import { createBeside } from './beside.js'
import { epochReadings, finalReadings, rowReadings } from './chain-readings.js'
import { createCheckup } from './checkup.js'
import { devnetBlocks } from './devnet-blocks.js'
import { failedJobs } from './failed-jobs.js'
import { freshMetagraph } from './fresh-metagraph.js'
import { keepPictures } from './keep-pictures.js'
import { createPageRedaction } from './page-redaction.js'
import { restedReading } from './rested-reading.js'

/** Address of a dashboard. */
export interface DashboardAddress {
  readonly host: string
  readonly port: number
  readonly url: string
  /** Shows a gateway that runs in this process, too, until it closes. */
  showGateway(gateway: Pick<RunningGateway, 'status' | 'closed'>): void
}

/** Dashboard of a process that starts. */
export interface OpenDashboard {
  readonly address: DashboardAddress | null
  /** Adds a mechanism, and returns a listener that shows its events and passes them on. */
  mechanism(of: ShownMechanism): (listener: ValidatorListener) => ValidatorListener
  /** Returns a client that keeps pictures of answers for the pages. */
  watched<P extends Protocol>(client: QueryClient<P>): QueryClient<P>
}

interface ShownMechanism {
  readonly mechanism: number
  readonly store: Store
  /** Queues by their short names. */
  readonly queueIds: Readonly<Record<string, QueueId>>
  readonly weightsEveryBlocks: number
  readonly metagraph: () => Metagraph
}

interface DashboardParts {
  /** Undefined for no dashboard. */
  readonly settings: DashboardSettings | undefined
  readonly role: 'validator' | 'coordinator'
  readonly subnet: unknown
  readonly netuid: number
  readonly hotkey: string
  /** Wallet of the hotkey; null where it is none of a wallet. */
  readonly wallet: WalletOptions | null
  readonly roundBlocks: number
  readonly isDevnet: boolean
  readonly database: Database
  readonly queues: Queues
  readonly chain: ChainClient
  readonly report: () => HealthReport
  /** Secrets of the configuration, which no page shows whatever their shape. */
  readonly secrets: readonly string[]
  readonly log: Log
  readonly resources: Resources
}

/**
 * Serves the dashboard of a validator or coordinator, if one is wanted. Throws DASHBOARD_EXPOSED, DASHBOARD_PAGES_MISSING, and
 * CONFIG_INVALID for an address that cannot be bound.
 */
export async function openDashboard(parts: DashboardParts): Promise<OpenDashboard> {
  const { settings, log, resources } = parts
  if (settings === undefined)
    return { address: null, mechanism: () => (listener) => listener, watched: (client) => client }
  // Loaded only where it is wanted.
  const { readGateway, serveDashboard } = await import('@subnetkit/dashboard')
  const mechanisms: SourceMechanism[] = []
  const { host = '127.0.0.1', port = 9_470, token, hosts, gatewayPort } = settings
  const { clock } = parts.chain
  const beside = createBeside(
    gatewayPort === undefined ? null : resources.own(readGateway({ port: gatewayPort, clock })),
  )
  const dashboard = resources.own(
    await serveDashboard({
      ...{ host, port, token, hosts, source: { ...sourceOf(parts, mechanisms), ...beside.source } },
      redaction: createPageRedaction(parts.secrets),
      picturesFolder: picturesFolderOf(parts.database.place),
      onBuild: () =>
        log.write('info', { event: 'dashboard-build', message: 'builds the pages of the dashboard …' }),
    }),
  )
  const { url, hasToken } = dashboard
  const message = `the dashboard is at ${url}${hasToken ? '; it asks for dashboard.token once' : ''}`
  log.write('info', { event: 'dashboard', message })
  const { exhibits } = parts.subnet as Pick<Subnet, 'exhibits'>
  return {
    watched: (client) => keepPictures(client, exhibits, dashboard.keepPicture),
    address: { host: dashboard.host, port: dashboard.port, url, showGateway: beside.show },
    mechanism(of) {
      const { mechanism, store, queueIds, weightsEveryBlocks } = of
      const { chain, netuid } = parts
      const metagraph = freshMetagraph({ chain, netuid, mechanism, seen: of.metagraph })
      const readings = { chain, netuid, mechanism, hotkey: parts.hotkey, metagraph }
      const subnet = mechanismOf(parts.subnet as Subnet<Protocol, Families<Protocol>>, mechanism)
      mechanisms.push({
        ...{ mechanism, store, weightsEveryBlocks, metagraph },
        ...{ epochs: epochReadings(readings), ownRow: rowReadings(readings) },
        async trustCauses(report, seen, snapshot) {
          const version = String((parts.subnet as Pick<Subnet, 'version'>).version)
          // Without an answer of the chain, the causes are those of the epochs alone.
          const own = await ownStoreOf(chain, {
            ...{ store, version, metagraph: seen, snapshot, hotkey: parts.hotkey },
          }).catch(() => null)
          return causesOf(report, seen.parameters, own)
        },
        subnet: subnet as unknown as SourceMechanism['subnet'],
        failedJobs: () => failedJobs(parts.queues, queueIds),
        queues: () =>
          Promise.all(
            Object.entries(queueIds).map(async ([name, id]) => ({
              name,
              ...(await parts.queues.counts(id)),
            })),
          ),
      })
      return (listener) => (event, source) => {
        dashboard.observe(mechanism, event)
        listener(event, source)
      }
    },
  }
}

/** Pictures lie in the folder of an embedded store; one that is a server or in memory keeps none. */
const picturesFolderOf = (place: string): string | undefined =>
  isAbsolute(place) ? join(place, 'pictures') : undefined

function sourceOf(
  parts: DashboardParts,
  mechanisms: readonly SourceMechanism[],
): Omit<DashboardSource, keyof ReturnType<typeof createBeside>['source']> {
  const { role, netuid, hotkey, roundBlocks, isDevnet, database, queues, chain, report, wallet } = parts
  return {
    about: {
      ...{ role, netuid, hotkey, roundBlocks, isDevnet, started: new Date().toISOString() },
      ...{ store: maskUrl(database.place), queue: queues.backend },
    },
    health: report,
    checkup: createCheckup({
      ...{ chain, netuid, hotkey, wallet, version: (parts.subnet as Pick<Subnet, 'version'>).version },
      mechanisms: () => mechanisms.map(({ mechanism }) => mechanism),
    }),
    finalized: finalReadings(chain),
    reports: restedReading(chain.clock, () => readReports()),
    blocks: isDevnet ? devnetBlocks(chain) : null,
    usage: () => {
      const { user, system } = process.cpuUsage()
      return {
        ...{ memoryBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6 },
        uptimeSeconds: process.uptime(),
      }
    },
    chain() {
      const { endpoint, endpoints, connected, specVersion, lastBlock, lastBlockAt, ...rest } = chain.status()
      return {
        ...{ endpoint: maskUrl(endpoint), endpoints: endpoints.map(maskUrl), connected, specVersion },
        ...{ block: lastBlock?.number ?? null, reconnects: rest.reconnects, genesisHash: rest.genesisHash },
        blockAgeMs: lastBlockAt === null ? null : Math.max(chain.clock.date() - lastBlockAt, 0),
      }
    },
    mechanisms,
  }
}
