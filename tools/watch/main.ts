import { Command } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'
import { renderTable } from '../table.js'
import { epochs, falseAlarms, foundWithin, hunt } from './campaign.js'
import { cheatNames } from './cheats.js'

// `npm run watch`: the table of docs/watch.md. Populations of one seed are the same on every machine.
const program = refuseWrongOptions(new Command('watch'))
  .option(
    '--populations <count>',
    'honest populations, and half as many with each cheat',
    wholeNumber(2),
    200,
  )
  .option('--seed <number>', 'seed of the first population', wholeNumber(0), 1_000_000)
  .parse()
const { populations, seed } = program.opts<{ populations: number; seed: number }>()
const print = (text: string) => process.stdout.write(text)
const seeds = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + at)

const alarmed = seeds(populations, seed).flatMap((each) => {
  const findings = falseAlarms(each)
  return findings.length === 0 ? [] : [{ seed: each, findings }]
})
const rate = (100 * alarmed.length) / populations
print(
  `${populations} honest populations of ${epochs} epochs: ${alarmed.length} with a false alarm (${rate.toFixed(1)} %)\n`,
)
for (const { seed: each, findings } of alarmed) {
  for (const finding of findings) print(`  seed ${each}: ${JSON.stringify(finding)}\n`)
}

const rows = cheatNames.map((name, at) => {
  const hunts = seeds(Math.ceil(populations / 2), seed + (at + 1) * populations).map((each) =>
    hunt(each, name),
  )
  return { name, hunts }
})
const share = (part: number) => `${(100 * part).toFixed(0)} %`
print(
  renderTable(
    [
      { heading: 'cheat', cell: ({ name }) => name },
      {
        heading: 'found',
        align: 'right',
        cell: ({ hunts }) =>
          share(hunts.filter(({ foundAfter }) => foundAfter !== null).length / hunts.length),
      },
      { heading: 'half within', align: 'right', cell: ({ hunts }) => String(foundWithin(hunts, 0.5) ?? '-') },
      {
        heading: '95 % within',
        align: 'right',
        cell: ({ hunts }) => String(foundWithin(hunts, 0.95) ?? '-'),
      },
      {
        heading: 'accuses others',
        align: 'right',
        cell: ({ hunts }) => share(hunts.filter(({ wrong }) => wrong.length > 0).length / hunts.length),
      },
    ],
    rows,
  ),
)
