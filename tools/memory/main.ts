import { parseArgs } from 'node:util'
import { measureGateway } from './gateway.js'
import { type MemoryFigure, measureEmbedded, measureMiner, measureServed } from './measure.js'

const usage = `Measures the largest resident memory of miner and validator, compiled, each in a process of its own, and what a gateway\nholds more after 50,000 requests.

  npm run memory [-- --miners N] [--rounds N] [--only miner|served|embedded|gateway]

Ends with 1 if one of them needs more than docs/validator.md says.
`

const { values } = parseArgs({
  options: {
    miners: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '50' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) process.stdout.write(usage)
else {
  const load = { miners: Number(values.miners), rounds: Number(values.rounds) }
  const measured: Readonly<Record<string, () => Promise<MemoryFigure>>> = {
    miner: () => measureMiner({ requests: 400 }),
    served: () => measureServed(load),
    embedded: () => measureEmbedded(load),
    gateway: () => measureGateway({ requests: 50_000 }),
  }
  for (const [kind, measure] of Object.entries(measured)) {
    if (values.only !== undefined && values.only !== kind) continue
    const { name, peakMb, limitMb } = await measure()
    process.stdout.write(`${name}: ${peakMb.toFixed(0)} MB of at most ${limitMb} MB\n`)
    if (peakMb > limitMb) process.exitCode = 1
  }
}
