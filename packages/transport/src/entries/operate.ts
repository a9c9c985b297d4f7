// What an operator sees of a process: metrics and the listener for them. For the packages of subnetkit.

export { listenError } from '../http/listen-error.js'
export {
  type AdminAnswer,
  type AdminServer,
  type AdminServerOptions,
  listenAdmin,
} from '../metrics/admin-server.js'
export {
  gatewayMetrics,
  metricCatalogue,
  minerMetrics,
  processMetrics,
  receiptMetrics,
  validatorMetrics,
} from '../metrics/catalogue.js'
export {
  type CounterHandle,
  createMetricSet,
  type GaugeHandle,
  type HistogramHandle,
  type LabelArgs,
  type LabelsOf,
  type MetricHandle,
  type MetricSet,
  type MetricSetOptions,
} from '../metrics/metric-set.js'
export type { LabelValues, MetricSpec } from '../metrics/metric-spec.js'
export { metricsField } from '../metrics/options.js'
export { type ProcessReading, readProcess } from '../metrics/process-metrics.js'
