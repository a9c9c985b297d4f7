import { Link, useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, number } from '../parts/format.js'
import { Card } from '../parts/page.js'
import { Pill, toneOfRound } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { changesRound } from './changes.js'
import { MinerGrid } from './miner-grid.js'

/** The newest round: who was asked, who has answered, who is scored. */
export function LiveRound({ round }: { readonly round: number }) {
  const mechanism = useMechanism()
  const query = useQuery(
    `round ${mechanism} ${round}`,
    (signal) => api.rounds.one.query({ mechanism, round }, { signal }),
    changesRound(round),
  )
  return (
    <Card title={`Round ${number(round)}`} aside={<Link href={`/rounds/${round}`}>Open the round</Link>}>
      <Loaded query={query}>
        {({ round: row, miners }) => (
          <>
            <p>
              <Pill tone={toneOfRound[row.state] ?? 'idle'}>{row.state}</Pill> {sentenceOf(miners)}
              {row.reason !== null && ` ${row.reason}.`}
            </p>
            <MinerGrid miners={miners} round={round} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

function sentenceOf(miners: readonly { readonly state: string }[]): string {
  if (miners.length === 0) return 'No miner is chosen yet.'
  const count = (...states: readonly string[]) => miners.filter(({ state }) => states.includes(state)).length
  const [asked, scored] = [count('answered', 'scored', 'unscored'), count('scored')]
  return `${counted(miners.length, 'miner')} chosen, ${number(asked)} asked, ${number(scored)} scored.`
}
