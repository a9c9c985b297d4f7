import getReleasePlan from '@changesets/get-release-plan'
import { root } from '../boundaries/workspace.js'
import { publicPackages } from './pack.js'
import { run } from './run.js'

/** State of the repository that a release depends on. */
export interface Readiness {
  /** Shared by all packages that are published; more than one is a problem. */
  readonly versions: readonly string[]
  /** Null for a detached head. */
  readonly branch: string | null
  /** Paths that are not committed. */
  readonly changes: readonly string[]
  /** Commits of the branch on the server that are not here; null without one. */
  readonly behind: number | null
  /** Commits that the server does not have; null without one. */
  readonly ahead: number | null
  /** Names of changesets that no version has yet, and the version that they make. */
  readonly pending: readonly string[]
  readonly next: string | null
  readonly head: string
  /** Commit of the tag of this version; null if it does not exist. */
  readonly tagged: string | null
}

/** Branch that releases come from. */
const releaseBranch = 'main'

export async function readReadiness(): Promise<Readiness> {
  const git = (...args: readonly string[]) => run('git', args, { cwd: root })
  const orNull = (work: Promise<string>) => work.then((text) => text.trim()).catch(() => null)
  const versions = [...new Set(publicPackages().map(({ manifest }) => manifest.version))]
  const { pending, next } = await readPending()
  const between = await orNull(git('rev-list', '--left-right', '--count', '@{upstream}...HEAD'))
  const [behind = null, ahead = null] = between?.split(/\s+/).map(Number) ?? []
  return {
    versions,
    branch: process.env.GITHUB_REF_NAME ?? (await orNull(git('symbolic-ref', '--short', 'HEAD'))),
    changes: (await git('status', '--porcelain')).split('\n').flatMap((line) => line.slice(3) || []),
    ...{ behind, ahead, pending, next },
    head: (await git('rev-parse', 'HEAD')).trim(),
    tagged: await orNull(git('rev-parse', '--verify', '--quiet', `${tagOf(versions[0] ?? '')}^{commit}`)),
  }
}

/** Changesets that wait for a version, and the version that npm run versions would give. */
export async function readPending(): Promise<Pick<Readiness, 'pending' | 'next'>> {
  const { changesets, releases } = await getReleasePlan(root)
  const next = releases.find(({ name }) => name === 'subnetkit')?.newVersion ?? null
  return { pending: changesets.map(({ id }) => id), next: changesets.length === 0 ? null : next }
}

export const tagOf = (version: string): string => `v${version}`

/** Reasons not to release, as sentences that say what to do. */
export function problemsOf(readiness: Readiness): readonly string[] {
  const { versions, branch, changes, behind, ahead, pending, next, head, tagged } = readiness
  const [version = ''] = versions
  return [
    ...(changes.length === 0
      ? []
      : [`Commit or remove what has changed: ${changes.slice(0, 5).join(', ')}.`]),
    ...(branch === releaseBranch ? [] : [`Check out ${releaseBranch}: this is ${branch ?? 'no branch'}.`]),
    ...(behind ? [`Pull first: the server has ${behind} commits that are not here.`] : []),
    ...(ahead ? [`Push first: the server lacks ${ahead} commits of this branch.`] : []),
    ...(pending.length === 0
      ? []
      : [`Run npm run versions, which makes ${next} of ${pending.join(', ')}, and merge what it changes.`]),
    ...(versions.length === 1 ? [] : [`Give all packages one version: they have ${versions.join(', ')}.`]),
    ...(tagged === null || tagged === head
      ? []
      : [`Raise the version: ${tagOf(version)} is the tag of another commit, ${tagged.slice(0, 8)}.`]),
  ]
}
