import { renderTable } from '../table.js'
import type { CampaignReport } from './campaign.js'
import type { Hit } from './faults.js'
import { steps } from './steps.js'

/** Table of the steps that kills hit, by the process that was killed. */
export function renderHits(hits: readonly Hit[]): string {
  const roles = [...new Set(hits.map(({ role }) => role))].sort()
  const count = (fits: (hit: Hit) => boolean) => {
    const number = hits.filter(fits).length
    return number === 0 ? '·' : String(number)
  }
  const rows = [...steps, 'between steps' as const]
  return renderTable<(typeof rows)[number] | 'all'>(
    [
      { heading: 'step', cell: (row) => row },
      ...roles.map((role) => ({
        heading: role,
        align: 'right' as const,
        cell: (row: string) => count((hit) => hit.role === role && (row === 'all' || hit.step === row)),
      })),
      { heading: 'kills', align: 'right', cell: (row) => count((hit) => row === 'all' || hit.step === row) },
    ],
    [...rows, 'all'],
  )
}

export function renderReport({ hits, cuts, checks, notes }: CampaignReport): string {
  const by = new Map<string, number>()
  for (const { link, state } of cuts) by.set(`${link}: ${state}`, (by.get(`${link}: ${state}`) ?? 0) + 1)
  const lines = checks.map(
    ({ name, passed, detail }) =>
      `${passed ? 'pass' : 'FAIL'}  ${name}${detail === '' ? '' : ` (${detail})`}`,
  )
  const missed = steps.filter((step) => !hits.some((hit) => hit.step === step))
  const failed = checks.filter(({ passed }) => !passed).length
  return [
    renderHits(hits),
    `steps that no kill hit: ${missed.join(', ') || 'none'}`,
    `cuts: ${
      [...by]
        .sort()
        .map(([name, number]) => `${name} × ${number}`)
        .join(', ') || 'none'
    }`,
    ...notes,
    '',
    ...lines,
    '',
    `${checks.length - failed} passed, ${failed} failed`,
    '',
  ].join('\n')
}
