import { useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useLive } from '../data/live.js'
import { useQuery } from '../data/use-query.js'
import { counted, number } from '../parts/format.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Loaded } from '../parts/states.js'
import type { WeightsData } from './data.js'
import { Entries } from './entries.js'
import { Row } from './row.js'

const changing: ReadonlySet<string> = new Set([
  ...['weights-set', 'weights-committed', 'weights-revealed', 'weights-refused', 'weights-superseded'],
  ...['weights-not-due', 'round-folded'],
])

/** Decisions about weights on their way to the chain, and the row that it holds. */
export function Weights() {
  const mechanism = useMechanism()
  const query = useQuery(
    `weights ${mechanism}`,
    (signal) => api.weights.query({ mechanism }, { signal }),
    (event) => changing.has(event.kind) || (event.kind === 'step-done' && event.step === 'outbox'),
  )
  return (
    <Page
      title="Weights"
      lead="Each stage is stored before the next begins, so that weights are set exactly once."
    >
      <Loaded query={query}>
        {(data) => (
          <>
            <Windows data={data} />
            <Card title="Row on chain beside ours">
              <Row data={data} />
            </Card>
            <Card title="Decisions">
              <Entries entries={data.entries} />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Windows({ data }: { readonly data: WeightsData }) {
  const { head } = useLive()
  const { lastUpdate, chainTakes, weSet, rateLimit, everyBlocks, commitReveal, revealPeriod, entries } = data
  const until = (block: number | null): string => {
    if (block === null) return '–'
    if (head === null) return `block ${number(block)}`
    return block <= head.block ? 'now' : `in ${counted(block - head.block, 'block')}`
  }
  const open = entries.filter(({ settled }) => !settled).length
  return (
    <Figures>
      <Figure
        label="Last taken by the chain"
        value={lastUpdate === null ? '–' : `block ${number(lastUpdate)}`}
        note={
          lastUpdate === null
            ? 'not registered'
            : head === null
              ? ''
              : `${counted(Math.max(head.block - lastUpdate, 0), 'block')} ago`
        }
      />
      <Figure
        label="The chain takes the next"
        value={until(chainTakes)}
        note={`limit ${counted(rateLimit, 'block')}`}
      />
      <Figure
        label="We set the next"
        value={until(weSet)}
        note={`with the first fold after ${counted(everyBlocks, 'block')}`}
      />
      <Figure
        label="On their way"
        value={number(open)}
        note={
          commitReveal
            ? `committed first, revealed ${counted(revealPeriod, 'epoch')} later`
            : 'set in the clear'
        }
      />
    </Figures>
  )
}
