import type { Alert, AlertGroup } from './alert.js'

const start = '<!-- alerts: npm run metrics -->'

/** A text of `docs/alerts.md` with its runbook replaced by that of the alerts. */
export function withRunbook(text: string, groups: readonly AlertGroup[]): string {
  const at = text.indexOf(start)
  if (at < 0) throw new Error(`docs/alerts.md has lost its mark ${start}`)
  const listed = groups.flatMap(({ alerts }) => alerts).map(lineOf)
  const sections = groups.map(
    ({ heading, alerts }) => `## ${heading}\n\n${alerts.map(sectionOf).join('\n\n')}`,
  )
  const table = ['| alert | severity | fires when |', '|---|---|---|', ...listed].join('\n')
  return `${text.slice(0, at)}${start}\n\n${table}\n\n${sections.join('\n\n')}\n`
}

const lineOf = (alert: Alert): string =>
  `| [${alert.name}](#${alert.name.toLowerCase()}) | ${alert.severity} | ${sentenceOf(alert)} |`

/** The summary with words in place of its variables. */
const sentenceOf = ({ summary }: Alert): string =>
  summary
    .replaceAll('{{ $labels.instance }}', '*process*')
    .replaceAll('{{ $value }}', '*n*')
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*')

function sectionOf(alert: Alert): string {
  const { name, severity, expr, meaning, causes, fix, commands } = alert
  const time = alert.for === undefined ? 'at once' : `for ${alert.for}`
  return [
    `### ${name}`,
    `${capital(severity)}, ${time}: ${sentenceOf(alert)}.`,
    `\`\`\`promql\n${expr}\n\`\`\``,
    `**Meaning.** ${meaning}`,
    `**Likely causes.**\n\n${causes.map((cause) => `- ${cause}`).join('\n')}`,
    `**Fix.** ${fix}`,
    ...(commands.length === 0 ? [] : [`\`\`\`sh\n${commands.join('\n')}\n\`\`\``]),
  ].join('\n\n')
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
