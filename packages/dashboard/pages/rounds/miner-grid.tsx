import { Link } from '../app/navigation.js'
import { shortKey } from '../parts/format.js'

export interface GridMiner {
  readonly uid: number
  readonly hotkey: string
  readonly state: string
  readonly mean: number | null
}

/** A mark for each state, so that colour is not alone. */
const marks: Readonly<Record<string, string>> = {
  planned: '·',
  answered: '…',
  unasked: '–',
  unscored: '?',
}

/** One field for each miner of a round: its number, its state, and its score once it has one. */
export function MinerGrid({
  miners,
  round,
}: {
  readonly miners: readonly GridMiner[]
  readonly round: number
}) {
  return (
    <ul class="miner-grid" aria-label="Miners of the round">
      {miners.map(({ uid, hotkey, state, mean }) => (
        <li key={hotkey} class={`${state} ${toneOf(mean)}`}>
          <Link href={`/rounds/${round}/${hotkey}`}>
            <span class="uid">{uid}</span>
            <span class="mark">{mean === null ? (marks[state] ?? '·') : mean.toFixed(2)}</span>
            <span class="hidden">
              {state}, miner {shortKey(hotkey)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

const toneOf = (mean: number | null): string =>
  mean === null ? '' : mean >= 0.66 ? 'high' : mean >= 0.33 ? 'middle' : 'low'
