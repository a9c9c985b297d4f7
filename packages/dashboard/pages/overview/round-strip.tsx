import { Link } from '../app/navigation.js'
import { counted, number, percent } from '../parts/format.js'
import { Card } from '../parts/page.js'
import { Empty } from '../parts/states.js'
import type { OverviewData } from './data.js'

type Rounds = OverviewData['rounds']

const sum = ({ outcomes }: Rounds[number]) => Object.values(outcomes).reduce((all, one) => all + one, 0)

/** Few rounds make no wide bars. */
const leastSlots = 24

/** The newest rounds as bars: what was answered and scored, and what was not. */
export function RoundStrip({ rounds }: { readonly rounds: Rounds }) {
  const all = <Link href="/rounds">All rounds</Link>
  if (rounds.length === 0) {
    return (
      <Card title="Rounds" aside={all}>
        <Empty>No round has begun: rounds begin at multiples of their length in blocks.</Empty>
      </Card>
    )
  }
  const most = Math.max(...rounds.map(sum), 1)
  const scored = rounds.reduce((total, { outcomes }) => total + outcomes.scored, 0)
  const tasks = rounds.reduce((total, round) => total + sum(round), 0)
  const sentence = `${counted(rounds.length, 'round')} up to ${number(rounds.at(-1)!.number)}: ${percent(tasks === 0 ? null : scored / tasks)} of ${counted(tasks, 'task')} answered and scored.`
  return (
    <Card title="Rounds" aside={all}>
      <svg
        class="strip"
        viewBox={`0 0 ${Math.max(rounds.length, leastSlots) * 10} 60`}
        preserveAspectRatio="none"
        role="img"
        aria-label={sentence}
      >
        {rounds.map((round, at) => {
          const height = (56 * sum(round)) / most
          const good = (56 * round.outcomes.scored) / most
          return (
            <g key={round.number} class={round.state}>
              <rect class="failed" x={at * 10 + 1} width="8" y={60 - height} height={height} />
              <rect class="scored" x={at * 10 + 1} width="8" y={60 - good} height={good} />
              <rect class="base" x={at * 10 + 1} width="8" y="59" height="1" />
            </g>
          )
        })}
      </svg>
      <p class="legend">
        <span class="swatch scored" /> scored <span class="swatch failed" /> not answered, malformed, refused,
        or trouble of this validator
        <span class="muted"> · {sentence}</span>
      </p>
    </Card>
  )
}
