import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { refuseWrongOptions } from '../options.js'
import { renderTable } from '../table.js'
import { checkPackages } from './check.js'
import { createChecks } from './checks.js'
import { type LicenceRow, licencesOf } from './licences.js'
import { packAll, type Tarball } from './pack.js'
import { tryRegistry } from './registry.js'
import { release } from './release.js'
import { serveRegistry } from './serve.js'
import { type InstalledTree, installBudgetMb, installTree, megabytes, removeTree } from './size.js'
import { createStopwatch, lapTable } from './stopwatch.js'

const program = refuseWrongOptions(new Command('release')).description(
  'Packs what is published, checks it, publishes it.',
)

program
  .command('size')
  .description(
    `weigh the tarballs and what npm install subnetkit puts on a disk (at most ${installBudgetMb} MB)`,
  )
  .action(async () => {
    const tarballs = await packAll()
    print(sizeTable(tarballs))
    const tree = await installTree(tarballs)
    print(`\n${heaviest(tree)}\n${installSentence(tree)}`)
    await removeTree(tree)
    if (tree.bytes > installBudgetMb * 1024 ** 2) process.exitCode = 1
  })

program
  .command('licences')
  .description('list the licences of the production tree; fails on one that is not permissive')
  .action(async () => {
    const tree = await installTree(await packAll())
    const rows = await licencesOf(tree)
    await removeTree(tree)
    print(licenceTable(rows))
    if (rows.some(({ problem }) => problem !== null)) process.exitCode = 1
  })

program
  .command('check')
  .description('pack everything and try it as users meet it: files, publint, size, licences, types, loading')
  .action(async () => {
    await checked()
  })

program
  .command('registry')
  .description(
    'publish everything to a registry on this machine; create, test, package and run projects from it, with the time of each step',
  )
  .option('--stopwatch', 'only time a second project from npx to its first incentive')
  .option('--upgrade', 'only upgrade a project of the former release')
  .action(async ({ stopwatch: onlyStopwatch = false, upgrade: onlyUpgrade = false }: RegistryOptions) => {
    const watch = createStopwatch(({ subject, step, seconds }) =>
      print(`  ${subject}: ${step} (${seconds.toFixed(1)} s)`),
    )
    const { check, counts } = createChecks(printCheck)
    const tarballs = await watch.lap('registry', 'pack', packAll)
    await tryRegistry(tarballs, {
      ...{ check, watch, note: print, onlyStopwatch, upgrade: onlyUpgrade ? 'only' : true },
    })
    print(`\n${lapTable(watch.laps)}`)
    if (counts.failed > 0) process.exitCode = 1
  })

program
  .command('serve')
  .description('publish everything to a registry on this machine, and keep it up until Ctrl-C')
  .action(async () => {
    const interrupt = new AbortController()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupt.abort())
    await serveRegistry({ print, signal: interrupt.signal })
  })

program
  .command('publish')
  .description(
    'check the repository and the packages, publish every version that the registry lacks, and tag it',
  )
  .option('--dry-run', 'only show what would be published, and what is not ready')
  .action(({ dryRun = false }: { dryRun?: boolean }) => release({ dryRun, check: checked, print }))

await program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})

interface RegistryOptions {
  readonly stopwatch?: boolean
  readonly upgrade?: boolean
}

/** Runs the checks and prints each; false, and a failing exit code, where one failed. */
async function checked(): Promise<boolean> {
  const { passed, failed } = await checkPackages(printCheck, print)
  print(`packages: ${passed} passed, ${failed} failed`)
  const reports = process.env.SUBNETKIT_REPORTS
  if (reports) await writeFile(join(reports, 'packages.json'), JSON.stringify({ passed, failed }))
  if (failed > 0) process.exitCode = 1
  return failed === 0
}

function printCheck(name: string, problem: string | null, seconds: number): void {
  print(`${problem === null ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`)
  if (problem !== null) print(problem.replace(/^/gm, '    '))
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function sizeTable(tarballs: readonly Tarball[]): string {
  return renderTable(
    [
      { heading: 'package', cell: (one) => one.package.manifest.name },
      { heading: 'packed kB', align: 'right', cell: (one) => (one.size / 1e3).toFixed(0) },
      { heading: 'unpacked kB', align: 'right', cell: (one) => (one.unpackedSize / 1e3).toFixed(0) },
      { heading: 'files', align: 'right', cell: (one) => String(one.files.length) },
    ],
    tarballs,
  )
}

function heaviest({ byPackage }: InstalledTree): string {
  const lines = byPackage.slice(0, 15).map(([name, bytes]) => `${megabytes(bytes).padStart(6)} MB  ${name}`)
  return `${lines.join('\n')}\n`
}

function installSentence({ bytes, packages }: InstalledTree): string {
  return `npm install subnetkit: ${megabytes(bytes)} MB in ${packages} packages (budget ${installBudgetMb} MB)`
}

function licenceTable(rows: readonly LicenceRow[]): string {
  return renderTable(
    [
      { heading: 'licence', cell: (row) => row.licence },
      { heading: 'packages', align: 'right', cell: (row) => String(row.packages.length) },
      { heading: 'problem', cell: (row) => row.problem ?? '' },
      { heading: 'which', cell: (row) => list(row) },
    ],
    rows,
  )
}

function list({ packages, problem }: LicenceRow): string {
  const shown = problem === null ? packages.slice(0, 4) : packages
  return shown.join(', ') + (shown.length < packages.length ? ', …' : '')
}
