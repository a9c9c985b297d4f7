import { optionsOf, port, text } from '@subnetkit/base'

/** Address of a miner's metrics and readiness, apart from the port that callers use. */
export interface MetricsOptions {
  /** Port to listen on; 0 picks a free one. */
  readonly port: number
  /** @default '127.0.0.1' */
  readonly host?: string | undefined
}

/** Option for metrics. */
export const metricsField = () =>
  optionsOf({ port: port(), host: text('a host name or an address').default('127.0.0.1') })
