import { reasonOf, systemClock, withDeadline } from '@subnetkit/base'
import { type ChainClient, type ConnectionEvent, createOutbox, type Metagraph } from '@subnetkit/chain'
import type {
  Database,
  QueueId,
  Queues,
  Store,
  ValidatorChain,
  ValidatorListener,
} from '@subnetkit/core/validator'
import { type AdminServer, listenAdmin } from '@subnetkit/transport/operate'
import type { Log } from '../log/log.js'
import { createValidatorMetrics } from '../metrics/validator-metrics.js'
import type { Resources } from '../neuron/resources.js'
import { windowPath } from '../update/window/answer.js'
import { watchWindow } from '../update/window/watch-window.js'
import type { HealthSubject } from './checks.js'
import { countRunning } from './count-running.js'
import { createHealth, type Health, type HealthReport } from './create-health.js'
import { createIdleReporter } from './idle.js'
import { type Monitor, type Probe, startMonitor } from './monitor.js'
import type { Observation, ProbeFailure } from './observation.js'
import type { operateAddress } from './options.js'
import {
  chainProbe,
  diskProbe,
  outboxProbe,
  queueProbe,
  roundsProbe,
  signerProbe,
  sizesProbe,
  storeProbe,
} from './probes.js'
import { writeRunningFile } from './running-file.js'
import { isFinishedJob, tryableQueue, tryQueue } from './try-queue.js'

interface WatchParts extends Omit<HealthSubject, 'weightsEveryBlocks' | 'netuid'> {
  /** Null for a worker until its coordinator announces it. */
  readonly netuid: number | null
  /** Kinds of jobs that a worker takes; null for other roles. */
  readonly takes?: readonly string[]
  /** Address that serves the health; null for none. */
  readonly address: ReturnType<typeof operateAddress>
  /** Blocks from one round to the next; of a worker, which knows no rounds, as many as a job may wait for. */
  readonly roundBlocks: number
  readonly log: Log
  readonly resources: Resources
  readonly database: Database
  readonly queues: Queues
  /** Null for a process that knows no chain. */
  readonly chain: ChainClient | null
}

/** One of the mechanisms that a process works on. */
interface WatchedMechanism {
  readonly mechanism: number
  /** Queues by their short names. */
  readonly queueIds: Readonly<Record<string, QueueId>>
  /** Its weights; null for a process that sets none. */
  readonly store: Pick<Store, 'outbox' | 'rounds' | 'queries'> | null
  readonly weightsEveryBlocks?: number
  /** Ends the watch over it. @default those of the process */
  readonly life?: Resources
}

/** Watch over one mechanism. */
export interface MechanismWatch {
  /** Returns a listener that observes each event and passes it to `listener`. */
  listen(listener: ValidatorListener): ValidatorListener
  /** Returns the chain with the metagraphs that are read from it observed. */
  observed(chain: ValidatorChain): ValidatorChain
  seen(metagraph: Metagraph): void
  /** Takes the reason why the store lacks its lease; null while it holds it. */
  leased(failure: ProbeFailure | null): void
  /** Returns the newest metagraph that was read. */
  metagraph(): Metagraph
  /** Hotkeys by uid, as the newest metagraph has them. */
  readonly hotkeys: ReadonlyMap<number, string>
}

/** Watch over a validator, coordinator or worker from its start on. */
export interface ValidatorWatch {
  mechanism(of: WatchedMechanism): MechanismWatch
  /** The queues, for workers whose jobs closing waits for. */
  readonly queues: Queues
  /** Declares that the process waits, with the reason in a sentence; its health shows it. */
  waits(sentence: string): void
  /** Declares the subnet of a worker that has found its coordinator, and its chain. */
  found(netuid: number, genesisHash: string): void
  /** Declares that the start is over. */
  started(): Promise<void>
  readonly health: { readonly host: string; readonly port: number } | null
  /** Judges all mechanisms now. */
  report(): HealthReport
}

const anotherChain = ({
  endpoint,
  genesisHash,
  expected,
}: Extract<ConnectionEvent, { type: 'distrusted' }>) =>
  `${endpoint} is another chain now: its genesis is ${genesisHash.slice(0, 10)}…, not ${expected.slice(0, 10)}…`

/** Time that store and queue have to answer when readiness is asked for, in ms. */
const readyMs = 2_000

/** Weights among which those on their way are looked for. */
const newestWeights = 20

type OutboxView = Pick<ReturnType<typeof createOutbox>, 'status'>

/** Longest pause between two looks, and shortest, in ms. */
const [longestPauseMs, shortestPauseMs] = [15_000, 1_000]

/**
 * Judges a process by its events, its chain, queue and store; serves that, describes the process for `subnet doctor`, and
 * reports when it does nothing. Everything ends with `resources`. Throws CONFIG_INVALID for an address that cannot be bound,
 * and where metrics are wanted without prom-client.
 */
export async function watchValidator(parts: WatchParts): Promise<ValidatorWatch> {
  const { address, role, hotkey, roundBlocks, log, resources, database, chain, queues } = parts
  const { takes, scoreLabel, signer = null } = parts
  let netuid = parts.netuid
  let genesis = chain?.status().genesisHash ?? null
  let waiting: string | null = null
  const jobs = countRunning(queues)
  resources.waitsFor(jobs.describe)
  const watched = new Set<{
    readonly mechanism: number
    readonly health: Health
    readonly look: () => void
  }>()
  const monitors = new Set<Monitor>()
  const started = new Date().toISOString()
  let phase: 'starting' | 'running' | 'closing' = 'starting'

  /** All mechanisms together; a check names its mechanism where there are several. */
  function report() {
    const checks = [...watched].flatMap(({ mechanism, health }) =>
      health.report().checks.map((check) => (watched.size === 1 ? check : { ...check, mechanism })),
    )
    return { ok: checks.every(({ ok }) => ok !== false), checks }
  }
  function look(): void {
    if (phase === 'running') for (const one of watched) one.look()
  }
  let head: Observation | null = null
  let triedQueue: QueueId | null = null
  const window = watchWindow({
    ...{ role, hotkey, running: jobs.describe, isRunning: () => phase === 'running' && waiting === null },
    failing,
    tryQueue() {
      if (triedQueue === null) return
      tryQueue(queues, triedQueue, resources, () => window.jobDone())
      triedQueue = null
    },
  })

  function everywhere(observation: Observation): void {
    if (observation.kind === 'head') head = observation
    window.observe(observation)
    for (const { health } of watched) health.observe(observation)
    metrics?.observe(observation)
  }
  /** Those of the first mechanism. */
  function limits() {
    const [first] = watched
    return {
      roundSeconds: first === undefined ? null : first.health.roundMs / 1_000,
      weightsBlocks: first?.health.weightsLimit ?? null,
    }
  }
  const metrics = address?.hasMetrics
    ? resources.own(
        await createValidatorMetrics({ report, roundBlocks, limits, followsChain: chain !== null }),
      )
    : null

  if (chain !== null) {
    resources.defer(
      chain.onHead(({ number }) => {
        everywhere({ kind: 'head', block: number })
        look()
      }),
    )
    resources.defer(
      chain.onEvent((event) => {
        if (event.type === 'lost')
          everywhere({ kind: 'connection', lost: `lost ${event.endpoint}: ${event.reason}` })
        else if (event.type === 'distrusted') everywhere({ kind: 'connection', lost: anotherChain(event) })
        else if (event.type === 'connected') everywhere({ kind: 'connection', lost: null })
      }),
    )
  }
  const everyMs = () => {
    const [first] = watched
    const roundMs = first?.health.roundMs ?? 0
    return Math.min(Math.max(roundMs / 8, shortestPauseMs), longestPauseMs)
  }
  function monitor(observe: (observation: Observation) => void, probes: readonly Probe[], life = resources) {
    const one = startMonitor({ clock: systemClock, observe, after: look, everyMs, probes })
    monitors.add(one)
    life.defer(() => {
      one[Symbol.dispose]()
      monitors.delete(one)
    })
  }
  /** Looks at store and queue; returns false if they do not answer in time. */
  async function lookNow(): Promise<boolean> {
    const looking = Promise.all([...monitors].map((one) => one.look()))
    return withDeadline(looking, readyMs, () => new Error('no answer')).then(
      () => true,
      () => false,
    )
  }
  const server = address && resources.own(await listenAdmin({ ...address, answers: answers() }))
  monitor(everywhere, [
    storeProbe(database),
    ...(signer === null ? [] : [signerProbe(signer, hotkey)]),
    ...(metrics ? [sizesProbe(database), diskProbe(database)] : []),
    ...(metrics && chain ? [chainProbe(chain)] : []),
  ])

  /** Reasons for which the process is not ready. */
  async function failing(): Promise<readonly string[]> {
    const isAnswered = await lookNow()
    const pending = waiting ?? (phase === 'running' ? null : phase)
    return [
      ...(pending === null ? [] : [pending]),
      ...(isAnswered ? [] : [`store and queue did not answer within ${readyMs / 1_000} s`]),
      ...report()
        .checks.filter(({ ok }) => ok === false)
        .map(({ name }) => name),
    ]
  }

  function answers() {
    const about = () => ({
      ...{ role, netuid, hotkey, pid: process.pid, started },
      ...(genesis !== null && { genesis }),
      ...(takes && { queues: takes, label: scoreLabel }),
      ...(waiting !== null && { waiting }),
    })
    const json = (ok: boolean, body: object) => ({ status: ok ? 200 : 503, body: JSON.stringify(body) })
    return {
      '/healthz': () => {
        const { ok, checks } = report()
        return json(ok, { ok, ...about(), checks })
      },
      '/readyz': async () => {
        const reasons = await failing()
        return json(reasons.length === 0, { ready: reasons.length === 0, reasons })
      },
      [windowPath]: async (query: URLSearchParams) => {
        const answer = await window.answer(query)
        return json(answer.safe, answer)
      },
      ...(metrics && {
        '/metrics': async () => ({ status: 200, body: await metrics.text(), type: metrics.contentType }),
      }),
    }
  }
  const urlOf = ({ host, port }: AdminServer) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  let isAnnounced = false
  function announce(): void {
    if (server === null || isAnnounced) return
    isAnnounced = true
    const paths = metrics ? '/healthz, /readyz, /metrics' : '/healthz, /readyz'
    log.write('info', { event: 'health', message: `health is at ${urlOf(server)}: ${paths}` })
  }
  /** For `subnet doctor` alone: a folder that takes no files keeps nothing from running. */
  async function describeProcess(): Promise<void> {
    if (server === null || netuid === null) return
    try {
      const record = {
        ...{ pid: process.pid, url: urlOf(server), role, netuid, hotkey, started, folder: process.cwd() },
        ...(takes && { queues: [...takes], label: scoreLabel }),
      }
      resources.defer(await writeRunningFile(record))
    } catch (error) {
      const message = `subnet doctor cannot find this process: ${reasonOf(error)}`
      log.write('info', { event: 'health', message })
    }
  }

  return {
    queues: jobs.queues,
    ...{ report, health: server && { host: server.host, port: server.port } },
    mechanism({ mechanism, queueIds, store, weightsEveryBlocks = 1, life = resources }) {
      const subnet = netuid ?? 0 // a worker has found it by now
      const health = createHealth({ ...parts, netuid: subnet, weightsEveryBlocks })
      const isFirst = watched.size === 0
      let emit: ValidatorListener = () => {}
      const source = { netuid: subnet, mechanism, hotkey }
      if (head !== null) health.observe(head)
      const one = {
        ...{ mechanism, health },
        look: createIdleReporter({ health, emit: (event) => emit(event, source) }),
      }
      watched.add(one)
      life.defer(() => watched.delete(one))
      triedQueue ??= tryableQueue(queueIds)
      let weights: OutboxView = { status: async () => [] }
      if (store !== null)
        life.defer(
          window.add({
            ...{ mechanism, store, weightsEveryBlocks },
            weights: () => weights.status(newestWeights),
            health: () => health.state,
          }),
        )
      function observe(observation: Observation): void {
        if (isFinishedJob(observation)) window.jobDone()
        health.observe(observation)
        metrics?.observe(observation, isFirst)
      }
      const hotkeys = new Map<number, string>()
      let newest: Metagraph | null = null
      function seen(metagraph: Metagraph): void {
        newest = metagraph
        const { block, neurons, parameters } = metagraph
        for (const { uid, hotkey } of neurons) hotkeys.set(uid, hotkey)
        const neuron = neurons.find((one) => one.hotkey === hotkey)
        const [vtrust, incentive] = [neuron?.validatorTrust ?? 0, neuron?.incentive ?? 0]
        observe({
          kind: 'standing',
          standing: {
            ...{ block, registered: neuron !== undefined, permit: neuron?.validatorPermit ?? false },
            ...{ lastUpdate: neuron?.lastUpdate ?? null, registeredAt: neuron?.registeredAt ?? null },
            ...{ tempo: parameters.tempo, weightsRateLimit: parameters.weightsRateLimit },
            ...{ vtrust: vtrust / 65_535, incentive: incentive / 65_535 },
          },
        })
      }
      const workers = role === 'coordinator' ? ['query', 'score'] : []
      const probes = [
        queueProbe(queues, queueIds, workers),
        ...(store ? [roundsProbe(store)] : []),
        ...(metrics && store ? [outboxProbe(store)] : []),
      ]
      monitor(observe, probes, life)
      return {
        ...{ seen, hotkeys },
        leased: (failure) => observe({ kind: 'lease', failure }),
        metagraph() {
          if (newest === null) throw new Error('no metagraph was read yet') // read before a mechanism starts
          return newest
        },
        listen(listener) {
          emit = listener
          return (event, of) => {
            observe({ kind: 'event', event })
            listener(event, of)
          }
        },
        observed(of) {
          if (store !== null)
            weights = createOutbox({ chain: of.weights({ netuid: subnet, mechanism }), store: store.outbox })
          return {
            ...of,
            async metagraph(subnet) {
              const metagraph = await of.metagraph(subnet)
              if (subnet.mechanism === mechanism) seen(metagraph)
              return metagraph
            },
          }
        },
      }
    },
    waits(sentence) {
      waiting = sentence
      announce()
    },
    found(subnet, genesisHash) {
      netuid = subnet
      genesis = genesisHash
      waiting = null
    },
    async started() {
      phase = 'running'
      waiting = null
      announce()
      // Called last, so that this comes first.
      resources.defer(() => {
        phase = 'closing'
      })
      await describeProcess()
    },
  }
}
