import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { alertGroups } from './all-alerts.js'
import { dashboardOf } from './dashboard/dashboard.js'
import { rows } from './dashboard/rows.js'
import { rulesFile } from './rules-file.js'
import { withRunbook } from './runbook.js'
import { scrapeConfig } from './scrape-config.js'
import { withMetrics } from './table.js'

/** Folder of the package `subnetkit` with files for an operator's own tools. */
export const kit = 'packages/subnetkit/kit'

/** Every file that `npm run metrics` writes, by its path in the repository. */
export async function writtenFiles(): Promise<Readonly<Record<string, string>>> {
  const read = (path: string) => readFile(join(root, path), 'utf8')
  return {
    'docs/metrics.md': withMetrics(await read('docs/metrics.md')),
    'docs/alerts.md': withRunbook(await read('docs/alerts.md'), alertGroups),
    [`${kit}/alerts.yml`]: rulesFile(alertGroups),
    [`${kit}/prometheus.yml`]: scrapeConfig,
    [`${kit}/dashboard.json`]: `${JSON.stringify(dashboardOf(rows), null, 1)}\n`,
  }
}
