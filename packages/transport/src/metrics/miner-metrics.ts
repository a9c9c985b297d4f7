import type { ReceiptCounts } from '../receipts/server-receipts.js'
import { addProcessMetrics } from './process-metrics.js'
import { addGauge, loadPromClient } from './prom-client.js'
import { addReceiptMetrics } from './receipt-metrics.js'

/** One request that is over. */
export interface MeteredRequest {
  /** As in its path, which the caller chooses. */
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
  /** Names of the synapses; any other name counts as `other`, so that callers cannot add labels. */
  readonly synapses: readonly string[]
  /** Codes that may be labels; any other counts as `OTHER`. */
  readonly codes: readonly string[]
  readonly gauges: () => MinerGauges
  /** Counts of its receipts; null for a miner that gives none. */
  readonly receipts: (() => ReceiptCounts) | null
}

/** Throws CONFIG_INVALID if prom-client is not installed. */
export async function createMinerMetrics(options: MinerMetricsOptions): Promise<MinerMetrics> {
  const client = await loadPromClient()
  const { Counter, Histogram, Registry } = client
  const registry = new Registry()
  const registers = [registry]
  const synapses = new Set(options.synapses)
  const codes = new Set(['OK', ...options.codes])

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
    addGauge(client, { name: `subnetkit_miner_${name}`, help, registers }, () => read(options.gauges()))
  gauge('ready', '1 while the miner serves: it has a metagraph and is not closing.', ({ ready }) =>
    ready ? 1 : 0,
  )
  gauge('handlers_running', 'Requests in handlers.', ({ running }) => running)
  gauge('handlers_waiting', 'Requests that wait for a handler.', ({ waiting }) => waiting)
  gauge('connections', 'Open connections.', ({ connections }) => connections)
  gauge('requests_receiving', 'Requests being received and verified.', ({ receiving }) => receiving)
  if (options.receipts) addReceiptMetrics(client, registers, options.receipts)
  const measuring = addProcessMetrics(client, registers)

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
    [Symbol.dispose]: () => measuring[Symbol.dispose](),
  }
}
