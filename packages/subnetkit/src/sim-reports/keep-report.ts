import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomic } from '@subnetkit/base/files'
import type { GateResult, LabReport } from '@subnetkit/lab'
import { stateHome } from '../neuron/state-home.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Reports that are kept; the oldest go. */
const mostKept = 50

/** Folder of the reports of a user's simulations. */
export const reportsFolder = (env: Environment = process.env): string => join(stateHome(env), 'sim')

/** Keeps the report of a simulation for the dashboard. Best effort: a disk that is full must not cost the report itself. */
export async function keepReport(
  report: LabReport,
  verdict: Pick<GateResult, 'passes' | 'findings'>,
  { env = process.env, now = new Date() }: { readonly env?: Environment; readonly now?: Date } = {},
): Promise<void> {
  // A user without a home has nowhere to look at it.
  if (!existsSync(env.XDG_STATE_HOME || env.HOME || homedir())) return
  const folder = reportsFolder(env)
  const name = `${now.toISOString().replaceAll(/[:.]/g, '-')}-${report.subnet.name.replaceAll(/[^\w-]/g, '_').slice(0, 60)}`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const text = JSON.stringify({ at: now.toISOString(), report: { ...report, series: [] }, verdict })
    await writeFileAtomic(join(folder, `${name}.json`), text, { mode: 0o600 })
    for (const old of (await namesOf(folder)).slice(0, -mostKept))
      await rm(join(folder, old), { force: true })
  } catch {}
}

/** Names of the files of reports, oldest first. */
export async function namesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => /^\d{4}-[\w-]+\.json$/.test(name)).sort()
}
