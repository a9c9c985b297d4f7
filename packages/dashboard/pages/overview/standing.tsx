import { useLive } from '../data/live.js'
import { duration, number, percent, score } from '../parts/format.js'
import { Figure, Figures } from '../parts/page.js'
import type { OverviewData } from './data.js'

/** The numbers that decide what a validator earns. */
export function Standing({ data }: { readonly data: OverviewData }) {
  const { head } = useLive()
  const { standing, weights, queue, rounds, chain } = data
  const block = Math.max(head?.block ?? 0, chain.block ?? 0)
  const newest = rounds.at(-1)
  const setAt = Math.max(weights?.block ?? 0, standing?.lastUpdate ?? 0)
  return (
    <Figures>
      <Figure
        label="Validator trust"
        value={standing === null ? '–' : score(standing.vtrust)}
        note={
          standing === null
            ? 'not registered'
            : `dividends ${percent(standing.dividends)}, ${standing.permit ? 'with a permit' : 'no permit: its weights do not count'}`
        }
      />
      <Figure
        label="Weights set"
        value={setAt === 0 ? '–' : `${number(Math.max(block - setAt, 0))} blocks ago`}
        note={
          weights === null
            ? 'none decided yet'
            : `${weights.stage}; set at most every ${number(weights.everyBlocks)} blocks`
        }
      />
      <Figure
        label="Round"
        value={newest === undefined ? '–' : number(newest.number)}
        note={newest === undefined ? 'none yet' : noteOfRound(newest, block)}
      />
      <Figure
        label="Next epoch"
        value={
          standing?.nextEpochBlock ? `in ${number(Math.max(standing.nextEpochBlock - block, 0))} blocks` : '–'
        }
        note={
          standing === null
            ? undefined
            : `every ${number(standing.tempo + 1)} blocks; ${number(standing.miners)} neurons`
        }
      />
      <Figure
        label="Queue"
        value={number(queue.waiting + queue.active)}
        note={`${number(queue.active)} at work, ${number(queue.failed)} failed${queue.oldestMs === null ? '' : `, oldest ${duration(queue.oldestMs)}`}`}
      />
    </Figures>
  )
}

function noteOfRound(round: OverviewData['rounds'][number], block: number): string {
  const { state, queries, number: first, roundBlocks } = round
  const next = first + roundBlocks - block
  const until = next > 0 ? `, next in ${number(next)} blocks` : ''
  if (queries === null) return `${state}${until}`
  const asked = queries.answered + queries.scored
  return `${number(asked)} of ${number(asked + queries.planned)} asked, ${number(queries.scored)} scored${until}`
}
