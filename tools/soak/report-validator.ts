import { postgresMissing, redisMissing } from '../chaos/backends.js'
import { renderTable } from '../table.js'
import { growthOf, type Sample } from './growth.js'
import { soak } from './soak.js'

export interface ValidatorSoakOptions {
  readonly rounds: number
  readonly keep: number
  readonly samples: number
  readonly mode: 'embedded' | 'servers'
}

/** Soaks a validator alone, prints its samples, and returns the exit code. */
export async function runValidatorSoak({
  rounds,
  keep,
  samples,
  mode,
}: ValidatorSoakOptions): Promise<number> {
  const missing = mode === 'servers' ? (redisMissing() ?? postgresMissing()) : null
  if (missing !== null) {
    process.stderr.write(`cannot start servers: ${missing}\n`)
    return 2
  }
  const result = await soak({
    ...{ rounds, mode, keepRounds: keep, samples },
    onSample: (sample) => void process.stderr.write(`${line(sample)}\n`),
  })
  const growth = growthOf(result.samples)
  process.stdout.write(
    renderTable<Sample>(
      [
        { heading: 'rounds', align: 'right', cell: (sample) => String(sample.rounds) },
        { heading: 'rounds/s', align: 'right', cell: (sample) => sample.roundsPerSecond.toFixed(1) },
        { heading: 'CPU ms/round', align: 'right', cell: (sample) => sample.cpuMsPerRound.toFixed(0) },
        { heading: 'resident MB', align: 'right', cell: (sample) => sample.rssMb.toFixed(0) },
        { heading: 'heap MB', align: 'right', cell: (sample) => sample.heapMb.toFixed(1) },
        { heading: 'store MB', align: 'right', cell: (sample) => sample.storeMb.toFixed(1) },
        { heading: 'queue MB', align: 'right', cell: (sample) => sample.queueMb.toFixed(1) },
        { heading: 'handles', align: 'right', cell: (sample) => String(sample.handles) },
      ],
      result.samples,
    ),
  )
  process.stdout.write(
    `${mode}: ${result.folded} rounds folded, ${result.skipped} skipped, weights set ${result.weights} times\n`,
  )
  for (const { name, before, after } of growth)
    process.stdout.write(`FAIL  ${name} grew from ${before.toFixed(1)} to ${after.toFixed(1)}\n`)
  process.stdout.write(growth.length === 0 ? 'bounded: nothing grew\n' : '')
  return growth.length === 0 ? 0 : 1
}

const line = ({ rounds, roundsPerSecond, cpuMsPerRound, rssMb, heapMb, storeMb, queueMb, handles }: Sample) =>
  `round ${rounds}: ${roundsPerSecond.toFixed(1)} rounds/s, ${cpuMsPerRound.toFixed(0)} ms of CPU a round, ${rssMb.toFixed(0)} MB resident, heap ${heapMb.toFixed(1)} MB, store ${storeMb.toFixed(1)} MB, queue ${queueMb.toFixed(1)} MB, ${handles} handles`
