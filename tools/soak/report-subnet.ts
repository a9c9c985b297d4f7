import { createProgress } from '../demo/progress.js'
import { renderTable } from '../table.js'
import { type Bound, boundsOf, grownTables, isWithin } from './bounds.js'
import type { Held } from './held.js'
import { soakSubnet } from './soak-subnet.js'

export interface SubnetReportOptions {
  readonly rounds: number
  readonly keep: number
  readonly samples: number
  readonly snapshots?: string | undefined
}

/** Soaks a reference subnet, prints what it holds at the start, in the middle and at the end, and returns the exit code. */
export async function runSubnetSoak(
  subnet: string,
  { rounds, keep, samples, snapshots }: SubnetReportOptions,
): Promise<number> {
  const progress = createProgress((line) => process.stderr.write(line), new AbortController().signal)
  const result = await soakSubnet({
    ...{ subnet, rounds, keepRounds: keep, samples, snapshots, progress },
    onSample: (sample) => progress.note(line(sample)),
  })
  const [first, last] = [result.samples[0]!.cpuSeconds, result.samples.at(-1)!.cpuSeconds]
  const cpu = (of: keyof typeof last) => ((last[of] - first[of]) / (rounds - 1)).toFixed(2)
  const bounds = boundsOf(result.samples)
  process.stdout.write(
    `${subnet}: ${rounds} rounds, ${cpu('validator')} s of CPU a round for the validator and ${cpu('miners')} s for its miners, weights set ${result.weights} times\n`,
  )
  for (const { name, score, answered } of result.miners)
    process.stdout.write(`${name}: mean score ${score.toFixed(3)} of ${answered} answers that are kept\n`)
  process.stdout.write(
    renderTable<Bound>(
      [
        { heading: '', cell: (bound) => (isWithin(bound) ? 'ok' : 'FAIL') },
        { heading: 'held', cell: ({ name }) => name },
        { heading: 'start', align: 'right', cell: ({ start }) => figure(start) },
        { heading: 'middle', align: 'right', cell: ({ middle }) => figure(middle) },
        { heading: 'end', align: 'right', cell: ({ end }) => figure(end) },
        { heading: 'at most', align: 'right', cell: ({ most }) => figure(most) },
        { heading: 'tolerance', cell: ({ why }) => why },
      ],
      bounds,
    ),
  )
  const grown: string[] = bounds.filter((bound) => !isWithin(bound)).map(({ name }) => name)
  if (grown.includes('storeRows'))
    for (const { name, middle, end } of grownTables(result.samples))
      process.stdout.write(`rows of ${name}: ${figure(middle)}, then ${figure(end)}\n`)
  process.stdout.write(
    grown.length === 0 ? `PASS  ${subnet} did not grow\n` : `FAIL  ${subnet}: ${grown.join(', ')} grew\n`,
  )
  return grown.length === 0 ? 0 : 1
}

const figure = (value: number) => value.toFixed(value < 1 ? 3 : value < 100 ? 1 : 0)

const line = (held: Held) =>
  `round ${held.rounds}: ${held.roundsPerSecond.toFixed(1)} rounds/s, heap ${held.heapMb.toFixed(2)} MB, code ${held.codeMb.toFixed(2)} MB, heap of the miners ${held.minerHeapMb.toFixed(2)} MB and of the chain ${held.chainHeapMb.toFixed(1)} MB, buffers ${held.bufferMb.toFixed(1)} MB, ${held.residentMb.toFixed(0)} MB resident, ${held.handles} handles, ${held.storeRows} rows of the store and ${held.queueRows} of its queues in ${held.tableMb.toFixed(1)} MB, database ${held.databaseMb.toFixed(1)} MB, miners ${held.minerMb.toFixed(2)} MB, validator ${held.validatorMb.toFixed(2)} MB`
