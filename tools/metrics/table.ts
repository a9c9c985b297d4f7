import { type LabelValues, type MetricSpec, metricCatalogue } from '@subnetkit/transport/operate'

/** Every metric, by name. */
export const allMetrics: readonly (readonly [name: string, spec: MetricSpec])[] = Object.values(
  metricCatalogue,
).flatMap((specs) => Object.entries<MetricSpec>(specs))

const start = '<!-- metrics: npm run metrics -->'

/** A text of `docs/metrics.md` with its tables replaced by those of the catalogue. */
export function withMetrics(text: string): string {
  const at = text.indexOf(start)
  if (at < 0) throw new Error(`docs/metrics.md has lost its mark ${start}`)
  const sections = Object.entries(metricCatalogue).map(([heading, specs]) =>
    [
      `## ${heading}`,
      '',
      '| metric | type | unit | labels | meaning |',
      '|---|---|---|---|---|',
      ...Object.entries<MetricSpec>(specs).map(row),
    ].join('\n'),
  )
  return `${text.slice(0, at)}${start}\n\n${sections.join('\n\n')}\n`
}

function row([name, { type, unit, labels, help, buckets }]: readonly [string, MetricSpec]): string {
  const shown = Object.entries(labels).map(([label, values]) => `\`${label}\`: ${valuesOf(values)}`)
  const steps = buckets === undefined ? '' : ` Buckets: ${buckets.join(', ')}.`
  return `| \`${name}\` | ${type} | ${unit} | ${shown.join('; ')} | ${help}${steps} |`
}

function valuesOf(values: LabelValues): string {
  if (values === 'synapse') return 'a synapse of the protocol, `.session`, `.receipts` or `other`'
  if (values === 'subnet') return 'a subnet that the gateway offers, `none` or `other`'
  if (values === 'code') return 'a code of [errors.md](errors.md), `OK` or `OTHER`'
  return values.map((value) => `\`${value}\``).join(', ')
}
