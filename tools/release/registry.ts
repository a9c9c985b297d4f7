import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Domain, domains, packageManagers } from '@subnetkit/templates'
import type { Check } from './checks.js'
import { goalSeconds, timeFirstIncentive } from './first-incentive.js'
import { type Choice, createProject, type GeneratedProject } from './generated-project.js'
import { type Newcomer, openNewcomer } from './newcomer.js'
import type { Tarball } from './pack.js'
import { runPackagedRoles } from './packaged-roles.js'
import { sideBySide } from './side-by-side.js'
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
  /**
   * The part of the gate: a project with each package manager, two of them side by side, and the first incentive in one of them.
   * project.long.test.ts tries the other domains, without a registry. @default false
   */
  readonly onlyGate?: boolean
  /** Upgrade a project of the former release, too, or nothing else. @default false */
  readonly upgrade?: boolean | 'only'
}

/**
 * Publishes every package to a registry on 127.0.0.1 and uses them as a newcomer does: creates projects of every domain and with every package
 * manager, runs their checks and tests, packages one and runs each role from an empty folder, times the first incentive, and can upgrade a
 * project of the former release.
 */
export async function tryRegistry(tarballs: readonly Tarball[], trial: RegistryTrial): Promise<void> {
  const { watch, onlyStopwatch = false, onlyGate = false, upgrade = false } = trial
  await using newcomer = await openNewcomer(tarballs, watch)
  if (upgrade === 'only') {
    await checkUpgrade(tarballs, trial, newcomer)
    return
  }
  if (onlyGate) {
    await sideBySide(gateChoices, 2, async (choice) => {
      const project = await tryProject(trial, newcomer, choice)
      if (choice !== gateChoices[0]) return
      await checkIncentive(trial, project)
      await checkRoles(trial, project)
    })
    return
  }
  const chosen = onlyStopwatch ? combinations.slice(0, 1) : combinations
  // One after the other, so that each time belongs to its step.
  const projects = await sideBySide(chosen, 1, (choice) =>
    tryProject(trial, newcomer, choice, onlyStopwatch ? [] : scripts),
  )
  await trial.check('first incentive from warm caches', async () => {
    const seconds = await timeFirstIncentive(newcomer, watch)
    trial.note(`first incentive ${seconds.toFixed(1)} s after the first command (goal: ${goalSeconds} s)`)
    return []
  })
  if (onlyStopwatch) return
  await checkRoles(trial, projects[0])
  if (upgrade) await checkUpgrade(tarballs, trial, newcomer)
}

/** Scripts of a project that are tried. */
const scripts: readonly string[] = ['check', 'test']

/** Creates a project and runs scripts of it. Returns null where that failed, or where the registry lacks what it needs. */
async function tryProject(
  { check, watch, note }: RegistryTrial,
  newcomer: Newcomer,
  choice: Choice,
  wanted = scripts,
): Promise<GeneratedProject | null> {
  const name = `${choice.domain} with ${choice.packageManager}`
  let created: GeneratedProject | null = null
  await check(`${name}: ${['create', ...wanted].join(', ')}`, async () => {
    const project = await createProject(newcomer, watch, choice).catch((error: Error) => {
      const missing = notServed.exec(error.message)?.[1]
      if (missing === undefined) throw error
      note(`${name} is left out: the registry does not serve ${missing}`)
      return null
    })
    for (const script of project === null ? [] : wanted) await project?.script(script)
    created = project
    return []
  })
  return created
}

/** Runs a project of npm until a miner earns, as its README says. */
const checkIncentive = ({ check }: RegistryTrial, project: GeneratedProject | null) =>
  check('the devnet of a project comes to its first incentive', async () => {
    const events = await project?.script('dev', '--', '--until', 'incentive', '--json')
    return events?.includes('"event":"first-incentive"') ? [] : ['there is no incentive']
  })

const checkRoles = (trial: RegistryTrial, project: GeneratedProject | null = null) =>
  trial.check('a project builds, and its packages run from empty folders in every role', async () =>
    project === null ? ['there is no project'] : packageAndRun(project, trial),
  )

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

/** A project with each package manager; pnpm, which hides what a package does not declare, gets the one with most dependencies. */
const gateChoices: readonly Choice[] = packageManagers.map((packageManager) => ({
  domain: packageManager === 'pnpm' ? 'text' : 'blank',
  packageManager,
}))

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
