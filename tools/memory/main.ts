import { parseArgs } from 'node:util'
import { renderTable } from '../table.js'
import { type MemoryFigure, measureEmbedded, measureMiner, measureServed } from './measure.js'

const usage = `Measures the largest resident memory of miner and validator, compiled, each in a process of its own.

  npm run memory [-- --miners N] [--rounds N]

Ends with 1 if one of them needs more than docs/validator.md says.
`

const { values } = parseArgs({
  options: {
    miners: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '50' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) process.stdout.write(usage)
else {
  const load = { miners: Number(values.miners), rounds: Number(values.rounds) }
  const figures: MemoryFigure[] = [
    await measureMiner({ requests: 400 }),
    await measureServed(load),
    await measureEmbedded(load),
  ]
  process.stdout.write(
    renderTable<MemoryFigure>(
      [
        { heading: 'process', cell: ({ name }) => name },
        { heading: 'peak MB', align: 'right', cell: ({ peakMb }) => peakMb.toFixed(0) },
        { heading: 'limit MB', align: 'right', cell: ({ limitMb }) => `${limitMb}` },
      ],
      figures,
    ),
  )
  if (figures.some(({ peakMb, limitMb }) => peakMb > limitMb)) process.exitCode = 1
}
