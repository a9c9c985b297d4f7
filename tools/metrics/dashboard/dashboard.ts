import type { Panel, Row, Target } from './panel.js'

const source = { type: 'prometheus', uid: '$' + '{source}' }
/** Grafana's grid has 24 columns. */
const [columns, graphWidth, statWidth, height] = [24, 12, 6, 8]

/** A dashboard of Grafana, as JSON that its import takes. */
export function dashboardOf(rows: readonly Row[]) {
  return {
    uid: 'subnetkit',
    title: 'subnetkit',
    description: 'Validators, miners and gateways of subnetkit. Written by npm run metrics.',
    tags: ['bittensor', 'subnetkit'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [sourceVariable, instanceVariable] },
    annotations: { list: [] },
    panels: placed(rows),
  }
}

const sourceVariable = { type: 'datasource', name: 'source', label: 'Prometheus', query: 'prometheus' }
const instanceVariable = {
  ...{ type: 'query', name: 'instance', label: 'Process', datasource: source },
  query: 'label_values(event_loop_p99_seconds, instance)',
  ...{ refresh: 2, multi: true, includeAll: true, allValue: '.*', sort: 1 },
  current: { text: ['All'], value: ['$__all'] },
}

/** Panels from left to right, each row below its heading. */
function placed(rows: readonly Row[]): readonly object[] {
  const panels: object[] = []
  let y = 0
  const next = () => panels.length + 1
  for (const { title, panels: listed } of rows) {
    panels.push({
      id: next(),
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: columns, h: 1 },
    })
    y++
    let x = 0
    for (const panel of listed) {
      const w = panel.kind === 'stat' ? statWidth : graphWidth
      if (x + w > columns) {
        x = 0
        y += height
      }
      panels.push({ id: next(), gridPos: { x, y, w, h: height }, ...panelOf(panel) })
      x += w
    }
    y += height
  }
  return panels
}

function panelOf({ title, description, kind, unit, targets, limits }: Panel): object {
  const steps = [
    { value: null, color: limits === undefined ? 'text' : 'green' },
    ...(limits === undefined
      ? []
      : [
          { value: limits.warn, color: 'yellow' },
          { value: limits.bad, color: 'red' },
        ]),
  ]
  const defaults = { unit, min: 0, thresholds: { mode: 'absolute', steps } }
  return {
    ...{ type: kind === 'stat' ? 'stat' : 'timeseries', title, description, datasource: source },
    fieldConfig: { defaults, overrides: [] },
    options: kind === 'stat' ? statOptions : graphOptions,
    targets: targets.map((target, index) => targetOf(target, index, kind === 'stat')),
  }
}

const statOptions = {
  ...{ colorMode: 'value', graphMode: 'area', justifyMode: 'auto', textMode: 'auto', orientation: 'auto' },
  reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
}
const graphOptions = {
  legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
  tooltip: { mode: 'multi', sort: 'desc' },
}

const targetOf = ({ expr, legend }: Target, index: number, isStat: boolean) => ({
  ...{ refId: String.fromCharCode(65 + index), datasource: source, expr, legendFormat: legend },
  ...(isStat ? { instant: true, range: false } : { instant: false, range: true }),
})

/** Expressions of a dashboard as Prometheus reads them, its variables filled in. */
export const expressionsOf = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ panels }) =>
    panels.flatMap(({ targets }) =>
      targets.map(({ expr }) => expr.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '5m')),
    ),
  )
