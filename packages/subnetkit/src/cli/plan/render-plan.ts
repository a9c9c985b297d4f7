import type { Plan } from '@subnetkit/chain'
import type { Palette } from '../output/palette.js'
import { retryHint } from '../output/retry-hint.js'
import { renderFacts } from '../output/table.js'
import { formatAmount } from '../output/units.js'

/** Renders a plan as lines of text. */
export function renderPlan(plan: Plan, palette: Palette): readonly string[] {
  const { title, block, signer, steps, done, cost, fee, cap, balance, problems, notes } = plan
  if (done) {
    const state = palette.dim(`at block ${block.number}: done already, nothing to send`)
    return [`${palette.good('✓')} ${palette.bold(title)}  ${state}`]
  }
  const total = cost + fee
  const facts: (readonly [string, string])[] = [['signed by', `${signer.key} ${signer.address}`]]
  if (signer.key === 'coldkey' || total > 0n) facts.push(['balance', formatAmount(balance)])
  if (total > 0n) {
    const most = cap === null ? '' : palette.dim(`  (at most ${formatAmount(cap)})`)
    facts.push(['cost', `${formatAmount(cost)}${most}`])
    if (fee > 0n) facts.push(['fee', `about ${formatAmount(fee)}`])
    if (balance >= total) facts.push(['left then', formatAmount(balance - total)])
  }
  return [
    `${palette.bold(title)}  ${palette.dim(`at block ${block.number}`)}`,
    ...renderFacts(facts, palette).map((line) => `  ${line}`),
    ...steps.map(({ description, cost: price, call }, at) => {
      const paid = price === 0n ? '' : `  ${formatAmount(price)}`
      return `  ${at + 1}. ${description}${paid}  ${palette.dim(`${call.pallet}.${call.call}`)}`
    }),
    ...notes.map((note) => `  ${palette.warn('note')} ${note}`),
    ...problems.flatMap(({ message, fix, code, retryBlock }) => [
      `  ${palette.bad('✗')} ${message} ${palette.dim(`[${code}]`)}`,
      `    ${palette.dim('fix:')} ${fix}${retryHint(fix, retryBlock)}`,
    ]),
  ]
}
