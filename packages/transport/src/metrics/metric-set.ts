import type { Registry } from 'prom-client'
import type { LabelValues, MetricSpec } from './metric-spec.js'
import { loadPromClient } from './prom-client.js'

/** Most values of a label that has no list of its own; those after them count as `OTHER`. */
const mostValues = 200

export type LabelsOf<S extends MetricSpec> = { readonly [L in keyof S['labels']]: string }
export type LabelArgs<S extends MetricSpec> = keyof S['labels'] extends never ? [] : [labels: LabelsOf<S>]

export interface CounterHandle<S extends MetricSpec> {
  /** Adds; `amount` may be 0, which makes the series visible. */
  add(amount: number, ...labels: LabelArgs<S>): void
  /** Follows a total that is kept elsewhere. It may start again from 0. */
  follow(total: number, ...labels: LabelArgs<S>): void
}
export interface GaugeHandle<S extends MetricSpec> {
  set(value: number, ...labels: LabelArgs<S>): void
  /** Forgets all values: what is not known is not shown. */
  clear(): void
}
export interface HistogramHandle<S extends MetricSpec> {
  observe(value: number, ...labels: LabelArgs<S>): void
}

/** A metric, to be written to. */
export type MetricHandle<S extends MetricSpec> = S['type'] extends 'counter'
  ? CounterHandle<S>
  : S['type'] extends 'gauge'
    ? GaugeHandle<S>
    : HistogramHandle<S>

/** Metrics of one process by their names in the catalogue. */
export interface MetricSet<Specs extends Record<string, MetricSpec>> {
  readonly metrics: { readonly [Name in keyof Specs]: MetricHandle<Specs[Name]> }
  readonly contentType: string
  /** Text that Prometheus reads, after `refresh` has brought the gauges up to date. */
  text(): Promise<string>
}

export interface MetricSetOptions {
  /** Values of labels that the catalogue leaves to the process. @default none are known */
  readonly synapses?: readonly string[]
  /** The same, of subnets. @default none are known */
  readonly subnets?: readonly string[]
  /** Codes that may be labels. @default every code, up to a limit */
  readonly codes?: readonly string[]
  /** Writes what is read when it is asked for. */
  readonly refresh: () => void | Promise<void>
}

/** Makes the metrics of a part of the catalogue. Throws CONFIG_INVALID if prom-client is not installed. */
export async function createMetricSet<Specs extends Record<string, MetricSpec>>(
  specs: Specs,
  { synapses, subnets, codes, refresh }: MetricSetOptions,
): Promise<MetricSet<Specs>> {
  const client = await loadPromClient()
  const registry: Registry = new client.Registry()
  const handles = Object.entries(specs).map(([name, spec]) => {
    const labelNames = Object.keys(spec.labels)
    const bound = boundLabels(spec, { synapse: synapses, subnet: subnets, code: codes })
    const described = { name, help: spec.help, labelNames, registers: [registry] }
    return [name, handleOf(client, described, spec, bound)] as const
  })
  return {
    metrics: Object.fromEntries(handles) as unknown as MetricSet<Specs>['metrics'],
    contentType: registry.contentType,
    async text() {
      await refresh()
      return registry.metrics()
    },
  }
}

type Given = Readonly<Record<string, string>>
type Bound = (labels?: Given) => Given
type PromClient = Awaited<ReturnType<typeof loadPromClient>>

interface Described {
  readonly name: string
  readonly help: string
  readonly labelNames: string[]
  readonly registers: Registry[]
}

function handleOf(
  { Counter, Gauge, Histogram }: PromClient,
  described: Described,
  spec: MetricSpec,
  bound: Bound,
) {
  if (spec.type === 'gauge') {
    const gauge = new Gauge(described)
    // A gauge without labels is 0 for prom-client, from the start on and after a reset.
    const clear = () => (described.labelNames.length === 0 ? gauge.remove() : gauge.reset())
    clear()
    return { set: (value: number, labels?: Given) => gauge.set(bound(labels), value), clear }
  }
  if (spec.type === 'histogram') {
    const histogram = new Histogram({ ...described, buckets: [...(spec.buckets ?? [])] })
    return { observe: (value: number, labels?: Given) => histogram.observe(bound(labels), value) }
  }
  const counter = new Counter(described)
  const totals = new Map<string, number>()
  const add = (amount: number, labels?: Given) => counter.inc(bound(labels), amount)
  for (const labels of startsOf(spec)) add(0, labels)
  return {
    add,
    follow(total: number, labels?: Given) {
      const key = Object.values(labels ?? {}).join(' ')
      const before = totals.get(key) ?? 0
      totals.set(key, total)
      add(total < before ? total : total - before, labels)
    },
  }
}

/** Most series of one counter that are there from the start. */
const mostStarts = 10

/** Labels with which a counter begins at 0, so that its first event is seen as a rise: where they are listed and few. */
function startsOf({ labels }: MetricSpec): readonly Given[] {
  let starts: readonly Given[] = [{}]
  for (const [label, values] of Object.entries(labels)) {
    if (typeof values === 'string') return []
    const named = values.filter((value) => value !== 'other')
    starts = starts.flatMap((start) => named.map((value) => ({ ...start, [label]: value })))
  }
  return starts.length > mostStarts ? [] : starts
}

/** Values of labels that the process knows. */
type Lists = Readonly<Record<Extract<LabelValues, string>, readonly string[] | undefined>>

/** Replaces values that a label does not have. */
function boundLabels(spec: MetricSpec, lists: Lists): Bound {
  const checks = Object.entries(spec.labels).map(
    ([name, values]) => [name, boundValue(values, lists)] as const,
  )
  return (labels = {}) => Object.fromEntries(checks.map(([name, check]) => [name, check(labels[name] ?? '')]))
}

function boundValue(values: LabelValues, lists: Lists): (value: string) => string {
  const list = typeof values === 'string' ? lists[values] : values
  const other = values === 'code' ? 'OTHER' : 'other'
  if (list !== undefined) {
    const known = new Set(list)
    return (value) => (known.has(value) ? value : other)
  }
  const seen = new Set<string>()
  return (value) => {
    if (!/^[A-Z][A-Z0-9_]{1,60}$/.test(value)) return other
    if (!seen.has(value) && seen.size >= mostValues) return other
    seen.add(value)
    return value
  }
}
