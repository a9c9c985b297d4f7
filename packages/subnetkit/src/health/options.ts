import { flag, optionsOf, port, text } from '@subnetkit/base'
import { z } from 'zod'
import { invalid } from '../neuron/options.js'

/** Address of a process's health. */
export interface HealthOptions {
  /** Port to listen on; 0 picks a free one. @default 0 */
  readonly port?: number | undefined
  /** @default '127.0.0.1' */
  readonly host?: string | undefined
}

/** Options for what an operator sees of a validator, coordinator or worker. */
export interface OperateOptions {
  /**
   * Address of `/healthz` and `/readyz`; `subnet doctor` finds it by itself. False serves none.
   * @default a free port on loopback
   */
  readonly health?: HealthOptions | false | undefined
  /**
   * Address of `/metrics` for Prometheus, and of the health, instead of `health`. Needs the package prom-client.
   * @default none
   */
  readonly metrics?: { readonly port: number; readonly host?: string | undefined } | undefined
  /**
   * Traces of the steps through the OpenTelemetry SDK that the program has set up; their spans carry `subnetkit.round` and
   * `subnetkit.uid`. Needs the packages bullmq-otel and @opentelemetry/api. Queues that are passed in have their own.
   * @default false
   */
  readonly telemetry?: boolean | undefined
}

const host = () => text('a host name or an address').default('127.0.0.1')

export const healthOptions = optionsOf({ port: port().default(0), host: host() })

/** Fields of {@link OperateOptions}. */
export const operateFields = {
  health: z.union([z.literal(false), healthOptions], { error: 'false, or { port, host }' }).optional(),
  metrics: optionsOf({ port: port(), host: host() }).optional(),
  telemetry: flag().default(false),
}

/** Address to listen on, and whether it has metrics; null for none. Throws CONFIG_INVALID for two addresses. */
export function operateAddress(
  place: string,
  {
    health,
    metrics,
  }: { readonly [Name in keyof typeof operateFields]?: z.output<(typeof operateFields)[Name]> },
) {
  if (metrics !== undefined && health) {
    const fix = 'Leave out either: the address of the metrics has the health as well.'
    throw invalid(`${place} health`, 'an address for metrics is given as well', fix)
  }
  if (metrics !== undefined) return { ...metrics, hasMetrics: true }
  return health === false ? null : { port: 0, host: '127.0.0.1', ...health, hasMetrics: false }
}
