import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { fleetMissing, type Mode, runCampaign } from './campaign.js'
import { namespacesMissing } from './machine.js'
import { renderReport } from './report.js'
import { runStorms } from './storms.js'

const program = refuseWrongOptions(new Command('chaos'))
  .description(
    'Kills the processes of an engine at random and at chosen steps, cuts the links between them, and audits what it did. Without options, also runs the chain client, the metagraph and the weights outbox through storms of faults.',
  )
  .option('--seed <n>', 'seed of the campaign', wholeNumber(0))
  .option('--kills <n>', 'kills', wholeNumber(1))
  .option('--rounds <n>', 'least number of rounds', wholeNumber(1), 1)
  .option('--minutes <n>', 'longest time for the faults', wholeNumber(1))
  .addOption(
    new Option(
      '--mode <mode>',
      'coordinators and workers on Redis and PostgreSQL, or one validator with nothing installed (default: fleet where both are installed)',
    ).choices(['fleet', 'embedded']),
  )
  .option('--coordinators <n>', 'coordinators of a fleet', wholeNumber(1), 1)
  .option('--workers <n>', 'workers of a fleet', wholeNumber(1), 2)
  .option(
    '--namespaces',
    'put coordinators and workers of a fleet on machines of their own: network namespaces',
  )
  .option('--json', 'print the report as JSON')
  .option('--quiet', 'print the report only')
  .option('--faults <n>', 'storms only: faults of each', wholeNumber(1))
  .option('--seeds <n>', 'storms only: storms, from seed 1 up', wholeNumber(1))
  .addHelpText(
    'after',
    '\nExamples:\n  npm run chaos -- --seed 7 --kills 200 --rounds 300\n  npm run chaos -- --seeds 20 --faults 1000',
  )
  .parse()
interface Options {
  readonly seed?: number
  readonly kills?: number
  readonly rounds: number
  readonly minutes?: number
  readonly mode?: Mode
  readonly coordinators: number
  readonly workers: number
  readonly namespaces?: true
  readonly json?: true
  readonly quiet?: true
  readonly faults?: number
  readonly seeds?: number
}
const { seed, kills, rounds, minutes, mode, coordinators, workers, namespaces, json, quiet, faults, seeds } =
  program.opts<Options>()
const stormsOnly = faults !== undefined || seeds !== undefined
const campaignOnly = [seed, kills, minutes, mode, namespaces, json].some((option) => option !== undefined)

const storms = campaignOnly ? null : await runStorms({ faults: faults ?? 220, seeds: seeds ?? 1 })
let passed = storms ?? true
if (!stormsOnly) {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)))
  const begin = performance.now()
  const missing = fleetMissing()
  if (missing !== null && mode !== 'embedded')
    process.stderr.write(`The campaign runs the embedded validator alone: ${missing}.\n`)
  const apart = namespaces === undefined ? 'not wanted' : namespacesMissing()
  if (namespaces && apart !== null) process.stderr.write(`All processes share one network: ${apart}.\n`)
  const chosen = missing === null ? (mode ?? 'fleet') : 'embedded'
  const campaign = runCampaign({
    ...{ seed: seed ?? 1, kills: kills ?? 12, rounds, signal: stopping.signal },
    ...{ mode: chosen, coordinators, workers, namespaces: apart === null && chosen === 'fleet' },
    minutes: minutes ?? 60,
    say(line) {
      if (quiet || json) return
      process.stderr.write(`${((performance.now() - begin) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`)
    },
  })
  const outcome = await campaign.catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error
    process.stderr.write('Stopped; every process has ended.\n')
    process.exit(130)
  })
  const name = 'the chain client, the metagraph and the weights outbox came through their storms'
  const ofStorms = storms === null ? [] : [{ name, passed: storms, detail: '' }]
  const report = { ...outcome, checks: [...ofStorms, ...outcome.checks] }
  const text = json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report)
  process.stdout.write(text)
  const { SUBNETKIT_REPORTS: reports } = process.env
  if (reports !== undefined) writeFileSync(join(reports, 'chaos.json'), JSON.stringify(report, null, 2))
  passed &&= report.checks.every((check) => check.passed)
}
process.exit(passed ? 0 : 1)
