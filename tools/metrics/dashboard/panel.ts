import type { SeriesName } from '../alert.js'

/** Units of Grafana that the dashboard uses. */
type Unit = 'none' | 's' | 'bytes' | 'percentunit' | 'short' | 'ops' | 'dateTimeFromNow'

/** One line of a panel, or one number. */
export interface Target {
  readonly expr: string
  /** Name of the line, with labels as `{{instance}}`. */
  readonly legend: string
}

/** A panel as the dashboard lists it. */
export interface Panel {
  readonly title: string
  readonly kind: 'stat' | 'graph'
  /** One sentence on how to read it. */
  readonly description: string
  readonly unit: Unit
  readonly targets: readonly Target[]
  /** Values from which a number turns yellow and red. @default always neutral */
  readonly limits?: { readonly warn: number; readonly bad: number }
}

/** Panels below one heading. */
export interface Row {
  readonly title: string
  readonly panels: readonly Panel[]
}

/** A metric of the chosen instances, with further matchers. */
export const of = (name: SeriesName, matchers = ''): string =>
  `${name}{instance=~"$instance"${matchers === '' ? '' : `, ${matchers}`}}`

/** Rate of a counter by labels. */
export const rateBy = (labels: string, name: SeriesName, matchers = ''): string =>
  `sum by (${labels}) (rate(${of(name, matchers)}[$__rate_interval]))`

/** Quantile of a histogram. */
export const quantile = (share: number, bucket: SeriesName, labels = ''): string =>
  `histogram_quantile(${share}, sum by (le${labels}) (rate(${of(bucket)}[$__rate_interval])))`
