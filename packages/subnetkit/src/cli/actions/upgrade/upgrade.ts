import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { z } from 'zod'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import type { Outcome } from '../../program/action.js'
import { defineAction } from '../../program/define-action.js'
import { version } from '../../version.js'
import { loadTypeScript } from '../add/source/typescript.js'
import { carryOut } from './carry-out.js'
import { codemods } from './codemods/codemods.js'
import { handOver } from './hand-over.js'
import { packageManagerOf } from './package-manager.js'
import { codemodsBetween, planSources } from './plan.js'
import { type FoundProject, findProject, openProject, type Project } from './project.js'
import { rangesFor, withRanges } from './ranges.js'
import { describeDryRun, describeUpgrade, planText } from './report.js'
import { openRepository, type Repository, requireClean } from './repository.js'
import { listSources } from './sources.js'
import { type Surroundings, surroundingsOf } from './surroundings.js'
import { takeBackInterrupted } from './take-back.js'
import { chooseTarget } from './target.js'
import { compareVersions, versionPattern } from './version-order.js'

const schema = z.strictObject({
  to: z.string().min(1, 'must not be empty').optional(),
  from: z.string().regex(versionPattern, 'must be a version such as 0.1.0').optional(),
  git: z.boolean().default(true),
  keep: z.boolean().default(false),
})

type Options = z.output<typeof schema>

export const action = defineAction(schema, (context, options) =>
  upgradeProject(context, options).catch((error: unknown) => {
    // A program that was stopped says nothing of use.
    throw context.signal.aborted ? cliError('INTERRUPTED', {}, { cause: error }) : error
  }),
)

async function upgradeProject(context: Context, options: Options): Promise<Outcome> {
  const found = await findProject('.')
  const place = surroundingsOf(context, found.folder)
  const { repository, refusal } = await prepareRepository(context, options, { found, place })
  const project = await openProject(found.folder)
  const { installed, written } = project
  const from = options.from ?? written
  if (written !== installed) {
    const apart = `node_modules has subnetkit ${installed}, package.json and its lock ask for ${written}`
    context.progress(`${apart}: the sources count as written for ${from}`)
  }
  const to = await chooseTarget(options.to, place)
  const order = compareVersions(to, from)
  if (order < 0) throw cliError('UPGRADE_DOWNGRADE', { from, to })
  if (order === 0) return upToDate(to)
  if (to === version) return upgradeTo(context, options, { project, from, repository, refusal, place })
  const exitCode = await handOver(to, argumentsOf(context, options), place, context.io)
  return { data: undefined, text: () => '', exitCode }
}

/** The repository, ready for a commit. Throws what speaks against the upgrade, which a dry run only reports. */
async function prepareRepository(
  context: Context,
  { git }: Options,
  { found, place }: { readonly found: FoundProject; readonly place: Surroundings },
) {
  const { settings } = context
  let repository: Repository | null = null
  try {
    await takeBackInterrupted(context, found, place)
    if (!git) return { repository, refusal: null }
    repository = await openRepository(place)
    await requireClean(repository)
    await repository.requireIdentity()
    return { repository, refusal: null }
  } catch (error) {
    if (!settings.dryRun || !isSubnetError(error)) throw error
    return { repository, refusal: error }
  }
}

/** Options for the version that is handed over to. */
function argumentsOf({ settings }: Context, { from, git, keep }: Options): readonly string[] {
  const { yes, dryRun, json, quiet, color } = settings
  return [
    ...(from === undefined ? [] : ['--from', from]),
    ...(git ? [] : ['--no-git']),
    ...(keep ? ['--keep'] : []),
    ...(yes ? ['--yes'] : []),
    ...(dryRun ? ['--dry-run'] : []),
    ...(json ? ['--json'] : []),
    ...(quiet ? ['--quiet'] : []),
    ...(color ? [] : ['--no-color']),
  ]
}

interface Opened {
  readonly project: Project
  readonly from: string
  readonly repository: Repository | null
  readonly refusal: SubnetError | null
  readonly place: Surroundings
}

/** The work, by the version that the project gets. */
async function upgradeTo(
  context: Context,
  { keep }: Options,
  { project, from, repository, refusal, place }: Opened,
): Promise<Outcome> {
  const parse = await loadTypeScript('subnet upgrade', project.folder)
  const changes = codemodsBetween(codemods, from, version)
  const sources = await listSources(project.folder, repository)
  const { files, places } = await planSources(parse, project.folder, sources, changes)
  const ranges = rangesFor(project, version)
  const { manifestPath: path, manifestText: before } = project
  const manifest = { path, before, after: withRanges(parse, project, ranges), added: [] }
  const plan = { from, to: version, folder: project.folder, ranges, changes, files, places }
  const { dryRun } = context.settings
  if (dryRun) return describeDryRun(plan, refusal)
  if (!context.settings.json) context.io.stdout.write(`${planText(plan)}\n`)
  await confirmOrRefuse(context, `Upgrade subnetkit from ${from} to ${version}?`)
  const manager = packageManagerOf(project)
  const summaries = changes.map(({ summary }) => summary)
  const upgrade = {
    ...{ project, from, to: version, manifest, sources: files, manager, repository, keep },
    changes: summaries,
  }
  return describeUpgrade(plan, await carryOut(upgrade, place))
}

const upToDate = (at: string): Outcome => ({
  data: { from: at, to: at, packages: [], changes: [], files: [], places: [], commit: null, tested: false },
  text: () => `the project is at subnetkit ${at} already`,
})
