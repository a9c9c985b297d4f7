import type { Context } from '../../context/context.js'
import { scoreText } from '../../offline/render-scores.js'
import { type Column, renderTable } from '../../output/table.js'
import { counted } from '../../output/text.js'
import type { FamilyPay } from './judge-pay.js'
import type { LintResult } from './lint-rubric.js'
import type { PartUse } from './watch-parts.js'
import type { WrongKind } from './wrong-answers.js'

const kinds: readonly WrongKind[] = [
  'empty',
  'random',
  'largest',
  'echo',
  'other task',
  'constant',
  'truncated',
]

/** Renders what answers earned, what each part did, and the findings. */
export function renderLint(
  { palette, width }: Context,
  { title, findings, families, parts, answers }: LintResult & { readonly title: string },
): string {
  const look = { palette, width }
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const sum = `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`
  return [
    `${palette.bold(title)}: ${answers} answers scored`,
    '',
    ...renderTable(payColumns, families, look),
    '',
    ...renderTable(
      partColumns,
      parts.filter(({ calls }) => calls > 0),
      look,
    ),
    '',
    ...findings.flatMap(({ severity, code, part, family, message, fix }) => [
      `${severity === 'error' ? palette.bad('✗') : palette.warn('!')} ${family === null ? '' : `${palette.bold(family)}: `}${message} ${palette.dim(`[${code}${part === 'rubric' ? '' : ` ${part}`}]`)}`,
      `    ${palette.dim('fix:')} ${fix}`,
    ]),
    findings.length === 0 ? `${palette.good('✓')} nothing found` : errors === 0 ? sum : palette.bad(sum),
  ].join('\n')
}

const payColumns: readonly Column<FamilyPay>[] = [
  { title: 'family', text: ({ family }) => family },
  { title: 'right', text: ({ right }) => (right === null ? '–' : scoreText(right)), align: 'right' },
  ...kinds.map(
    (kind): Column<FamilyPay> => ({
      title: kind,
      text: ({ wrong }) => (wrong[kind] === undefined ? '–' : scoreText(wrong[kind])),
      align: 'right',
    }),
  ),
  { title: 'right answers are', text: ({ rightFrom }) => rightFrom ?? 'not known', shrinkTo: 12 },
]

const partColumns: readonly Column<PartUse>[] = [
  { title: 'part', text: ({ kind, name }) => (kind === 'combine' ? kind : `${kind} ${name}`), shrinkTo: 16 },
  { title: 'calls', text: ({ calls }) => String(calls), align: 'right' },
  { title: 'gave', text: rangeOf, align: 'right' },
  { title: 'slowest', text: ({ worstMs }) => `${worstMs.toFixed(1)} ms`, align: 'right' },
]

function rangeOf({ kind, calls, passes, least, most }: PartUse): string {
  if (kind === 'gate') return `${passes} of ${calls} passed`
  return most < least ? '–' : `${scoreText(least)} to ${scoreText(most)}`
}
