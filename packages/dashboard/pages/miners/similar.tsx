import { Link } from '../app/navigation.js'
import { counted, milliseconds, shortKey } from '../parts/format.js'
import { Pill } from '../parts/pill.js'
import { Empty } from '../parts/states.js'
import type { MinerData } from './data.js'

/** Flags of likeness, by the other miner. */
export function Similar({ similar }: Pick<MinerData, 'similar'>) {
  if (similar.length === 0) return <Empty>No answer is too much like that of another miner.</Empty>
  return (
    <>
      <ul class="failures">
        {similar.map(({ kind, miner, answers, rounds, after }) => (
          <li key={`${kind} ${miner}`}>
            <Pill tone="warn">{kind}</Pill>
            <p>
              {counted(answers, 'answer')} in {counted(rounds, 'round')}, like those of{' '}
              <Link href={`/miners/${miner}`}>{shortKey(miner)}</Link>
              {after !== null &&
                after.answers > 0 &&
                `; ${after.answers} came later, by ${milliseconds(after.medianMs)} in the median`}
              .
            </p>
          </li>
        ))}
      </ul>
      <p class="muted">Flags are reported, and have no effect on a score.</p>
    </>
  )
}
