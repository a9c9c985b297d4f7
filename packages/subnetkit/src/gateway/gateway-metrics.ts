import type { GatewayGauges, GatewayMeter } from '@subnetkit/gateway'
import {
  type AdminServerOptions,
  createMetricSet,
  gatewayMetrics,
  processMetrics,
  readProcess,
} from '@subnetkit/transport/operate'

/** Metrics of a gateway. */
export interface GatewayMetrics extends Disposable {
  readonly meter: GatewayMeter
  readonly contentType: string
  /** Text that Prometheus reads. */
  text(): Promise<string>
}

interface GatewayMetricsOptions {
  /** Ids of the models that the gateway offers. */
  readonly subnets: readonly string[]
  readonly gauges: () => Promise<GatewayGauges>
}

/** Throws CONFIG_INVALID if prom-client is not installed. */
export async function createGatewayMetrics({
  subnets,
  gauges,
}: GatewayMetricsOptions): Promise<GatewayMetrics> {
  const specs = { ...processMetrics, ...gatewayMetrics }
  const { metrics, text, contentType } = await createMetricSet(specs, {
    subnets: [...subnets, 'none'],
    refresh,
  })
  const reading = readProcess()

  async function refresh(): Promise<void> {
    metrics.process_resident_memory_bytes.set(reading.memoryBytes)
    metrics.process_cpu_seconds_total.follow(reading.cpuSeconds)
    metrics.event_loop_p99_seconds.set(reading.loopDelay())
    const { benchedMiners, reserved, openStreams } = await gauges()
    metrics.gateway_benched_miners.set(benchedMiners)
    metrics.gateway_reserved_microcredits.set(Number(reserved))
    metrics.gateway_streams_open.set(openStreams)
  }

  return {
    meter: {
      requested({ subnet, endpoint, mode, status, seconds }) {
        const labels = { subnet, endpoint, mode }
        metrics.gateway_requests_total.add(1, { ...labels, status: String(status) })
        metrics.gateway_request_seconds.observe(seconds, labels)
      },
      answerable: ({ subnet, endpoint, mode, seconds }) =>
        metrics.gateway_ttft_seconds.observe(seconds, { subnet, endpoint, mode }),
      called({ reason, outcome }) {
        metrics.gateway_miner_calls_total.add(1, { reason, outcome })
        if (reason === 'hedge' && outcome === 'good') metrics.gateway_hedge_wins_total.add(1)
      },
      agreed: (share) => metrics.gateway_agreement_ratio.observe(share),
      used({ prompt, completion }) {
        metrics.gateway_tokens_total.add(prompt, { direction: 'prompt' })
        metrics.gateway_tokens_total.add(completion, { direction: 'completion' })
      },
      spent: (amount) => metrics.gateway_spend_microcredits_total.add(Number(amount)),
      limited: (kind) => metrics.gateway_limited_total.add(1, { kind }),
    },
    contentType,
    text,
    [Symbol.dispose]: () => reading[Symbol.dispose](),
  }
}

/** Answers at the address of the metrics. */
export const metricsAnswers = (
  { text, contentType }: GatewayMetrics,
  unready: () => string | null,
): AdminServerOptions['answers'] => ({
  '/healthz': () => ({ status: 200, body: '{"ok":true}' }),
  '/readyz'() {
    const reason = unready()
    const reasons = reason === null ? [] : [reason]
    return {
      status: reason === null ? 200 : 503,
      body: JSON.stringify({ ready: reason === null, reasons }),
    }
  },
  '/metrics': async () => ({ status: 200, body: await text(), type: contentType }),
})
