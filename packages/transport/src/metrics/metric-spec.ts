/**
 * Values of a label: a closed list, any other value counting as `other`; a synapse of the protocol; a subnet that its
 * operator offers; or a code of the error catalogues. Never a hotkey, an address or what a caller chose.
 */
export type LabelValues = readonly string[] | 'synapse' | 'subnet' | 'code'

/** A metric as the catalogue lists it. */
export interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** Quantity that is counted or measured. */
  readonly unit: string
  /** One sentence. */
  readonly help: string
  readonly labels: Readonly<Record<string, LabelValues>>
  /** Upper bounds; of histograms only. */
  readonly buckets?: readonly number[]
}
