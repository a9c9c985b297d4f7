import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { fillPage } from './page.js'
import { planOf } from './plan.js'
import { resultSchema, type ScaleResult } from './result.js'
import { runScale } from './run-scale.js'
import { renderResult } from './table.js'

const program = refuseWrongOptions(new Command('scale'))
  .description(
    'Measures what a task costs Redis, PostgreSQL and Node, on servers that it starts, and says what many subnets need: some are played, the rest is extrapolated.',
  )
  .option('--subnets <n>', 'subnets', wholeNumber(1), 1_000)
  .option('--miners <n>', 'miners of each', wholeNumber(1), 256)
  .option('--tasks <n>', 'tasks of a miner in a round, one of each family at least', wholeNumber(8), 8)
  .option('--play <n>', 'subnets that are played', wholeNumber(1), 50)
  .option('--rounds <n>', 'rounds of each that are measured', wholeNumber(1), 1)
  .option('--json', 'print the figures as JSON')
  .option('--quiet', 'print no progress')
  .option('--page', 'measure nothing: fill in docs/scale.md from docs/scale.json')
  .option('--write', 'write docs/scale.json, and fill in docs/scale.md')
  .addHelpText('after', '\nExample:\n  npm run scale -- --subnets 1000 --miners 256')
  .parse()
interface Options {
  readonly subnets: number
  readonly miners: number
  readonly tasks: number
  readonly play: number
  readonly rounds: number
  readonly json?: true
  readonly quiet?: true
  readonly write?: true
  readonly page?: true
}
const { subnets, miners, tasks, play, rounds, json, quiet, write, page } = program.opts<Options>()

const docs = (name: string) => new URL(`../../docs/${name}`, import.meta.url)
function writePage(from: ScaleResult): void {
  writeFileSync(docs('scale.md'), fillPage(readFileSync(docs('scale.md'), 'utf8'), from))
}
if (page) {
  writePage(resultSchema.parse(JSON.parse(readFileSync(docs('scale.json'), 'utf8'))))
  process.exit(0)
}

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)))
const begin = performance.now()
const result = await runScale({
  load: { subnets, miners, tasks, rounds, played: Math.min(play, subnets) },
  signal: stopping.signal,
  say(line) {
    if (!quiet)
      process.stderr.write(`${((performance.now() - begin) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`)
  },
}).catch((error: unknown) => {
  if (!stopping.signal.aborted) throw error
  process.stderr.write('Stopped; every process has ended.\n')
  process.exit(130)
})
if (write) {
  writeFileSync(docs('scale.json'), `${JSON.stringify(result, null, 2)}\n`)
  writePage(result)
}
process.stdout.write(
  json ? `${JSON.stringify({ ...result, plans: planOf(result) }, null, 2)}\n` : renderResult(result),
)
process.exit(0)
