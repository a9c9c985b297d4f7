import { type Check, createChecks, type Report } from './checks.js'
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
import { packAll, type Tarball } from './pack.js'
import { tryRegistry } from './registry.js'
import { installBudgetMb, installTree, megabytes, removeTree } from './size.js'
import { createStopwatch, lapTable } from './stopwatch.js'
import { fileProblems, publintProblems, typesProblems } from './tarball-checks.js'
import { readmeProject, runTwoProjects } from './two-projects.js'

/**
 * Packs everything and tries it as users meet it. Returns how many checks passed and failed.
 *
 * @param note receives what this machine lacks for a check, and the times of the registry's part
 */
export async function checkPackages(
  report: Report,
  note: (text: string) => void,
): Promise<{ passed: number; failed: number }> {
  const { check, counts } = createChecks(report)
  const tarballs = await packAll()
  const watch = createStopwatch(() => {}, false)
  // Both parts wait for servers, chains and the disk half of the time.
  await Promise.all([
    checkTarballs(tarballs, check).then(() => checkInstalled(tarballs, check)),
    // Its own checks report their problems; this is for what they need.
    check('a registry on this machine has the packages', async () => {
      await tryRegistry(tarballs, { check, watch, note, onlyGate: true })
      return []
    }),
  ])
  note(lapTable(watch.laps))
  return counts
}

async function checkTarballs(tarballs: readonly Tarball[], check: Check): Promise<void> {
  for (const tarball of tarballs) {
    const { name } = tarball.package.manifest
    await check(`${name}: publint --strict`, () => publintProblems(tarball))
    await check(`${name}: are the types wrong`, () => typesProblems(tarball))
    await check(`${name}: files`, () => fileProblems(tarball))
  }
}

/** Installs `subnetkit` from the tarballs and tries it as a user's program does. */
async function checkInstalled(tarballs: readonly Tarball[], check: Check): Promise<void> {
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
    await check('the subnet command runs', async () => {
      await runCommand(tree)
      return []
    })
    await check('subnet protocol generates from a module of the project', () => runProducts(tree))
  } finally {
    await removeTree(tree)
  }
}
