import { relative } from 'node:path'
import { reasonOf } from '@subnetkit/base'
import { runProgram } from '@subnetkit/base/process'
import { cliError } from '../../errors.js'
import type { PlannedFile } from '../add/plan.js'
import { writeFiles } from '../add/write-files.js'
import { notePath, removeNote, writeNote } from './note.js'
import { locksOf, type PackageManager } from './package-manager.js'
import type { Project } from './project.js'
import { openRepository, type Repository } from './repository.js'
import { type Snapshot, takeSnapshot } from './snapshot.js'
import type { Surroundings } from './surroundings.js'

/** A planned upgrade. */
export interface Upgrade {
  readonly project: Project
  readonly from: string
  readonly to: string
  /** Package.json with the new ranges, then the sources. */
  readonly manifest: PlannedFile
  readonly sources: readonly PlannedFile[]
  /** Changes between the versions, one sentence each. */
  readonly changes: readonly string[]
  readonly manager: PackageManager
  /** Null to go without. */
  readonly repository: Repository | null
  /** Leave the changes in place when a step fails. */
  readonly keep: boolean
}

/** Result of a finished upgrade. */
export interface Upgraded {
  /** Short hash; null without a repository, and if nothing was to change. */
  readonly commit: string | null
  /** False if the project has no script for them. */
  readonly tested: boolean
}

/** Longest that an installation and the tests may take, in ms each. */
const longestMs = 30 * 60_000

type Step = 'install' | 'codemods' | 'tests' | 'commit'

/**
 * Changes, installs, tests and commits. If a step fails or Ctrl-C comes, the files and what is installed are as they were before,
 * unless `keep` is set. Throws UPGRADE_FAILED, INTERRUPTED.
 */
export async function carryOut(upgrade: Upgrade, place: Surroundings): Promise<Upgraded> {
  const { project, manifest, sources, manager, repository, from, to } = upgrade
  const [installed, edited] = [
    [project.manifestPath, ...locksOf(project, manager)],
    sources.map(({ path }) => path),
  ]
  const snapshot = await takeSnapshot([...installed, ...edited], [manifest, ...sources])
  const notedAt = notePath(project.folder, repository)
  const note = () => writeNote(notedAt, { from, to, folder: project.folder, files: snapshot.saved() })
  let step: Step = 'install'
  try {
    await snapshot.seal(edited)
    await note()
    await writeFiles([manifest])
    place.progress(`installing: ${manager.install.join(' ')}`)
    await succeed(manager.install, place)
    await snapshot.seal(installed)
    await note()
    step = 'codemods'
    await writeFiles(sources)
    await snapshot.seal(edited)
    const changed = (await repository?.changes()) ?? []
    step = 'tests'
    if (project.hasTests) {
      place.progress(`testing: ${manager.name} run test`)
      await succeed([manager.name, 'run', 'test'], place)
    }
    step = 'commit'
    const message = `Upgrade subnetkit from ${from} to ${to}`
    const commit = changed.length === 0 ? null : ((await repository?.commit(message, changed)) ?? null)
    return { commit, tested: project.hasTests }
  } catch (error) {
    const state = upgrade.keep
      ? 'the changes were kept, and not committed'
      : await restore(upgrade, snapshot, place)
    if (place.signal.aborted) {
      place.progress(state)
      throw cliError('INTERRUPTED', {}, { cause: error })
    }
    const fix = fixOf(step, upgrade)
    throw cliError('UPGRADE_FAILED', { step, detail: reasonOf(error), state, fix }, { cause: error })
  } finally {
    await removeNote(notedAt)
  }
}

function fixOf(step: Step, { keep, changes }: Upgrade): string {
  const fix = keep ? 'Correct what failed, run the tests and commit.' : fixes[step]
  if (step !== 'tests' || changes.length === 0) return fix
  // Names that a project exports again under its own are not followed.
  return `${fix} Changes that your sources may still have to follow: ${changes.join('; ')}.`
}

const fixes: Readonly<Record<Step, string>> = {
  install: 'See what the package manager says, then run the command again.',
  codemods: 'Look at what has changed meanwhile, then run the command again.',
  tests: 'Run it again with --keep, correct what fails, and commit.',
  commit: 'Correct what git says (git config, hooks), then run the command again.',
}

/** Runs a program; what it wrote last is shown if it fails. */
async function succeed(line: readonly [string, ...string[]], place: Surroundings): Promise<void> {
  const { folder, env, signal, progress } = place
  const deadline = AbortSignal.timeout(longestMs)
  const within = AbortSignal.any([signal, deadline])
  const ended = await runProgram(line, { cwd: folder, env, signal: within }).catch((error: unknown) => {
    if (signal.aborted || !deadline.aborted) throw error
    throw new Error(`${line.join(' ')} had not ended after ${longestMs / 60_000} min`)
  })
  if (ended === null) throw new Error(`${line[0]} is not installed`)
  if (ended.code === 0) return
  progress(ended.output.trim().split('\n').slice(-mostLines).join('\n'))
  throw new Error(`${line.join(' ')} ended with ${ended.code ?? 'a signal'}`)
}

/** Lines of a failed program that are shown. */
const mostLines = 40

/** Undoes an upgrade, whatever it had come to; says what state that is. */
export async function restore(
  {
    manager,
    repository,
    project,
  }: Pick<Upgrade, 'manager' | 'repository'> & { readonly project: Pick<Project, 'folder'> },
  snapshot: Snapshot,
  place: Surroundings,
): Promise<string> {
  // Ctrl-C has been obeyed; a second one ends the process.
  const calm = { ...place, signal: new AbortController().signal }
  place.progress('taking the changes back')
  const left = (await snapshot.restore()).map((path) => relative(project.folder, path))
  const git = repository && (await openRepository(calm))
  await git?.unstage()
  const problem = await succeed(manager.restore, calm).then(() => null, reasonOf)
  // An install may format the lock in its own way.
  await snapshot.restore()
  const changed = (await git?.changes()) ?? left
  return [
    changed.length === 0
      ? 'the project is as it was before'
      : `these files still differ: ${changed.join(', ')}`,
    ...(problem === null ? [] : [`its dependencies are not (${problem})`]),
  ].join('; ')
}
