import type { Finding } from '@subnetkit/chain'
import type { Palette } from '../../output/palette.js'
import { retryHint } from '../../output/retry-hint.js'

/** Renders findings of the lint, each with its rule and its fix. */
export function renderFindings(findings: readonly Finding[], palette: Palette): readonly string[] {
  return findings.flatMap(({ severity, rule, names, message, fix, retryBlock }) => {
    const mark = severity === 'error' ? palette.bad('✗') : palette.warn('!')
    return [
      `${mark} ${palette.bold(names.join(', '))}  ${message} ${palette.dim(`[${rule}]`)}`,
      `    ${palette.dim('fix:')} ${fix}${retryHint(fix, retryBlock)}`,
    ]
  })
}
