import { join } from 'node:path'
import type { Newcomer } from './newcomer.js'
import type { Stopwatch } from './stopwatch.js'

/** Goal of the time from the first command to the first incentive, in seconds. */
export const goalSeconds = 60

const name = 'stopwatch'

/**
 * Creates a project with npx, installs it and runs its devnet, all from warm caches. Returns the seconds from the first command to
 * the first incentive.
 */
export async function timeFirstIncentive(newcomer: Newcomer, watch: Stopwatch): Promise<number> {
  const { home } = newcomer
  const project = join(home, name)
  const startedAt = performance.now()
  // Two steps of one command, so that each has its time.
  await watch.lap(name, 'npx create-subnet, without the install', () =>
    newcomer.run(home, 'npx', ['--yes', 'create-subnet@latest', name, '--yes', '--no-install']),
  )
  await watch.lap(name, 'npm install', () => newcomer.run(project, 'npm', ['install']))
  let paidAt: number | null = null
  await watch.lap(name, 'npm run dev to the first incentive, and its end', () =>
    newcomer.run(project, 'npm', ['run', 'dev', '--', '--until', 'incentive', '--json'], (text) => {
      if (text.includes('"event":"first-incentive"')) paidAt ??= performance.now()
    }),
  )
  if (paidAt === null) throw new Error('the devnet ended without an incentive')
  return (paidAt - startedAt) / 1_000
}
