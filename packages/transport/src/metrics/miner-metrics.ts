import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { configError } from '@subnetkit/base'
import type { Gauge, Registry } from 'prom-client'

/** One request that is over. */
export interface MeteredRequest {
  /** As in its path, which anybody chooses. */
  readonly synapse: string
  /** `OK`, or the code of the refusal or failure. */
  readonly code: string
  /** From the headers to the answer. */
  readonly ms: number
  readonly receivedBytes: number
  readonly sentBytes: number
}

/** Counts what a miner does. */
export interface MinerMeter {
  /** Notes a signature or the MAC of a session that was checked, whatever came of it. */
  verified(kind: 'signature' | 'session', ms: number): void
  answered(request: MeteredRequest): void
}

/** State of a miner, read when it is asked for. */
export interface MinerGauges {
  readonly ready: boolean
  readonly running: number
  readonly waiting: number
  readonly connections: number
  /** Requests being received and verified. */
  readonly receiving: number
}

export interface MinerMetrics extends Disposable {
  readonly meter: MinerMeter
  readonly contentType: string
  /** The text that Prometheus reads. */
  text(): Promise<string>
}

interface MinerMetricsOptions {
  /** Names of the synapses; any other name counts as `other`, so that strangers add no label. */
  readonly synapses: readonly string[]
  /** Codes that may be labels; any other counts as `OTHER`. */
  readonly codes: readonly string[]
  readonly gauges: () => MinerGauges
}

/** Resolution of the delay of the event loop, in ms. */
const loopResolutionMs = 20

/** Throws CONFIG_INVALID if prom-client is not installed. */
export async function createMinerMetrics(options: MinerMetricsOptions): Promise<MinerMetrics> {
  const { Counter, Gauge, Histogram, Registry } = await loadPromClient()
  const registry = new Registry()
  const registers = [registry]
  const synapses = new Set(options.synapses)
  const codes = new Set(['OK', ...options.codes])
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs })
  loop.enable()

  const requests = new Counter({
    name: 'subnetkit_miner_requests_total',
    help: 'Requests answered, by synapse and by OK or the code of the refusal.',
    labelNames: ['synapse', 'code'],
    registers,
  })
  const seconds = new Histogram({
    name: 'subnetkit_miner_request_seconds',
    help: 'Time from the headers of a request to its answer, of those that were served.',
    labelNames: ['synapse'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 5, 12, 30],
    registers,
  })
  const verification = new Histogram({
    name: 'subnetkit_miner_verification_seconds',
    help: 'Time to check a signature with its nonce, or the MAC of a session.',
    labelNames: ['kind'],
    buckets: [0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.005, 0.02],
    registers,
  })
  const bytes = new Counter({
    name: 'subnetkit_miner_body_bytes_total',
    help: 'Bytes of bodies, received and sent.',
    labelNames: ['direction'],
    registers,
  })

  const gauge = (name: string, help: string, read: (gauges: MinerGauges) => number) =>
    new Gauge({
      ...{ name: `subnetkit_miner_${name}`, help, registers },
      collect() {
        this.set(read(options.gauges()))
      },
    })
  gauge('ready', 'Whether the miner serves: it has a metagraph and is not closing.', ({ ready }) =>
    ready ? 1 : 0,
  )
  gauge('handlers_running', 'Requests in handlers.', ({ running }) => running)
  gauge('handlers_waiting', 'Requests that wait for a handler.', ({ waiting }) => waiting)
  gauge('connections', 'Open connections.', ({ connections }) => connections)
  gauge('requests_receiving', 'Requests being received and verified.', ({ receiving }) => receiving)
  addProcessMetrics({ Gauge, Counter }, registers, loop)

  return {
    meter: {
      verified: (kind, ms) => verification.observe({ kind }, ms / 1_000),
      answered({ synapse: name, code, ms, receivedBytes, sentBytes }) {
        const synapse = synapses.has(name) ? name : 'other'
        requests.inc({ synapse, code: codes.has(code) ? code : 'OTHER' })
        if (code === 'OK') seconds.observe({ synapse }, ms / 1_000)
        bytes.inc({ direction: 'received' }, receivedBytes)
        bytes.inc({ direction: 'sent' }, sentBytes)
      },
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
    [Symbol.dispose]: () => loop.disable(),
  }
}

type PromClient = typeof import('prom-client')

/** Process metrics; those that prom-client brings have names that promtool refuses. */
function addProcessMetrics(
  { Gauge, Counter }: Pick<PromClient, 'Gauge' | 'Counter'>,
  registers: Registry[],
  loop: IntervalHistogram,
): void {
  new Gauge({
    name: 'subnetkit_miner_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last look, by quantile.',
    labelNames: ['quantile'],
    registers,
    collect() {
      setQuantiles(this, loop)
    },
  })
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  let counted = 0
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Time that the process has spent on CPUs.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      const total = (user + system) / 1e6
      this.inc(total - counted)
      counted = total
    },
  })
}

function setQuantiles(gauge: Gauge<'quantile'>, loop: IntervalHistogram): void {
  for (const quantile of [50, 99, 100]) {
    const delayMs = loop.count === 0 ? 0 : loop.percentile(quantile) / 1e6 - loopResolutionMs
    gauge.set({ quantile: `${quantile / 100}` }, Math.max(0, delayMs) / 1_000)
  }
  loop.reset()
}

async function loadPromClient(): Promise<PromClient> {
  try {
    return (await import('prom-client')).default
  } catch (cause) {
    const detail = 'the package prom-client, which writes them, is not installed'
    throw configError(
      'CONFIG_INVALID',
      { place: 'metrics', detail, fix: 'Run npm install prom-client.' },
      { cause },
    )
  }
}
