import type { metricCatalogue } from '@subnetkit/transport/operate'

type Values<T> = T extends unknown ? keyof T : never
/** Name of a metric of the catalogue. */
export type MetricName = Extract<Values<(typeof metricCatalogue)[keyof typeof metricCatalogue]>, string>

/** Name of a time series: a metric of the catalogue, a part of a histogram, or `up`, which Prometheus makes itself. */
export type SeriesName = MetricName | `${MetricName}_${'bucket' | 'sum' | 'count'}` | 'up'

/** A time series with labels: `queries_total{outcome="scored"}`. */
export type Series = SeriesName | `${SeriesName}{${string}}`

/** Series that Prometheus has scraped at the moment that a test looks at. */
export interface Scrapes {
  /** Values of series once a minute, as `promtool test rules` writes them: `0+60x10`. */
  readonly series: Readonly<Partial<Record<Series, string>>>
  /** Moment of the look, such as `20m`. */
  readonly at: string
}

/** Scrapes at which an alert fires. */
export interface Firing extends Scrapes {
  /** Labels of the alert besides `instance` and `job`; null for an alert without any. @default none */
  readonly labels?: Readonly<Record<string, string>> | null
  /** True for an alert of a whole job, which has no instance. @default false */
  readonly isOfJob?: boolean
  /** The value as its summary shows it. */
  readonly value?: string
}

/** One alert: its rule, its section of the runbook, and a test each that fires and does not. */
export interface Alert {
  readonly name: string
  /** `critical`: pay is being lost now. `warning`: pay will be lost. `info`: to know. `none`: the dead-man's switch. */
  readonly severity: 'critical' | 'warning' | 'info' | 'none'
  /** PromQL over metrics of the catalogue. */
  readonly expr: string
  /** Time for which the expression holds before the alert fires. @default at once */
  readonly for?: string
  /** One sentence without a stop; `{{ $labels.instance }}` and `{{ $value }}` are filled in. */
  readonly summary: string
  /** One imperative sentence. */
  readonly fix: string
  /** Consequences for the operator. */
  readonly meaning: string
  /** Likely causes, the most likely first. */
  readonly causes: readonly string[]
  /** Commands that tell the causes apart; none where there is nothing to run. */
  readonly commands: readonly string[]
  readonly fires: Firing
  readonly silent: Scrapes
}

/** Alerts about one subject. */
export interface AlertGroup {
  /** Name of the group in the rules, such as `weights`. */
  readonly name: string
  readonly heading: string
  readonly alerts: readonly Alert[]
}

/**
 * Expression that holds where a counter rose within a time. A counter with labels begins with its first event, in which
 * `increase` sees no rise: a series that did not exist before counts, too. Nor does it see a rise where a process that has started again
 * counts to where its predecessor had been: all that a process has counted since its start rose since then.
 */
export const rose = (counter: string, time: string): string =>
  `increase(${counter}[${time}]) > 0 or (${counter} > 0 unless ${counter} offset ${time}) or (${counter} > 0 and on (instance, job) resets(process_cpu_seconds_total[${time}]) > 0)`

/** Expression that a counter rose by so many within a time, for each process: a share of three requests says nothing. */
export const atLeast = (count: number, part: string, time: string): string =>
  `sum by (instance, job) (increase(${part}[${time}])) >= ${count}`

/** Expression of a share of rates, for each process. */
export const shareOf = (part: string, whole: string, time: string): string =>
  `sum by (instance, job) (rate(${part}[${time}])) / sum by (instance, job) (rate(${whole}[${time}]))`
