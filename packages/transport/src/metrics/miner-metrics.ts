import type { ReceiptCounts } from '../receipts/server-receipts.js'
import { minerMetrics, processMetrics, receiptMetrics } from './catalogue.js'
import { createMetricSet } from './metric-set.js'
import { readProcess } from './process-metrics.js'

/** One request that is over. */
interface MeteredRequest {
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
interface MinerGauges {
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
  const { receipts } = options
  const { metrics, text, contentType } = await createMetricSet(
    { ...processMetrics, ...minerMetrics },
    { synapses: options.synapses, codes: ['OK', ...options.codes], refresh: readMiner },
  )
  const ofReceipts =
    receipts && (await createMetricSet(receiptMetrics, { refresh: () => readReceipts(receipts()) }))
  const reading = readProcess()

  function readMiner(): void {
    const { ready, running, waiting, connections, receiving } = options.gauges()
    metrics.subnetkit_miner_ready.set(ready ? 1 : 0)
    metrics.subnetkit_miner_handlers_running.set(running)
    metrics.subnetkit_miner_handlers_waiting.set(waiting)
    metrics.subnetkit_miner_connections.set(connections)
    metrics.subnetkit_miner_requests_receiving.set(receiving)
    metrics.event_loop_p99_seconds.set(reading.loopDelay())
    metrics.process_resident_memory_bytes.set(reading.memoryBytes)
    metrics.process_cpu_seconds_total.follow(reading.cpuSeconds)
  }
  function readReceipts({ answers, batches, unsigned, dropped, kept }: ReceiptCounts): void {
    const of = ofReceipts?.metrics
    of?.subnetkit_miner_receipts_answers_total.follow(answers)
    of?.subnetkit_miner_receipts_batches_total.follow(batches)
    of?.subnetkit_miner_receipts_unsigned_total.follow(unsigned)
    of?.subnetkit_miner_receipts_dropped_total.follow(dropped)
    of?.subnetkit_miner_receipts_kept.set(kept)
  }

  return {
    meter: {
      verified: (kind, ms) => metrics.subnetkit_miner_verification_seconds.observe(ms / 1_000, { kind }),
      answered({ synapse, code, ms, receivedBytes, sentBytes }) {
        metrics.subnetkit_miner_requests_total.add(1, { synapse, code })
        if (code === 'OK') metrics.subnetkit_miner_request_seconds.observe(ms / 1_000, { synapse })
        metrics.subnetkit_miner_body_bytes_total.add(receivedBytes, { direction: 'received' })
        metrics.subnetkit_miner_body_bytes_total.add(sentBytes, { direction: 'sent' })
      },
    },
    contentType,
    text: async () => (await text()) + (ofReceipts ? await ofReceipts.text() : ''),
    [Symbol.dispose]: () => reading[Symbol.dispose](),
  }
}
