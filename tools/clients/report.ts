import { renderTable } from '../table.js'
import type { ClientResult } from './client.js'

const failedOf = ({ cases }: ClientResult) => cases.filter(({ ok }) => !ok)

/** A row for each client, and below it every case that failed. */
export function renderResults(results: readonly ClientResult[]): string {
  const table = renderTable(
    [
      { heading: 'client', cell: ({ client }) => `${client.name} (${client.from})` },
      { heading: 'version', cell: ({ client }) => client.version },
      {
        heading: 'passed',
        align: 'right',
        cell: ({ cases, skipped }) =>
          skipped === null ? `${cases.filter(({ ok }) => ok).length}/${cases.length}` : '',
      },
      { heading: 'time', align: 'right', cell: ({ seconds }) => `${seconds.toFixed(1)} s` },
      {
        heading: 'note',
        cell: (result) => {
          if (result.skipped !== null) return `skipped: ${result.skipped}`
          const count = failedOf(result).length
          return count === 0 ? '' : `${count} failed`
        },
      },
    ],
    results,
  )
  const failures = results.flatMap((result) =>
    failedOf(result).map(
      ({ case: name, why }) =>
        `${result.client.name} ${result.client.version}, ${name}: ${why ?? 'no reason'}\n`,
    ),
  )
  return `${table}${failures.length > 0 ? '\n' : ''}${failures.join('')}`
}

/** Exit code: 1 for a failure, or where no client could be run at all. */
export function exitCodeOf(results: readonly ClientResult[]): number {
  const isPlayed = results.some(({ skipped }) => skipped === null)
  return isPlayed && results.every((result) => failedOf(result).length === 0) ? 0 : 1
}
