import { root } from '../boundaries/workspace.js'
import { renderTable } from '../table.js'
import { packAll, publicPackages, type Tarball } from './pack.js'
import {
  credentialsProblem,
  idOf,
  inOrder,
  integrityOf,
  isTrusted,
  npmRegistry,
  publishMissing,
  publishOptions,
} from './publish.js'
import { problemsOf, type Readiness, readReadiness, tagOf } from './readiness.js'
import { run } from './run.js'

/** Parts of {@link release}. */
export interface ReleaseOptions {
  /** Show everything, publish nothing. */
  readonly dryRun: boolean
  /** Runs the checks of the packages; false if one failed. */
  readonly check: () => Promise<boolean>
  readonly print: (text: string) => void
}

/**
 * Releases the version that the packages have: looks at the repository, checks the packages, publishes those that the
 * registry lacks, and tags the commit. Throws if something is missing and the repository is not ready, which a dry run only
 * shows.
 */
export async function release({ dryRun, check, print }: ReleaseOptions): Promise<void> {
  const readiness = await readReadiness()
  const [version = ''] = readiness.versions
  const credentials = dryRun ? null : await credentialsProblem()
  const problems = [...problemsOf(readiness), ...(credentials === null ? [] : [credentials])]
  if (!dryRun && credentials === null && (await hasAll())) {
    print(`the registry has every package of ${version}: nothing to publish`)
    return tagRelease(readiness, print)
  }
  if (!dryRun && problems.length > 0) throw new Error(problems.join('\n'))
  if (!(await check())) return
  const tarballs = inOrder(await packAll())
  print(await publishTable(tarballs))
  if (dryRun) {
    print(
      `dry run: nothing was published. npm publish would be run with ${publishOptions(version).join(' ')}`,
    )
    const tag = `tag ${tagOf(version)} on ${readiness.head.slice(0, 8)}`
    print(needsTag(readiness) ? `${tag} would be made` : 'no tag would be made')
    for (const problem of problems) print(`not ready: ${problem}`)
    return
  }
  await publishMissing(tarballs, npmRegistry, (id, published) =>
    print(published ? `published ${id}` : `${id} is on the registry already`),
  )
  await tagRelease(readiness, print)
}

async function hasAll(): Promise<boolean> {
  for (const one of publicPackages())
    if ((await npmRegistry.integrityOf(idOf({ package: one }))) === null) return false
  return true
}

/** The release workflow tags in a job of its own, the only one that may write to the repository. */
const needsTag = ({ tagged }: Readiness): boolean => !isTrusted() && tagged === null

async function tagRelease(readiness: Readiness, print: ReleaseOptions['print']): Promise<void> {
  if (!needsTag(readiness)) return
  const [version = ''] = readiness.versions
  const tag = tagOf(version)
  await run('git', ['tag', '--annotate', tag, '--message', `subnetkit ${version}`], { cwd: root })
  print(`tagged ${tag}; push it: git push origin ${tag}`)
}

async function publishTable(tarballs: readonly Tarball[]): Promise<string> {
  const rows = await Promise.all(
    tarballs.map(async (tarball) => {
      const integrity = await integrityOf(tarball)
      return { tarball, integrity, state: await stateOf(tarball, integrity) }
    }),
  )
  return renderTable(
    [
      { heading: 'package', cell: ({ tarball }) => idOf(tarball) },
      { heading: 'kB', align: 'right', cell: ({ tarball }) => (tarball.size / 1e3).toFixed(0) },
      { heading: 'unpacked', align: 'right', cell: ({ tarball }) => (tarball.unpackedSize / 1e3).toFixed(0) },
      { heading: 'files', align: 'right', cell: ({ tarball }) => String(tarball.files.length) },
      { heading: 'registry', cell: ({ state }) => state },
      { heading: 'integrity', cell: ({ integrity }) => integrity },
    ],
    rows,
  )
}

/** State of a version in the registry, as far as it answers. */
async function stateOf(tarball: Tarball, integrity: string): Promise<string> {
  const known = await npmRegistry.integrityOf(idOf(tarball)).catch(() => undefined)
  if (known === undefined) return 'no answer'
  if (known === null) return 'to publish'
  return known === integrity ? 'has it' : 'has other bytes'
}
