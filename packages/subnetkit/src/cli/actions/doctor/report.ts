import type { Context } from '../../context/context.js'
import { pad } from '../../output/text.js'
import type { Finding } from './finding.js'

/** Lines under their headings; the fix below what fails. */
export function renderFindings(
  { palette }: Context,
  groups: readonly (readonly [heading: string, findings: readonly Finding[]])[],
): string {
  const all = groups.flatMap(([, findings]) => findings)
  const width = Math.max(...all.map(({ name }) => name.length))
  const mark = { pass: palette.good('✓'), fail: palette.bad('✗'), skip: palette.dim('–') }
  const lines = groups.flatMap(([heading, findings]) => [
    palette.bold(heading),
    ...findings.flatMap(({ name, verdict, sentence, fix }) => [
      `  ${mark[verdict]} ${pad(name, width, 'left')}  ${verdict === 'skip' ? palette.dim(sentence) : sentence}`,
      ...(fix === null ? [] : [`    ${' '.repeat(width)}  ${palette.warn('fix:')} ${fix}`]),
    ]),
    '',
  ])
  const count = (verdict: Finding['verdict']) => all.filter((finding) => finding.verdict === verdict).length
  const [passed, failed, skipped] = [count('pass'), count('fail'), count('skip')]
  const sum = `${passed} passed, ${failed} failed, ${skipped} skipped`
  return [...lines, failed === 0 ? palette.good(sum) : palette.bad(sum)].join('\n')
}
