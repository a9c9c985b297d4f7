import type { Alert, AlertGroup, Scrapes } from './alert.js'
import { annotationsOf, rulesFile } from './rules-file.js'

/** Labels that Prometheus adds to each series that it scrapes. */
const scraped = { instance: 'validator-1:9465', job: 'subnetkit' }

/**
 * Files for `promtool test rules` by their names: of every alert its rule and two tests, one that fires and one that does not. All
 * rules in one file would be evaluated in each test, which takes thirty times as long.
 */
export function ruleTests(groups: readonly AlertGroup[]): Readonly<Record<string, string>> {
  const files = groups.flatMap((group) =>
    group.alerts.flatMap((alert) => {
      const rules = `${alert.name}.rules.yml`
      const tests = [testOf(alert, alert.fires, [firingOf(alert)]), testOf(alert, alert.silent, [])]
      const test = { rule_files: [rules], evaluation_interval: '1m', tests }
      return [
        [rules, rulesFile([{ ...group, alerts: [alert] }])] as const,
        // YAML reads JSON.
        [`${alert.name}.test.yml`, JSON.stringify(test)] as const,
      ]
    }),
  )
  return Object.fromEntries(files)
}

/** One case; `fired` has the alerts of this name that fire at its moment. */
function testOf({ name }: Alert, { series, at }: Scrapes, fired: readonly object[]): object {
  return {
    name: `${name} ${fired.length > 0 ? 'fires' : 'does not fire'}`,
    interval: '1m',
    input_series: Object.entries(series).map(([series, values]) => ({ series: withLabels(series), values })),
    alert_rule_test: [{ eval_time: at, alertname: name, exp_alerts: fired }],
  }
}

/** A series with the labels that scraping adds. */
export function withLabels(series: string): string {
  const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(series) ?? []
  const added = Object.entries(scraped).map(([label, value]) => `${label}="${value}"`)
  return `${name}{${[...(labels === '' ? [] : [labels]), ...added].join(',')}}`
}

function firingOf(alert: Alert): object {
  const { labels = {}, value, isOfJob = false } = alert.fires
  const added = labels === null || isOfJob ? {} : scraped
  const exp_labels = { ...added, ...labels, severity: alert.severity }
  const fill = (text: string) =>
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) =>
      String((exp_labels as Record<string, string>)[label]),
    )
  const annotations = annotationsOf(alert, value)
  return { exp_labels, exp_annotations: { ...annotations, summary: fill(annotations.summary) } }
}
