import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Domain, domains, packageManagers } from '@subnetkit/templates'
import type { Check } from './checks.js'
import { goalSeconds, timeFirstIncentive } from './first-incentive.js'
import { type Choice, createProject, type GeneratedProject } from './generated-project.js'
import { type Newcomer, openNewcomer } from './newcomer.js'
import type { Tarball } from './pack.js'
import { runPackagedRoles } from './packaged-roles.js'
import type { Stopwatch } from './stopwatch.js'
import { publintProblems } from './tarball-checks.js'
import { proveUpgrade } from './upgrade-proof.js'

/** Parts of {@link tryRegistry}. */
export interface RegistryTrial {
  readonly check: Check
  readonly watch: Stopwatch
  /** Receives what this machine lacks for a check, and results that are no checks. */
  readonly note: (text: string) => void
  /** Only create a project, and time the second one to its first incentive. @default false */
  readonly onlyStopwatch?: boolean
  /** Create projects of the common domains only: project.long.test.ts tries all of them, without a registry. @default false */
  readonly onlyCommon?: boolean
  /** Upgrade a project of the former release, too, or nothing else. @default false */
  readonly upgrade?: boolean | 'only'
}

/**
 * Publishes every package to a registry on 127.0.0.1 and uses them as a newcomer does: creates projects of every domain and with every package
 * manager, runs their checks and tests, packages one and runs each role from an empty folder, times the first incentive, and can upgrade a
 * project of the former release.
 */
export async function tryRegistry(tarballs: readonly Tarball[], trial: RegistryTrial): Promise<void> {
  const { check, watch, note, onlyStopwatch = false, onlyCommon = false, upgrade = false } = trial
  await using newcomer = await openNewcomer(tarballs, watch)
  if (upgrade === 'only') {
    await checkUpgrade(tarballs, trial, newcomer)
    return
  }
  let first: GeneratedProject | null = null
  // One after the other, so that each time belongs to its step.
  const known = onlyCommon ? combinations.filter(({ domain }) => common.includes(domain)) : combinations
  const [chosen, scripts] = onlyStopwatch ? [known.slice(0, 1), []] : [known, ['check', 'test']]
  for (const { domain, packageManager } of chosen) {
    const steps = ['create', ...scripts].join(', ')
    await check(`${domain} with ${packageManager}: ${steps}`, async () => {
      const project = await createProject(newcomer, watch, { domain, packageManager }).catch(
        (error: Error) => {
          const missing = notServed.exec(error.message)?.[1]
          if (missing === undefined) throw error
          note(`${domain} with ${packageManager} is left out: the registry does not serve ${missing}`)
          return null
        },
      )
      if (project === null) return []
      first ??= project
      for (const script of scripts) await project.script(script)
      return []
    })
  }
  await check('first incentive from warm caches', async () => {
    const seconds = await timeFirstIncentive(newcomer, watch)
    note(`first incentive ${seconds.toFixed(1)} s after the first command (goal: ${goalSeconds} s)`)
    return []
  })
  if (onlyStopwatch) return
  await check('a project builds, and its packages run from empty folders in every role', async () =>
    first === null ? ['there is no project'] : packageAndRun(first, trial),
  )
  if (upgrade) await checkUpgrade(tarballs, trial, newcomer)
}

/** Builds a project, looks at it as publint does, packages it, and runs each role from its package. */
async function packageAndRun(
  project: GeneratedProject,
  { watch, note }: RegistryTrial,
): Promise<readonly string[]> {
  await project.script('build')
  const problems = await publintProblems(project)
  await project.script('package')
  await watch.lap('packaged roles', 'verify', async () => {
    for (const name of await readdir(join(project.folder, 'release')))
      if (name.endsWith('.tgz')) await project.subnet('verify-package', join('release', name))
  })
  const missed = await watch.lap('packaged roles', 'run to their weights', () =>
    runPackagedRoles(project.folder),
  )
  for (const one of missed) note(one)
  return problems
}

const checkUpgrade = (tarballs: readonly Tarball[], { check, watch }: RegistryTrial, newcomer: Newcomer) =>
  check('a project of the former release is upgraded, or stays as it was', () =>
    proveUpgrade(newcomer, tarballs, watch),
  )

/** Error of yarn where a registry lacks an optional package, which the others leave out. */
const notServed = /Couldn't find package "((?!@subnetkit\/|subnetkit[@"])[^"]+)"/

/** Domains that every package manager is tried with in turn; the others differ in their own files and packages only. */
const common: readonly Domain[] = ['text', 'blank']

/** The common domains with npm and pnpm, one of them with each other package manager, and each further domain with npm. */
const combinations: readonly Choice[] = [
  ...packageManagers.flatMap((packageManager) =>
    (packageManager === 'npm' || packageManager === 'pnpm' ? common : common.slice(-1)).map((domain) => ({
      domain,
      packageManager,
    })),
  ),
  ...domains
    .filter((domain) => !common.includes(domain))
    .map((domain) => ({ domain, packageManager: 'npm' as const })),
]
