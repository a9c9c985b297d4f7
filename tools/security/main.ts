import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { renderTable } from '../table.js'
import { attacks } from './attacks.js'
import { besiege, type Calls, mostConnections } from './siege.js'

const program = refuseWrongOptions(new Command('siege'))
  .description('Attacks a miner, one attack after the other, and prints how an honest caller fares.')
  .option('--calls <n>', 'honest calls under each attack', wholeNumber(10), 500)
  .option('--only <text>', 'attacks whose name contains this text', '')
  .addHelpText('after', '\nExample:\n  npm run siege -- --only slow')
  .parse()
const { calls, only } = program.opts<{ readonly calls: number; readonly only: string }>()

const chosen = Object.keys(attacks).filter((attack) => attack.includes(only))
if (chosen.length === 0)
  program.error(`no attack contains ${only}; there are ${Object.keys(attacks).join(', ')}`, { exitCode: 2 })

const at = ({ latencies }: Calls, share: number) =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN

await using miner = await besiege()
await miner.honest(200)
const before = await miner.held()
const quiet = await miner.honest(calls)
const rows: (Calls & { readonly name: string })[] = [{ name: 'quiet', ...quiet }]
for (const name of chosen) {
  process.stderr.write(`${name} …\n`)
  rows.push({ name, ...(await miner.under(name, calls)) })
}
process.stdout.write(
  renderTable(
    [
      { heading: `attack (at most ${mostConnections()} connections)`, cell: ({ name }) => name },
      { heading: 'answered', align: 'right', cell: ({ ok, made }) => `${ok} of ${made}` },
      { heading: 'p50 ms', align: 'right', cell: (row) => at(row, 0.5).toFixed(1) },
      { heading: 'p99 ms', align: 'right', cell: (row) => at(row, 0.99).toFixed(1) },
      {
        heading: 'p99 to quiet',
        align: 'right',
        cell: (row) => (at(row, 0.99) / at(quiet, 0.99)).toFixed(1),
      },
    ],
    rows,
  ),
)
const after = await miner.held()
process.stdout.write(
  `heap ${before.heapMB.toFixed(1)} -> ${after.heapMB.toFixed(1)} MB, files ${before.files} -> ${after.files}\n`,
)
