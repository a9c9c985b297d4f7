import { reasonOf, systemClock } from '@subnetkit/base'
import type { ChainClient, Metagraph } from '@subnetkit/chain'
import type {
  Database,
  QueueId,
  Queues,
  Store,
  ValidatorChain,
  ValidatorEvent,
} from '@subnetkit/core/validator'
import { type AdminServer, listenAdmin } from '@subnetkit/transport/operate'
import type { Log } from '../log/log.js'
import { createValidatorMetrics } from '../metrics/validator-metrics.js'
import type { Resources } from '../neuron/resources.js'
import type { HealthSubject } from './checks.js'
import { createHealth } from './create-health.js'
import { createIdleReporter, type IdleEvent } from './idle.js'
import { startMonitor } from './monitor.js'
import type { Observation } from './observation.js'
import type { operateAddress } from './options.js'
import { chainProbe, outboxProbe, queueProbe, sizesProbe, storeProbe } from './probes.js'
import { writeRunningFile } from './running-file.js'

interface WatchParts extends HealthSubject {
  readonly mechanism: number
  readonly roundBlocks: number
  /** Where its health is served; null for nowhere. */
  readonly address: ReturnType<typeof operateAddress>
  readonly log: Log
  readonly resources: Resources
  readonly database: Database
  readonly queues: Queues
  /** Queues by their short names; the jobs of those in `shared` are for workers. */
  readonly queueIds: Readonly<Record<string, QueueId>>
  readonly shared: readonly string[]
  readonly store: Pick<Store, 'outbox'>
  /** Null for a process that knows no chain. */
  readonly chain: ChainClient | null
  readonly emit: (event: IdleEvent) => void
}

/** Watch over a validator, coordinator or worker from its start on. */
export interface ValidatorWatch {
  /** Takes every event of it. */
  readonly onEvent: (event: ValidatorEvent) => void
  /** The chain, with an eye on what is read from it. */
  observed(chain: ValidatorChain): ValidatorChain
  seen(metagraph: Metagraph): void
  /** Declares that the start is over. */
  started(): void
  readonly health: { readonly host: string; readonly port: number } | null
}

/** Longest pause between two looks, and shortest, in ms. */
const [longestPauseMs, shortestPauseMs] = [15_000, 1_000]

/**
 * Judges a process by its events, its chain, queue and store; serves that, describes the process for `subnet doctor`, and
 * reports when it does nothing. Everything ends with `resources`. Throws CONFIG_INVALID for an address that cannot be bound,
 * and where metrics are wanted without prom-client.
 */
export async function watchValidator(parts: WatchParts): Promise<ValidatorWatch> {
  const { address, log, resources, database, chain, queues, queueIds, shared, store, emit } = parts
  const health = createHealth(parts)
  const metrics = address?.hasMetrics
    ? resources.own(await createValidatorMetrics({ report: health.report, roundBlocks: parts.roundBlocks }))
    : null
  const lookForIdle = createIdleReporter({ health, emit })
  let phase: 'starting' | 'running' | 'closing' = 'starting'

  function observe(observation: Observation): void {
    health.observe(observation)
    metrics?.observe(observation)
  }
  function look(): void {
    if (phase === 'running') lookForIdle()
  }
  function seen({ block, neurons, parameters }: Metagraph): void {
    const neuron = neurons.find(({ hotkey }) => hotkey === parts.hotkey)
    const [vtrust, incentive] = [neuron?.validatorTrust ?? 0, neuron?.incentive ?? 0]
    observe({
      kind: 'standing',
      standing: {
        ...{ block, registered: neuron !== undefined, permit: neuron?.validatorPermit ?? false },
        ...{ lastUpdate: neuron?.lastUpdate ?? null, tempo: parameters.tempo },
        ...{ vtrust: vtrust / 65_535, incentive: incentive / 65_535 },
      },
    })
  }

  if (chain !== null) {
    resources.defer(
      chain.onHead(({ number }) => {
        observe({ kind: 'head', block: number })
        look()
      }),
    )
    resources.defer(
      chain.onEvent((event) => {
        if (event.type === 'lost')
          observe({ kind: 'connection', lost: `lost ${event.endpoint}: ${event.reason}` })
        else if (event.type === 'connected') observe({ kind: 'connection', lost: null })
      }),
    )
  }
  const started = new Date().toISOString()
  const server = address && resources.own(await serve(address))
  if (server !== null) await describeProcess(server)
  resources.own(
    startMonitor({
      clock: systemClock,
      observe,
      after: look,
      everyMs: () => Math.min(Math.max(health.roundMs / 8, shortestPauseMs), longestPauseMs),
      probes: [
        queueProbe(queues, queueIds, shared),
        storeProbe(database),
        ...(metrics ? [outboxProbe(store), sizesProbe(database)] : []),
        ...(metrics && chain ? [chainProbe(chain)] : []),
      ],
    }),
  )
  function reasons(): string[] {
    const failing = health.report().checks.filter(({ ok }) => ok === false)
    return [...(phase === 'running' ? [] : [phase]), ...failing.map(({ name }) => name)]
  }
  function serve({ host, port }: NonNullable<WatchParts['address']>): Promise<AdminServer> {
    const { role, netuid, mechanism, hotkey } = parts
    const about = { role, netuid, mechanism, hotkey, pid: process.pid, started }
    return listenAdmin({
      ...{ host, port },
      answers: {
        '/healthz': () => {
          const { ok, checks } = health.report()
          return { status: ok ? 200 : 503, body: JSON.stringify({ ok, ...about, checks }) }
        },
        '/readyz': () => {
          const missing = reasons()
          const ready = missing.length === 0
          return { status: ready ? 200 : 503, body: JSON.stringify({ ready, reasons: missing }) }
        },
        ...(metrics && {
          '/metrics': async () => ({ status: 200, body: await metrics.text(), type: metrics.contentType }),
        }),
      },
    })
  }
  /** For `subnet doctor` alone: a folder that takes no files keeps nothing from running. */
  async function describeProcess({ host, port }: AdminServer): Promise<void> {
    const { role, netuid, mechanism, hotkey } = parts
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
    log.write('info', {
      event: 'health',
      message: `health is at ${url}: /healthz, /readyz${metrics ? ', /metrics' : ''}`,
    })
    try {
      const record = { pid: process.pid, url, role, netuid, mechanism, hotkey, started }
      resources.defer(await writeRunningFile(record))
    } catch (error) {
      const message = `subnet doctor will not find this process by itself: ${reasonOf(error)}`
      log.write('info', { event: 'health', message })
    }
  }

  return {
    health: server && { host: server.host, port: server.port },
    onEvent: (event) => observe({ kind: 'event', event }),
    observed: (of) => ({
      ...of,
      async metagraph(subnet) {
        const metagraph = await of.metagraph(subnet)
        seen(metagraph)
        return metagraph
      },
    }),
    seen,
    started() {
      phase = 'running'
      // Called last, so that this comes first.
      resources.defer(() => {
        phase = 'closing'
      })
    },
  }
}
