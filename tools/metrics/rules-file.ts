import type { Alert, AlertGroup } from './alert.js'

const runbook = 'https://github.com/subnetkit/subnetkit/blob/main/docs/alerts.md'
/** Four digits at most: Prometheus shows a number with all that it has. */
const shownValue = '{{ $value | printf "%.4g" }}'

/** Annotations of an alert; `value` stands for its value. */
export const annotationsOf = ({ name, summary, fix }: Alert, value = shownValue) => ({
  summary: summary.replaceAll('{{ $value }}', value),
  fix,
  runbook_url: `${runbook}#${name.toLowerCase()}`,
})

/** A quoted text, which is the same in JSON and YAML. */
export const quoted = (text: string): string => JSON.stringify(text)

/** Rules of Prometheus for every alert, as a file of YAML. */
export function rulesFile(groups: readonly AlertGroup[]): string {
  const written = groups.map(({ name, alerts }) =>
    [`  - name: ${name}`, '    rules:', ...alerts.map(ruleOf)].join('\n'),
  )
  return `# Alerts of subnetkit, for rule_files of Prometheus. Written by \`npm run metrics\`; their runbook is\n# ${runbook}\ngroups:\n${written.join('\n')}\n`
}

function ruleOf(alert: Alert): string {
  const annotations = Object.entries(annotationsOf(alert)).map(
    ([key, text]) => `          ${key}: ${quoted(text)}`,
  )
  return [
    `      - alert: ${alert.name}`,
    `        expr: ${quoted(alert.expr)}`,
    ...(alert.for === undefined ? [] : [`        for: ${alert.for}`]),
    '        labels:',
    `          severity: ${alert.severity}`,
    '        annotations:',
    ...annotations,
  ].join('\n')
}
