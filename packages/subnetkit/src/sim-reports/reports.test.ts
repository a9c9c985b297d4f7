import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepReport, namesOf, reportsFolder } from './keep-report.js'
import { readReports } from './read-reports.js'
import { played } from './testing/played.js'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sim-reports-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const verdict = { passes: true, findings: [] }

it('a report is kept and read again, the newest first, and the oldest go', async () => {
  const env = { HOME: home }
  for (let second = 0; second < 55; second++)
    await keepReport(played, verdict, { env, now: new Date(1_800_000_000_000 + second * 1_000) })
  const folder = reportsFolder(env)
  expect(await namesOf(folder)).toHaveLength(50)
  const read = await readReports(folder)
  expect(read).toHaveLength(20)
  expect(read[0]).toMatchObject({ at: '2027-01-15T08:00:54.000Z', epochs: 40, passes: true })
  // The name of a subnet leads nowhere.
  expect(read[0]?.id).toMatch(/^2027-01-15T08-00-54-000Z-_+etc_passwd$/)
})

it('what is no report is left out, and without a home nothing is kept', async () => {
  const env = { HOME: home }
  await keepReport(played, verdict, { env })
  const folder = reportsFolder(env)
  await writeFile(join(folder, '2026-01-01-broken.json'), '{"at":1')
  await writeFile(join(folder, '2026-01-01-other.json'), '{"at":"x","report":{"agents":"none"}}')
  expect(await readReports(folder)).toHaveLength(1)
  const nowhere = { HOME: join(home, 'none') }
  await keepReport(played, verdict, { env: nowhere })
  expect(await readReports(reportsFolder(nowhere))).toEqual([])
})
