import {
  checkTypes,
  entriesOf,
  importsOf,
  loadEntries,
  resolutions,
  runCommand,
  runProducts,
} from './consumer.js'
import { licencesOf } from './licences.js'
import { packAll } from './pack.js'
import { runPackagedRoles } from './packaged-roles.js'
import { installBudgetMb, installTree, megabytes, removeTree } from './size.js'
import { fileProblems, publintProblems, typesProblems } from './tarball-checks.js'
import { readmeProject, runTwoProjects } from './two-projects.js'

/** Reports a finished check; `problem` is null if it passed. */
export type Report = (name: string, problem: string | null, seconds: number) => void

/**
 * Packs everything and tries it as users meet it. Returns how many checks passed and failed.
 *
 * @param note receives what this machine lacks for a check
 */
export async function checkPackages(
  report: Report,
  note: (text: string) => void,
): Promise<{ passed: number; failed: number }> {
  const counts = { passed: 0, failed: 0 }
  async function check(name: string, work: () => Promise<readonly string[] | undefined>): Promise<void> {
    const startedAt = performance.now()
    const problems = await work().catch((error: Error) => [error.message])
    const problem = problems && problems.length > 0 ? problems.join('\n') : null
    if (problem === null) counts.passed++
    else counts.failed++
    report(name, problem, (performance.now() - startedAt) / 1_000)
  }

  const tarballs = await packAll()
  for (const tarball of tarballs) {
    const { name } = tarball.package.manifest
    await check(`${name}: publint --strict`, () => publintProblems(tarball))
    await check(`${name}: are the types wrong`, () => typesProblems(tarball))
    await check(`${name}: files`, () => fileProblems(tarball))
  }
  const tree = await installTree(tarballs)
  try {
    await check(`npm install subnetkit: at most ${installBudgetMb} MB`, async () =>
      tree.bytes <= installBudgetMb * 1024 ** 2 ? [] : [`it is ${megabytes(tree.bytes)} MB`],
    )
    await check('licences of the production tree', async () => {
      const rows = (await licencesOf(tree)).filter(({ problem }) => problem !== null)
      return rows.map(({ licence, problem, packages }) => `${licence} (${problem}): ${packages.join(', ')}`)
    })
    const entries = entriesOf(tarballs, tree)
    for (const resolution of Object.keys(resolutions) as (keyof typeof resolutions)[]) {
      await check(
        `a consumer's project type-checks the README's programs and every entry, ${resolution}`,
        async () => {
          await checkTypes(tree, resolution, { ...(await readmeProject()), 'entries.ts': importsOf(entries) })
          return []
        },
      )
    }
    await check('every entry loads', async () => {
      await loadEntries(tree, entries)
      return []
    })
    await check("the README's subnet runs from a miner's tarball and a validator's", async () => {
      await runTwoProjects(tarballs, tree)
      return []
    })
    await check('packages of a project run from empty folders, in every role', async () => {
      for (const missed of await runPackagedRoles(tarballs)) note(missed)
      return []
    })
    await check('the subnet command runs', async () => {
      await runCommand(tree)
      return []
    })
    await check('subnet protocol generates from a module of the project', () => runProducts(tree))
  } finally {
    await removeTree(tree)
  }
  return counts
}
