import { relative, resolve } from 'node:path'
import { ownIdentity } from '@subnetkit/base/files'
import { planFiles, runStamp } from '@subnetkit/templates'
import { createError } from './errors.js'
import type { GitOutcome } from './git.js'
import { makeRepository } from './git.js'
import { install } from './install.js'
import type { CreateIo } from './io.js'
import { findLeftovers, removeLeftovers } from './leftovers.js'
import { placeOf } from './name.js'
import type { Options } from './options.js'
import { withElapsed } from './progress.js'
import { complete, type Wanted } from './questions.js'
import { requireFree, unwritable } from './target.js'

/** Outcome of a run; `--json` prints it. */
export interface Created {
  readonly name: string
  /** The name, after its scope if one was given. */
  readonly packageName: string
  /** Absolute path of the project. */
  readonly path: string
  /** The same, relative to the working folder. */
  readonly folder: string
  readonly domain: Wanted['domain']
  readonly packageManager: Wanted['packageManager']
  readonly dryRun: boolean
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  readonly installed: boolean
  readonly git: GitOutcome
}

/** Creates a project. Throws the errors of create-subnet; until the folder is whole, nothing of it is left. */
export async function create(options: Options, io: CreateIo): Promise<Created> {
  if (io.cwd === '') throw unwritable(Object.assign(new Error('it was removed'), { code: 'ENOENT' }), '.')
  if (options.target !== undefined) placeOf(options.target, io.cwd)
  const wanted = await complete(options, io)
  const { name, packageName, folder } = placeOf(wanted.target, io.cwd)
  const path = resolve(io.cwd, folder)
  const shown = relative(io.cwd, path) || '.'
  const { domain, packageManager } = wanted
  const leftovers = await findLeftovers(path).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(error, shown)
  })
  await requireFree(path, shown, leftovers)
  const answers = {
    name,
    packageName,
    domain,
    packageManager,
    flavour: 'project',
    deploy: options.deploy,
  } as const
  const planned = await planFiles(answers)
  const files = planned.map((file) => ({ path: file.path, bytes: file.content.length }))
  const created = {
    name,
    packageName,
    path,
    folder: shown,
    domain,
    packageManager,
    files,
    dryRun: options.dryRun,
  }
  if (options.dryRun) return { ...created, installed: false, git: { state: 'skipped' } }

  const writing = async () => {
    if (leftovers.paths.length > 0)
      io.stderr.write(`Removing what a run that was killed has left: ${leftovers.paths.length} entries\n`)
    await removeLeftovers(leftovers)
    await runStamp({ target: path, answers, owner: ownIdentity(), signal: io.signal })
  }
  await writing().catch((error: NodeJS.ErrnoException) => {
    if (!io.signal.aborted) throw unwritable(error, shown)
    throw createError('CREATE_INTERRUPTED', {
      detail: 'it was stopped before the project was whole',
      fix: 'Nothing was left. Run it again.',
    })
  })
  const place = { cwd: path, env: { ...io.env }, signal: io.signal }
  const interrupted = (step: string, rest: string) => (error: unknown) => {
    if (!io.signal.aborted) throw error
    throw createError('CREATE_INTERRUPTED', {
      detail: `the project is in ${shown}, but ${step}`,
      fix: `Run ${rest} in ${shown} to go on.`,
    })
  }
  if (options.install) {
    const [stopped, rest] = wanted.git
      ? [
          'the installation was stopped, and there is no git repository',
          `${packageManager} install and git init`,
        ]
      : ['the installation was stopped', `${packageManager} install`]
    await withElapsed(io.stderr, `Installing packages with ${packageManager} …`, () =>
      install(packageManager, shown, place).catch(interrupted(stopped, rest)),
    )
  }
  const git: GitOutcome = wanted.git
    ? await makeRepository(name, place).catch(interrupted('git was stopped', 'git init'))
    : { state: 'skipped' }
  return { ...created, installed: options.install, git }
}
