import type { ComponentChildren } from 'preact'
import { Link } from '../app/navigation.js'
import { counted, percent } from '../parts/format.js'
import type { OverviewData } from './data.js'

/** Something that needs attention, with the instruction. */
export interface Need {
  readonly key: string
  readonly sentence: string
  readonly fix: ComponentChildren
}

/** Newest rounds that are judged, and tasks below which they say nothing. */
const [newest, fewest] = [5, 20]
/** Part of the tasks that miners have to answer. Those that count for no miner are left out: on some subnets they wait for the outcome. */
const leastScored = 0.1

/** Trouble that shows in outcomes alone: all steps run, and yet hardly an answer counts. */
export function roundNeeds(rounds: OverviewData['rounds']): readonly Need[] {
  const over = rounds.filter(({ state }) => state === 'folded' || state === 'skipped').slice(-newest)
  const sum = (of: keyof OverviewData['rounds'][number]['outcomes']) =>
    over.reduce((all, { outcomes }) => all + outcomes[of], 0)
  const scored = sum('scored')
  const counting = scored + sum('absent') + sum('malformed') + sum('refused')
  const skipped = over.filter(({ state }) => state === 'skipped').length
  const needs: Need[] = []
  if (over.length > 1 && skipped > over.length / 2)
    needs.push({
      key: 'skipped',
      sentence: `${skipped} of the newest ${counted(over.length, 'round')} were skipped: ${over.findLast(({ state }) => state === 'skipped')?.reason ?? 'no reason is known'}`,
      fix: <Link href="/rounds">Read why in the list of rounds.</Link>,
    })
  if (counting >= fewest && scored / counting < leastScored)
    needs.push({
      key: 'unanswered',
      sentence: `Miners answered ${percent(scored / counting, 0)} of their tasks in the newest ${counted(over.length, 'round')}.`,
      fix: (
        <Link href="/miners">
          Read on the Miners page how they fail: deadlines may be too short, or addresses closed.
        </Link>
      ),
    })
  return needs
}
